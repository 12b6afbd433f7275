"""ASGI helpers for the processes that speak HTTP, and the server they run on."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from . import ids, telemetry, trace

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MEMORY = "/dev/shm"  # noqa: S108  # where gunicorn keeps its heartbeat, off the disk

UNEXPECTED = "something went wrong on our side; it is logged with the request id"

REQUEST_ID = re.compile(r"^[A-Za-z0-9_.:-]{1,64}$")

log = telemetry.get(__name__)


def problem(
    status: int,
    reason: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> Response:
    """
    Return an RFC 9457 answer: *reason* is stable, *detail* is for people.

    Source: https://www.rfc-editor.org/rfc/rfc9457
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "reason": reason,
        "detail": detail,
        **extra,
    }
    return Response(
        json.dumps(body, ensure_ascii=False),
        status_code=status,
        media_type="application/problem+json",
        headers=dict(headers or {}),
    )


async def unexpected(_: Request, __: Exception) -> Response:
    """Answer a bug: `Starlette(exception_handlers={Exception: unexpected})`."""
    return problem(500, "INTERNAL", UNEXPECTED)


class Canonical:
    """
    One `http_served` line, metrics and a trace for every request.

    A bug becomes a 500 problem that says nothing of the inside. The request
    id of the caller is kept if it is a sound one, and answered in
    `X-Request-Id`. *quiet* names routes that are not worth a line.
    """

    def __init__(self, app: App, *, quiet: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._quiet = quiet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {
            k: v for k, v in scope["headers"] if k in (b"x-request-id", b"traceparent")
        }
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        request_id = given if REQUEST_ID.match(given) else ids.new("rq")
        scope.setdefault("state", {})["request_id"] = request_id
        begun, status = time.monotonic(), 0

        async def answer(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {
                    **message,
                    "headers": [
                        *message["headers"],
                        (b"x-request-id", request_id.encode()),
                    ],
                }
            await send(message)

        with trace.continued(headers.get(b"traceparent", b"").decode("latin-1")):
            try:
                await self._app(scope, receive, answer)
            except Exception:
                log.exception("http_failed", path=scope["path"])
                if not status:
                    response = problem(500, "INTERNAL", UNEXPECTED)
                    await response(scope, receive, answer)
            finally:
                self._served(scope, status, time.monotonic() - begun)

    def _served(self, scope: Scope, status: int, duration: float) -> None:
        route = _route(scope)
        telemetry.HTTP_SERVED.labels(route, str(status)).inc()
        telemetry.HTTP_SERVING.labels(route).observe(duration)
        if route in self._quiet:
            return
        state = scope.get("state", {})
        log.info(
            "http_served",
            method=scope["method"],
            route=route,
            outcome=status,
            duration_seconds=round(duration, 4),
            request_id=state.get("request_id"),
            account_id=state.get("account_id"),
            user_id=state.get("user_id"),
        )


def _route(scope: Scope) -> str:
    """Return the route's pattern: a label must not hold ids."""
    named = scope.get("state", {}).get("route")
    return str(named or getattr(scope.get("route"), "path", "other"))


class TooLarge(Exception):
    """The body is larger than the endpoint takes."""


async def body(receive: Receive, scope: Scope, *, max_bytes: int) -> bytes:
    """
    Read a request body, without buffering one that is too large.

    Raises:
        TooLarge: It is longer than *max_bytes*, by its header or by count.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > max_bytes:
            raise TooLarge
    parts, total = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        total += len(parts[-1])
        if total > max_bytes:
            raise TooLarge
        if not message.get("more_body"):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def health_routes(ready: Callable[[], Awaitable[bool]]) -> list[Route]:
    """Return `/healthz` (alive), `/readyz` (*ready* says so) and `/metrics`."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        if await ready():
            return PlainTextResponse("ok\n")
        return PlainTextResponse("not ready\n", status_code=503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics),
    ]


QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


def run(
    app_path: str, *, port: int, host: str = "0.0.0.0"
) -> None:  # a pod's own address
    """
    Serve the ASGI application that *app_path* (`module:factory`) makes.

    One worker, on gunicorn's own `asgi` kind: it scales by pods. The factory
    runs in the worker, after the fork.
    """
    from gunicorn.app.base import BaseApplication  # slow, and tests need none

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
        def load_config(self) -> None:
            options = {
                "bind": [f"{host}:{port}"],
                "worker_class": "chassis.asgi_worker.Worker",
                "workers": 1,
                "graceful_timeout": 20,
                "timeout": 60,
                "keepalive": 75,
                "loglevel": "warning",
                "accesslog": None,
                "worker_tmp_dir": MEMORY if Path(MEMORY).is_dir() else None,
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> App:
            module, _, factory = app_path.partition(":")
            return getattr(__import__(module, fromlist=[factory]), factory)()  # type: ignore[no-any-return]  # by name

    Server().run()
