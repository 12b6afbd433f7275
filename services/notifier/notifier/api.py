"""The gRPC side of the notifier. Never import it from the worker process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
from recado.notifier.v1 import preference_service_pb2 as messages
from recado.notifier.v1 import preference_service_pb2_grpc as stubs

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from .app import App
from .domain import errors
from .wire import incoming, outgoing

STATUS: dict[type[Refusal], Any] = {
    errors.NotAUser: grpc.StatusCode.PERMISSION_DENIED,
}

refusing: Callable[[Callable[..., Any]], Callable[..., Any]] = refusals(
    errors.NotifierError, STATUS, domain="notifier.recado"
)


class PreferenceService(stubs.PreferenceServiceServicer):
    """Serves `recado.notifier.v1.PreferenceService`."""

    def __init__(self, app: App) -> None:
        self._app = app

    @refusing
    def GetPreferences(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: ARG002  # empty
        """Get the caller's switches."""
        found = self._app.get_preferences(caller(context))
        return messages.GetPreferencesResponse(
            preferences=outgoing.write_preferences(found)
        )

    @refusing
    def SavePreferences(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Save the caller's switches."""
        saved = self._app.save_preferences(
            incoming.read_preferences(request), caller(context)
        )
        return messages.SavePreferencesResponse(
            preferences=outgoing.write_preferences(saved)
        )


def register(app: App) -> Callable[[grpc.Server], None]:
    """Return what adds the service over *app* to a server."""

    def add(server: grpc.Server) -> None:
        stubs.add_PreferenceServiceServicer_to_server(PreferenceService(app), server)

    return add
