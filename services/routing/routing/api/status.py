"""What each refusal of routing is called in gRPC."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc

from chassis.errors import Refusal
from chassis.rpc import refusals

from ..domain import errors

STATUS: dict[type[Refusal], Any] = {
    errors.AssignmentUnknown: grpc.StatusCode.NOT_FOUND,
    errors.AlreadyAssigned: grpc.StatusCode.FAILED_PRECONDITION,
    errors.AssignmentChanged: grpc.StatusCode.ABORTED,
    errors.ConversationClosed: grpc.StatusCode.FAILED_PRECONDITION,
    errors.AttendantUnavailable: grpc.StatusCode.FAILED_PRECONDITION,
    errors.AttendantFull: grpc.StatusCode.FAILED_PRECONDITION,
    errors.UserWithoutAccess: grpc.StatusCode.FAILED_PRECONDITION,
    errors.UserUnknown: grpc.StatusCode.NOT_FOUND,
    errors.CapacityInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.SectorUnknown: grpc.StatusCode.NOT_FOUND,
    errors.SectorNameTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.SectorNameInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.PermissionMissing: grpc.StatusCode.PERMISSION_DENIED,
}

refusing: Callable[[Callable[..., Any]], Callable[..., Any]] = refusals(
    errors.RoutingError, STATUS, domain="routing.recado"
)
"""Turns a refusal into its status with an `ErrorInfo`."""
