"""Serves `recado.ingest.v1.MediaService`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import grpc
from recado.ingest.v1 import media_service_pb2 as messages
from recado.ingest.v1 import media_service_pb2_grpc as stubs

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from ..wire.content import write_attachment
from . import errors
from .media import Media

STATUS: Mapping[type[Refusal], grpc.StatusCode] = {
    errors.AttachmentUnknown: grpc.StatusCode.NOT_FOUND,
    errors.AttachmentWaiting: grpc.StatusCode.FAILED_PRECONDITION,
    errors.AttachmentFailed: grpc.StatusCode.FAILED_PRECONDITION,
    errors.FileEmpty: grpc.StatusCode.INVALID_ARGUMENT,
    errors.FileTooLarge: grpc.StatusCode.INVALID_ARGUMENT,
    errors.TypeRefused: grpc.StatusCode.INVALID_ARGUMENT,
    errors.RequestIdInvalid: grpc.StatusCode.INVALID_ARGUMENT,
}

translated = refusals(errors.MediaError, STATUS, domain="ingest.recado")


class MediaService(stubs.MediaServiceServicer):
    """Tells of files, and has them fetched again."""

    def __init__(self, media: Media) -> None:
        self._media = media

    @translated
    def GetAttachment(
        self, request: messages.GetAttachmentRequest, context: grpc.ServicerContext
    ) -> messages.GetAttachmentResponse:
        found = self._media.get(request.attachment_id, caller(context))
        return messages.GetAttachmentResponse(attachment=write_attachment(found))

    @translated
    def FetchAgain(
        self, request: messages.FetchAgainRequest, context: grpc.ServicerContext
    ) -> messages.FetchAgainResponse:
        found = self._media.fetch_again(request.attachment_id, caller(context))
        return messages.FetchAgainResponse(attachment=write_attachment(found))


def register(media: Media) -> Callable[[grpc.Server], None]:
    """Return what adds the service to a server."""
    return lambda server: stubs.add_MediaServiceServicer_to_server(
        MediaService(media), server
    )
