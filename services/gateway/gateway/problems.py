"""
Every way the API says no, as RFC 9457 problem documents.

A refusal of another service keeps its reason and its facts; its gRPC status
becomes the HTTP status. What nobody meant to say (a bug there) becomes a 502
that tells nothing of the inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import grpc
from starlette.responses import Response

from chassis import http, rpc, telemetry
from chassis.errors import Conflict, Refusal, Unavailable

from .domain import errors

Code = grpc.StatusCode

STATUS: Mapping[type[Refusal], int] = {
    errors.SessionMissing: 401,
    errors.CredentialsWrong: 401,
    errors.TooManyAttempts: 429,
    errors.PermissionMissing: 403,
    errors.SessionOnly: 403,
    errors.UserUnknown: 404,
    errors.GroupUnknown: 422,
    errors.TokenUnknown: 404,
    errors.EmailTaken: 409,
    errors.PasswordUnfit: 422,
    errors.TimeZoneUnknown: 422,
    errors.LastAdministrator: 409,
}

RPC_STATUS: Mapping[grpc.StatusCode, int] = {
    Code.NOT_FOUND: 404,
    Code.PERMISSION_DENIED: 403,
    Code.FAILED_PRECONDITION: 409,
    Code.ABORTED: 409,
    Code.ALREADY_EXISTS: 409,
    Code.INVALID_ARGUMENT: 422,
    Code.OUT_OF_RANGE: 410,
    Code.UNAVAILABLE: 503,
    Code.DEADLINE_EXCEEDED: 503,
    Code.CANCELLED: 503,
    Code.RESOURCE_EXHAUSTED: 503,
    Code.UNAUTHENTICATED: 401,
}

FIELDS: Mapping[str, str] = {
    "CAPACITY_INVALID": "capacity",
    "CHANNEL_NAME_TAKEN": "name",
    "EMOJI_INVALID": "emoji",
    "FILE_TOO_LARGE": "attachment_id",
    "PAGE_TOKEN_INVALID": "cursor",
    "PHONE_INVALID": "phone",
    "PHONE_TAKEN": "phone",
    "PROVIDER_ID_TAKEN": "provider_facts",
    "SECTOR_NAME_INVALID": "name",
    "SECTOR_NAME_TAKEN": "name",
    "TEMPLATE_NAME_TAKEN": "name",
    "TEXT_EMPTY": "text",
    "TEXT_TOO_LONG": "text",
    "TYPE_REFUSED": "attachment_id",
}
"""The field at fault, for refusals that can have only one."""

RENAMED: Mapping[str, str] = {"page_token": "cursor", "page_size": "limit"}
"""Fields that are called otherwise over HTTP."""

OWN = frozenset({"type", "title", "status", "detail", "reason", "headers", "self"})
"""What facts of another service must not pose as."""

RETRY_AFTER_SECONDS = 1

log = telemetry.get(__name__)


class Problem(Exception):
    """The request is answered with a problem document."""

    def __init__(
        self,
        status: int,
        reason: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.reason, self.detail = status, reason, detail
        self.headers = dict(headers or {})
        self.facts = facts

    def response(self) -> Response:
        """Return the answer."""
        return http.problem(
            self.status, self.reason, self.detail, headers=self.headers, **self.facts
        )


def bad_field(field: str, detail: str, *, status: int = 422) -> Problem:
    """Return the answer to a request whose *field* is wrong."""
    reason = "MALFORMED" if status == 400 else "INVALID"  # noqa: PLR2004  # Bad Request
    return Problem(status, reason, detail, field=field)


def unavailable(detail: str) -> Problem:
    """Return the answer while something that is needed is down."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return Problem(503, "UNAVAILABLE", detail, headers=headers)


def of_error(error: Exception) -> Problem | None:
    """Return the answer to an error that we know; None for a bug."""
    for kind, answer in ANSWERS.items():
        if isinstance(error, kind):
            return answer(error)
    return None


def _of_refusal(error: errors.GatewayError) -> Problem:
    status = STATUS[type(error)]
    headers = {}
    if "retry_after" in error.facts:
        headers["Retry-After"] = error.facts["retry_after"]
    if isinstance(error, errors.SessionMissing):
        headers["WWW-Authenticate"] = 'Bearer realm="recado"'
    facts: dict[str, Any] = dict(error.facts)
    return Problem(status, error.reason, str(error), headers=headers, **facts)


def _of_rpc(error: grpc.RpcError) -> Problem:
    code = error.code()
    status = RPC_STATUS.get(code, 502)
    info = rpc.error_info(error)
    if status == 503:  # noqa: PLR2004  # Service Unavailable
        return unavailable(
            "a service this needs does not answer; try again in a moment"
        )
    if info is None or status == 502:  # noqa: PLR2004  # Bad Gateway
        log.error("backend_failed", code=code.name, detail=error.details())
        return Problem(
            502, "BACKEND_FAILED", "a service failed to answer; this was logged"
        )
    reason, facts, message = info
    if reason in FIELDS:
        facts.setdefault("field", FIELDS[reason])
    if facts.get("field") in RENAMED:
        facts["field"] = RENAMED[facts["field"]]
    told: dict[str, Any] = {k: v for k, v in facts.items() if k not in OWN}
    return Problem(status, reason, message, **told)


def _of_outage(_: Unavailable) -> Problem:
    return unavailable("something this needs is down; try again in a moment")


def _of_conflict(_: Conflict) -> Problem:
    detail = "somebody else changed this at the same time; try again"
    return Problem(409, "CONFLICT", detail)


def _of_size(_: http.TooLarge) -> Problem:
    detail = "the body is larger than this takes"
    return Problem(413, "TOO_LARGE", detail, field="body")


ANSWERS: Mapping[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda problem: problem,
    errors.GatewayError: _of_refusal,
    grpc.RpcError: _of_rpc,
    Unavailable: _of_outage,
    Conflict: _of_conflict,
    http.TooLarge: _of_size,
}
