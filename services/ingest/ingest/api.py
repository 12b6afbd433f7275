"""Serves `recado.ingest.v1.ChannelService`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import grpc
from recado.ingest.v1 import channel_service_pb2 as messages
from recado.ingest.v1 import channel_service_pb2_grpc as stubs

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from . import api_delivery, api_templates
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
        found = self._app.desk.list_channels(caller(context))
        return messages.ListChannelsResponse(
            channels=[wire.write_channel(channel) for channel in found]
        )

    @translated
    def ConnectChannel(
        self, request: messages.ConnectChannelRequest, context: grpc.ServicerContext
    ) -> messages.ConnectChannelResponse:
        channel = self._app.desk.connect(wire.read_connect(request), caller(context))
        return messages.ConnectChannelResponse(channel=wire.write_channel(channel))

    @translated
    def ChangeChannel(
        self, request: messages.ChangeChannelRequest, context: grpc.ServicerContext
    ) -> messages.ChangeChannelResponse:
        channel = self._app.desk.change(wire.read_change(request), caller(context))
        return messages.ChangeChannelResponse(channel=wire.write_channel(channel))

    @translated
    def ListProviderCalls(
        self, request: messages.ListProviderCallsRequest, context: grpc.ServicerContext
    ) -> messages.ListProviderCallsResponse:
        found, token = self._app.desk.list_calls(
            request.fate,
            request.channel_id,
            page_size=request.page_size,
            page_token=request.page_token,
            caller=caller(context),
        )
        return messages.ListProviderCallsResponse(
            calls=[wire.write_call(entry) for entry in found], next_page_token=token
        )

    @translated
    def GetProviderCall(
        self, request: messages.GetProviderCallRequest, context: grpc.ServicerContext
    ) -> messages.GetProviderCallResponse:
        entry, body = self._app.desk.get_call(request.call_id, caller(context))
        return messages.GetProviderCallResponse(
            call=wire.write_call(entry), body=body, content_type=entry.call.content_type
        )

    @translated
    def ReplayProviderCalls(
        self,
        request: messages.ReplayProviderCallsRequest,
        context: grpc.ServicerContext,
    ) -> messages.ReplayProviderCallsResponse:
        done = self._app.desk.replay(
            list(request.call_ids), request.request_id, caller(context)
        )
        return messages.ReplayProviderCallsResponse(replayed=done)

    @translated
    def ChangeCredentials(
        self, request: messages.ChangeCredentialsRequest, context: grpc.ServicerContext
    ) -> messages.ChangeCredentialsResponse:
        channel = self._app.desk.change_credentials(
            wire.read_credentials(request), caller(context)
        )
        return messages.ChangeCredentialsResponse(channel=wire.write_channel(channel))

    @translated
    def CheckChannel(
        self, request: messages.CheckChannelRequest, context: grpc.ServicerContext
    ) -> messages.CheckChannelResponse:
        channel = self._app.desk.check(request.channel_id, caller(context))
        return messages.CheckChannelResponse(channel=wire.write_channel(channel))

    @translated
    def StopChannel(
        self, request: messages.StopChannelRequest, context: grpc.ServicerContext
    ) -> messages.StopChannelResponse:
        channel = self._app.desk.stop(
            request.channel_id, caller(context), stopped=request.stopped
        )
        return messages.StopChannelResponse(channel=wire.write_channel(channel))

    @translated
    def RemoveChannel(
        self, request: messages.RemoveChannelRequest, context: grpc.ServicerContext
    ) -> messages.RemoveChannelResponse:
        self._app.desk.remove(request.channel_id, caller(context))
        return messages.RemoveChannelResponse()

    @translated
    def ListNotices(
        self, request: messages.ListNoticesRequest, context: grpc.ServicerContext
    ) -> messages.ListNoticesResponse:
        found = self._app.desk.list_notices(
            request.channel_id, wire.read_size(request.page_size), caller(context)
        )
        return messages.ListNoticesResponse(
            notices=[wire.write_notice(notice) for notice in found]
        )


def register(app: App) -> Callable[[grpc.Server], None]:
    """Return what adds the services to a server."""

    def add(server: grpc.Server) -> None:
        stubs.add_ChannelServiceServicer_to_server(ChannelService(app), server)
        api_delivery.add(app, server)
        api_templates.add(app, server)
        media_api.register(app.media)(server)

    return add
