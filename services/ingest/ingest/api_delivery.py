"""Serves `recado.ingest.v1.DeliveryService`."""

from __future__ import annotations

from collections.abc import Mapping

import grpc
from recado.ingest.v1 import delivery_service_pb2 as messages
from recado.ingest.v1 import delivery_service_pb2_grpc as stubs

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from .app import App
from .domain import errors
from .wire import delivery as wire

STATUS: Mapping[type[Refusal], grpc.StatusCode] = {
    errors.DeliveryUnknown: grpc.StatusCode.NOT_FOUND,
}

translated = refusals(errors.IngestError, STATUS, domain="ingest.recado")


class DeliveryService(stubs.DeliveryServiceServicer):  # type: ignore[misc]  # generated without types
    """Tells the story of a message on its way out."""

    def __init__(self, app: App) -> None:
        self._app = app

    @translated
    def GetDelivery(
        self, request: messages.GetDeliveryRequest, context: grpc.ServicerContext
    ) -> messages.GetDeliveryResponse:
        return wire.write_story(
            self._app.get_story(request.message_id, caller(context))
        )


def add(app: App, server: grpc.Server) -> None:
    """Add the service to *server*."""
    stubs.add_DeliveryServiceServicer_to_server(DeliveryService(app), server)
