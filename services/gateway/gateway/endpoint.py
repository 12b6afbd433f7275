"""
One route of the API: what it takes, what it answers, who may call it.

The same object validates requests and is printed as OpenAPI, so the two
cannot differ. `serve` is the one path every request goes through.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from starlette.datastructures import Headers
from starlette.responses import Response

from chassis import http, ids
from chassis.http import Receive, Scope, Send
from chassis.identity import Identity

from . import guards, inputs
from .domain.access import Principal
from .domain.errors import PermissionMissing, SessionMissing
from .inputs import Body, NoBody, NoQuery, Query
from .problems import Problem, of_error

if TYPE_CHECKING:
    from .app import Gateway

B = TypeVar("B", bound=Body)
Q = TypeVar("Q", bound=Query)
R = TypeVar("R")

PATIENT = 40.0
"""Seconds for calls that ask a provider, or check a long list."""

EVENTS = "text/event-stream"

MAX_BODY = 256 * 1024  # bytes; the longest message is 64 KiB of text


@dataclass(frozen=True, slots=True)
class Call(Generic[B, Q]):
    """
    One request, read and allowed.

    `ids` are those of the path. `request_id` identifies the wish, so that
    repeating it changes nothing twice: the caller's `Idempotency-Key`, made
    the user's own, or a fresh one. `pieces` are the raw body, for endpoints
    that take files.
    """

    gateway: Gateway
    headers: Headers
    ids: Mapping[str, str]
    body: B
    query: Q
    request_id: str
    place: str
    given_key: str
    principal: Principal | None
    pieces: AsyncIterator[bytes] | None = None
    method: str = "GET"

    @property
    def who(self) -> Principal:
        """The signed-in user."""
        if self.principal is None:
            raise SessionMissing("sign in first")
        return self.principal

    @property
    def identity(self) -> Identity:
        """The user as the other services know them, with what they may see."""
        who = self.who
        return Identity(
            account_id=who.account.account_id,
            user_id=who.user.user_id,
            permissions=who.permissions,
            visible_ids=self.gateway.directory.visible(who.user, who.permissions),
        )

    async def ask(
        self,
        method: Callable[..., Awaitable[R]],
        request: Any,
        *,
        seconds: float | None = None,
    ) -> R:
        """Call another service for the user; *seconds* where it asks a provider."""
        if not self.gateway.directory.loaded:
            raise Problem(
                503, "STARTING", "the channels are not known yet; try again in a moment",
                headers={"Retry-After": "1"},
            )  # fmt: skip
        return await self.gateway.backends.ask(
            method, request, self.identity, seconds=seconds
        )

    def channel_name(self, account_id: str, channel_id: str) -> str:
        """Return a channel's name."""
        return self.gateway.directory.name(account_id, channel_id)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with a status or headers of its own; *body* None has none."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[B, Q]):
    """
    A method of a path.

    `answer` is the type of the JSON, None for no content. `refusals` are the
    reasons, by status, that a caller may want to act on; those common to all
    are left out. A public endpoint needs no sign-in. One that takes a file
    reads the raw body itself, of any type and size; `media_type` is what a
    stream sends.
    """

    method: str
    path: str
    summary: str
    handler: Callable[[Call[B, Q]], Awaitable[Any]]
    answer: Any
    tag: str
    body: type[B] = NoBody  # type: ignore[assignment]  # the default is the empty one
    query: type[Q] = NoQuery  # type: ignore[assignment]  # the default is the empty one
    status: int = 200
    permission: str = ""
    public: bool = False
    stream: bool = False
    media_type: str = EVENTS
    takes_file: bool = False
    max_body: int = MAX_BODY
    refusals: Mapping[int, Sequence[str]] = field(default_factory=dict)


class Resource:
    """All methods of one path, as an ASGI application."""

    def __init__(
        self, gateway: Gateway, endpoints: Sequence[Endpoint[Any, Any]]
    ) -> None:
        self._gateway = gateway
        self._route = endpoints[0].path
        self._by_method = {endpoint.method: endpoint for endpoint in endpoints}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a bug passes through to the outermost layer."""
        scope["state"]["route"] = self._route
        try:
            answer = await self._answer(scope, receive)
        except Exception as error:
            known = of_error(error)
            if known is None:
                raise
            answer = known.response()
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Any:
        endpoint = self._by_method.get(scope["method"])
        if endpoint is None and scope["method"] == "HEAD":
            endpoint = self._by_method.get("GET")
            endless = endpoint is not None and endpoint.media_type == EVENTS
            endpoint = None if endpoint and endpoint.stream and endless else endpoint
        if endpoint is None:
            allowed = ", ".join(sorted(self._by_method))
            detail = f"this path takes {allowed}"
            raise Problem(405, "METHOD_NOT_ALLOWED", detail, headers={"Allow": allowed})
        call = await self._read(endpoint, scope, receive)
        result = await endpoint.handler(call)
        return result if endpoint.stream else written(result, endpoint.status)

    async def _read(
        self, endpoint: Endpoint[B, Q], scope: Scope, receive: Receive
    ) -> Call[B, Q]:
        headers, gateway = Headers(scope=scope), self._gateway
        guards.check_origin(scope["method"], headers, gateway.config.public_url)
        principal = None
        if not endpoint.public:
            principal = await self._allowed(endpoint, scope, headers)
        path_ids = inputs.read_ids(scope.get("path_params", {}))
        query = inputs.read_query(scope["query_string"], endpoint.query)
        key = inputs.read_request_id(headers.get("idempotency-key"))
        raw = b""
        if scope["method"] not in guards.SAFE and not endpoint.takes_file:
            raw = await http.body(receive, scope, max_bytes=endpoint.max_body)
        body = inputs.read_body(raw, headers.get("content-type", ""), endpoint.body)
        return Call(
            gateway=gateway,
            headers=headers,
            ids=path_ids,
            body=body,
            query=query,
            request_id=_request_id(key, principal),
            place=guards.place_of(scope, headers, gateway.config.proxy_hops),
            given_key=key,
            principal=principal,
            pieces=_pieces(receive) if endpoint.takes_file else None,
            method=scope["method"],
        )

    async def _allowed(
        self, endpoint: Endpoint[Any, Any], scope: Scope, headers: Headers
    ) -> Principal:
        who = await guards.authenticated(headers, self._gateway.signed_in)
        scope["state"]["account_id"] = who.account.account_id
        scope["state"]["user_id"] = who.user.user_id
        guards.check_csrf(scope["method"], headers, who)
        if endpoint.permission and not who.may(endpoint.permission):
            raise PermissionMissing(
                "you may not do this; ask an administrator",
                permission=endpoint.permission,
            )
        return who


def written(result: Any, status: int) -> Response:
    """Return a handler's result as the HTTP answer; the API is never cached."""
    reply = result if isinstance(result, Reply) else Reply(result, status)
    headers = {"Cache-Control": "no-store", **reply.headers}
    if reply.body is None:
        return Response(status_code=204, headers=headers)
    content = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"))
    return Response(
        content,
        status_code=reply.status,
        media_type="application/json",
        headers=headers,
    )


async def _pieces(receive: Receive) -> AsyncIterator[bytes]:
    """Yield the body as it comes; one that breaks off is no whole file."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("the body broke off")
        yield message.get("body", b"")
        more = message.get("more_body", False)


def _request_id(key: str, principal: Principal | None) -> str:
    if not key:
        return ids.new("rq")
    # Two users who choose the same key do not mean the same wish.
    return f"{principal.user.user_id}:{key}" if principal else key
