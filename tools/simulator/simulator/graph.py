"""What all of Meta's Graph API has in common: tokens, nodes and errors."""

from __future__ import annotations

import json
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from simulator.errors import META, TABLES, Failure
from simulator.model import Channel, Kind
from simulator.world import World


class Refused(Exception):
    """
    The request is answered with a documented error.

    *key* names it in the table of *kind*; *retry_after* is in seconds, 0 for none.
    """

    def __init__(
        self,
        key: int,
        details: str = "",
        *,
        subcode: int = 0,
        kind: Kind = Kind.WHATSAPP_CLOUD,
        retry_after: int = 0,
    ) -> None:
        super().__init__(details)
        self.failure: Failure = TABLES[kind][key]
        self.details = details
        self.subcode = subcode or self.failure.subcode
        self.kind = kind
        self.retry_after = retry_after


def error_body(refused: Refused) -> dict[str, Any]:
    """Write a synchronous error."""
    failure = refused.failure
    error: dict[str, Any] = {
        "message": f"(#{failure.code}) {failure.title}",
        "type": "OAuthException",
        "code": failure.code,
    }
    if failure.code == META[190].code:
        error["message"] = failure.title
        error["error_subcode"] = 463
    if refused.subcode:
        error["error_subcode"] = refused.subcode
    details = refused.details or failure.details or failure.title
    if refused.kind is Kind.WHATSAPP_CLOUD:
        error["error_data"] = {"messaging_product": "whatsapp", "details": details}
    elif refused.details:
        error["message"] = f"(#{failure.code}) {refused.details}"
    if refused.subcode >= 2_000_000 and refused.kind is Kind.WHATSAPP_CLOUD:
        error |= {"error_user_title": failure.title, "error_user_msg": details}
    error["fbtrace_id"] = secrets.token_urlsafe(8)
    return {"error": error}


def refusal(refused: Refused) -> JSONResponse:
    """Answer with a documented error."""
    failure = refused.failure
    headers = {"x-fb-trace-id": secrets.token_urlsafe(8)}
    if failure.code == META[190].code:
        headers["www-authenticate"] = 'OAuth "Facebook Platform" "invalid_token"'
    if refused.retry_after:
        headers["retry-after"] = str(refused.retry_after)
    return JSONResponse(error_body(refused), failure.http_status, headers=headers)


def text(body: dict[str, Any], name: str) -> str:
    """
    Return the text called *name*.

    Raises:
        Refused: It is missing, empty, or no text.
    """
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, str) or not value.strip():
        raise Refused(131008, f"Parameter '{name}' is missing.")
    return value


def parsed(raw: bytes) -> Any:
    """
    Return the body as JSON.

    Raises:
        Refused: It is none.
    """
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Refused(100, "The request body is not valid JSON.") from error


def fields(request: Request, whole: dict[str, Any]) -> dict[str, Any]:
    """Return of *whole* what `?fields=` asks for, and always its id."""
    asked = request.query_params.get("fields")
    if not asked:
        return whole
    wanted = {"id", *(each.strip() for each in asked.split(","))}
    return {name: value for name, value in whole.items() if name in wanted}


class Door:
    """Lets in whoever has a token, to the nodes that are theirs."""

    def __init__(self, world: World) -> None:
        self._world = world

    def owned(self, request: Request) -> list[Channel]:
        """
        Return the channels that the request's token opens.

        Raises:
            Refused: It opens none.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() not in ("bearer", "oauth"):
            token = request.query_params.get("access_token", "")
        owned = [each for each in self._meta() if each.access_token == token]
        if not token or not owned:
            raise Refused(190, "The access token is missing, unknown or expired.")
        return owned

    def channel(self, request: Request) -> Channel:
        """
        Return the channel that the path names by its id, its account's or `me`.

        Raises:
            Refused: It does not exist, or is another's.
        """
        owned = self.owned(request)
        node = request.path_params["node"]
        for each in owned:
            if node in _names(each):
                return each
        if any(node in _names(each) for each in self._meta()):
            raise Refused(10, "The token's app may not use this object.")
        raise unknown(node, owned[0].kind)

    def _meta(self) -> list[Channel]:
        return [each for each in self._world.channels.values() if each.kind.by_meta]


def _names(channel: Channel) -> set[str]:
    names = {channel.id, channel.waba_id, channel.app_id} - {""}
    return names | {"me"} if channel.kind is not Kind.WHATSAPP_CLOUD else names


def unknown(node: str, kind: Kind = Kind.WHATSAPP_CLOUD) -> Refused:
    """Return the refusal of a node that does not exist."""
    detail = f"Unsupported request. Object with ID '{node}' does not exist."
    return Refused(100, detail, subcode=33, kind=kind)
