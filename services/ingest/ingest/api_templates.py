"""Serves `recado.ingest.v1.TemplateService`."""

from __future__ import annotations

from collections.abc import Mapping

import grpc
from recado.ingest.v1 import template_service_pb2 as messages
from recado.ingest.v1 import template_service_pb2_grpc as stubs

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from .app import App
from .domain import errors
from .wire import templates as wire

STATUS: Mapping[type[Refusal], grpc.StatusCode] = {
    errors.TemplateUnknown: grpc.StatusCode.NOT_FOUND,
    errors.TemplateInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.TemplateNameTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.TemplateLocked: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TemplatesUnsupported: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TemplatesExhausted: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TemplateRefused: grpc.StatusCode.FAILED_PRECONDITION,
    errors.ChannelUnknown: grpc.StatusCode.NOT_FOUND,
    errors.ChannelBroken: grpc.StatusCode.FAILED_PRECONDITION,
    errors.ProviderDown: grpc.StatusCode.UNAVAILABLE,
    errors.PermissionMissing: grpc.StatusCode.PERMISSION_DENIED,
}

translated = refusals(errors.IngestError, STATUS, domain="ingest.recado")


class TemplateService(stubs.TemplateServiceServicer):  # type: ignore[misc]  # generated without types
    """Creates, submits and lists WhatsApp templates."""

    def __init__(self, app: App) -> None:
        self._desk = app.desk.templates

    @translated
    def ListTemplates(
        self, request: messages.ListTemplatesRequest, context: grpc.ServicerContext
    ) -> messages.ListTemplatesResponse:
        found = self._desk.list(
            request.channel_id, wire.read_state(request.state), caller(context)
        )
        return messages.ListTemplatesResponse(
            templates=[wire.write_template(template) for template in found]
        )

    @translated
    def GetTemplate(
        self, request: messages.GetTemplateRequest, context: grpc.ServicerContext
    ) -> messages.GetTemplateResponse:
        found = self._desk.get(request.template_id, caller(context))
        return messages.GetTemplateResponse(template=wire.write_template(found))

    @translated
    def SaveTemplate(
        self, request: messages.SaveTemplateRequest, context: grpc.ServicerContext
    ) -> messages.SaveTemplateResponse:
        saved = self._desk.save(wire.read_save(request), caller(context))
        return messages.SaveTemplateResponse(template=wire.write_template(saved))

    @translated
    def SubmitTemplate(
        self, request: messages.SubmitTemplateRequest, context: grpc.ServicerContext
    ) -> messages.SubmitTemplateResponse:
        handed_in = self._desk.submit(request.template_id, caller(context))
        return messages.SubmitTemplateResponse(template=wire.write_template(handed_in))

    @translated
    def RemoveTemplate(
        self, request: messages.RemoveTemplateRequest, context: grpc.ServicerContext
    ) -> messages.RemoveTemplateResponse:
        self._desk.remove(request.template_id, caller(context))
        return messages.RemoveTemplateResponse()

    @translated
    def SyncTemplates(
        self, request: messages.SyncTemplatesRequest, context: grpc.ServicerContext
    ) -> messages.SyncTemplatesResponse:
        count = self._desk.sync(request.channel_id, caller(context))
        return messages.SyncTemplatesResponse(templates=count)


def add(app: App, server: grpc.Server) -> None:
    """Add the service to a server."""
    stubs.add_TemplateServiceServicer_to_server(TemplateService(app), server)
