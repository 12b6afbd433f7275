"""Puts the services of routing on a gRPC server."""

from __future__ import annotations

from collections.abc import Callable

import grpc
from recado.routing.v1 import assignment_service_pb2_grpc, roster_service_pb2_grpc

from ..app import App
from .assignments import AssignmentService
from .roster import RosterService


def register(app: App) -> Callable[[grpc.Server], None]:
    """Return what adds both services over *app* to a server."""

    def add(server: grpc.Server) -> None:
        assignment_service_pb2_grpc.add_AssignmentServiceServicer_to_server(
            AssignmentService(app), server
        )
        roster_service_pb2_grpc.add_RosterServiceServicer_to_server(
            RosterService(app), server
        )

    return add
