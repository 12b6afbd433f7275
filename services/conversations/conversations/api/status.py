"""What each refusal of conversations is called in gRPC."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from ..domain import errors
from ..use_cases.viewer import Viewer
from ..wire import requests

STATUS: dict[type[Refusal], Any] = {
    errors.ConversationUnknown: grpc.StatusCode.NOT_FOUND,
    errors.ConversationClosed: grpc.StatusCode.FAILED_PRECONDITION,
    errors.WindowEnded: grpc.StatusCode.FAILED_PRECONDITION,
    errors.StaleReply: grpc.StatusCode.ABORTED,
    errors.TextEmpty: grpc.StatusCode.INVALID_ARGUMENT,
    errors.TextTooLong: grpc.StatusCode.INVALID_ARGUMENT,
    errors.KindRefused: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TypeRefused: grpc.StatusCode.FAILED_PRECONDITION,
    errors.FileTooLarge: grpc.StatusCode.FAILED_PRECONDITION,
    errors.ReplyRefused: grpc.StatusCode.FAILED_PRECONDITION,
    errors.ChannelStopped: grpc.StatusCode.FAILED_PRECONDITION,
    errors.TemplateRefused: grpc.StatusCode.FAILED_PRECONDITION,
    errors.VariableMissing: grpc.StatusCode.INVALID_ARGUMENT,
    errors.MessageUnknown: grpc.StatusCode.NOT_FOUND,
    errors.RetryRefused: grpc.StatusCode.FAILED_PRECONDITION,
    errors.EmojiInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.StartRefused: grpc.StatusCode.FAILED_PRECONDITION,
    errors.InProgress: grpc.StatusCode.FAILED_PRECONDITION,
    errors.OptedOut: grpc.StatusCode.FAILED_PRECONDITION,
    errors.PhoneInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.PermissionMissing: grpc.StatusCode.PERMISSION_DENIED,
    errors.CampaignInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.CampaignUnknown: grpc.StatusCode.NOT_FOUND,
    errors.CampaignEnded: grpc.StatusCode.FAILED_PRECONDITION,
    errors.RequestInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.RequestReused: grpc.StatusCode.ALREADY_EXISTS,
    errors.PageTokenInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.PositionGone: grpc.StatusCode.OUT_OF_RANGE,
    errors.StreamsExhausted: grpc.StatusCode.RESOURCE_EXHAUSTED,
}

refusing: Callable[[Callable[..., Any]], Callable[..., Any]] = refusals(
    errors.ConversationsError, STATUS, domain="conversations.recado"
)
"""Turns a refusal into its status with an `ErrorInfo`."""


def viewer(context: grpc.ServicerContext) -> Viewer:
    """Return whom the present call acts for."""
    return requests.read_viewer(caller(context))
