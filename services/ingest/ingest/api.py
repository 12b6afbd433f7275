"""Serves `recado.ingest.v1.ChannelService`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import grpc
from recado.ingest.v1 import channel_service_pb2 as messages
from recado.ingest.v1 import channel_service_pb2_grpc as stubs

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from . import api_delivery
from .app import App
from .domain import errors
from .media import api as media_api
from .wire import channels as wire

STATUS: Mapping[type[Refusal], grpc.StatusCode] = {
    errors.ChannelUnknown: grpc.StatusCode.NOT_FOUND,
    errors.ChannelInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.ChannelNameTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.ProviderIdTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.PermissionMissing: grpc.StatusCode.PERMISSION_DENIED,
    errors.InstallerOnly: grpc.StatusCode.PERMISSION_DENIED,
    errors.PageInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.CredentialsRefused: grpc.StatusCode.FAILED_PRECONDITION,
    errors.ProviderDown: grpc.StatusCode.UNAVAILABLE,
    errors.ChannelBroken: grpc.StatusCode.FAILED_PRECONDITION,
    errors.DeliveryUnknown: grpc.StatusCode.NOT_FOUND,
    errors.CallUnknown: grpc.StatusCode.NOT_FOUND,
    errors.TemplateUnknown: grpc.StatusCode.NOT_FOUND,
    errors.TemplateInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.TemplateNameTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.TemplateLocked: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TemplatesUnsupported: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TemplatesExhausted: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TemplateRefused: grpc.StatusCode.FAILED_PRECONDITION,
}

translated = refusals(errors.IngestError, STATUS, domain="ingest.recado")


class ChannelService(stubs.ChannelServiceServicer):
    """Connects and lists channels; shows the ledger."""

    def __init__(self, app: App) -> None:
        self._app = app

    @translated
    def ListChannels(
        self, _: messages.ListChannelsRequest, context: grpc.ServicerContext
    ) -> messages.ListChannelsResponse:
        found = self._app.list_channels(caller(context))
        return messages.ListChannelsResponse(
            channels=[wire.write_channel(channel) for channel in found]
        )

    @translated
    def ConnectChannel(
        self, request: messages.ConnectChannelRequest, context: grpc.ServicerContext
    ) -> messages.ConnectChannelResponse:
        channel = self._app.connect_channel(wire.read_connect(request), caller(context))
        return messages.ConnectChannelResponse(channel=wire.write_channel(channel))

    @translated
    def ChangeChannel(
        self, request: messages.ChangeChannelRequest, context: grpc.ServicerContext
    ) -> messages.ChangeChannelResponse:
        channel = self._app.change_channel(wire.read_change(request), caller(context))
        return messages.ChangeChannelResponse(channel=wire.write_channel(channel))

    @translated
    def ListProviderCalls(
        self, request: messages.ListProviderCallsRequest, context: grpc.ServicerContext
    ) -> messages.ListProviderCallsResponse:
        found, token = self._app.list_calls(
            request.fate, request.page_size, request.page_token, caller(context)
        )
        return messages.ListProviderCallsResponse(
            calls=[wire.write_call(entry) for entry in found], next_page_token=token
        )


def register(app: App) -> Callable[[grpc.Server], None]:
    """Return what adds the services to a server."""

    def add(server: grpc.Server) -> None:
        stubs.add_ChannelServiceServicer_to_server(ChannelService(app), server)
        api_delivery.add(app, server)
        media_api.register(app.media)(server)

    return add
