"""Wires the gateway to the real world and to HTTP. The only place that does."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Route, Router

from chassis import http, telemetry
from chassis.errors import Unavailable
from chassis.http import App, Receive, Scope, Send

from .backends import Backends
from .directory import Directory
from .docs import docs_routes
from .domain.attempts import Attempts
from .endpoint import Resource
from .headers import SecurityHeaders, content_policy
from .live.keeping import Keeping
from .live.live import Live
from .outside import Outside
from .problems import Problem
from .routes import table
from .settings import Settings
from .signed_in import SignedIn, Threads
from .site import WatchedSite
from .use_cases import UseCases

PREPARE_WAIT = 1.0
"""Seconds until the database is tried again while it is down at start."""

QUIET = http.QUIET | {"/static/{path:path}"}

log = telemetry.get(__name__)


class Gateway:
    """One replica: what its routes and its background work share."""

    def __init__(self, config: Settings, outside: Outside, backends: Backends) -> None:
        self.config = config
        self.backends = backends
        self.use_cases = UseCases(
            people=outside.people,
            access=outside.access,
            demo_mode=config.demo_mode,
            session_days=config.session_days,
        )
        self.attempts = Attempts()
        self.threads = Threads()
        self.signed_in = SignedIn(self.use_cases, self.threads)
        self.directory = Directory()
        self.live = Live(backends, self.directory, config.ingest_public_url)
        self.keeping = Keeping(
            self.live,
            backends,
            self.directory,
            self.signed_in,
            lambda: self.threads.run(outside.people.account_ids),
        )
        self._outside = outside
        self._queue = outside.queue(self.live.on_message, self.live.on_gap)
        self._preparing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin what runs beside the requests."""
        self._queue.start()
        self.keeping.start()
        self._preparing = asyncio.create_task(self._prepare())

    async def stop(self) -> None:
        """End it; what was committed is published first."""
        self.live.stop()
        await self.keeping.stop()
        if self._preparing is not None:
            self._preparing.cancel()
        await self._queue.stop()
        await asyncio.to_thread(self._outside.close)
        await self.backends.close()

    async def ready(self) -> bool:
        """Whether this replica can serve: database, channels and bus are there."""
        prepared = self._preparing is not None and self._preparing.done()
        if not (prepared and self.directory.loaded and self.keeping.alive):
            return False
        return self._queue.connected and await asyncio.to_thread(self._outside.answers)

    def sign_off(self, *, key: str = "", user_id: str = "") -> None:
        """Let a session, or all of a user, end at once at this replica."""
        self.signed_in.forget(key=key, user_id=user_id)
        self.live.end("ended", key=key, user_id=user_id)

    def know_channel(self, channel: Any) -> None:
        """Take over what a change of a channel answered, before its event comes."""
        self.directory.apply(channel)
        self.live.refresh_sight()

    async def _prepare(self) -> None:
        while True:
            try:
                await self.threads.run(self._outside.prepare)
            except Unavailable as error:
                log.warning("database_unavailable", error=str(error))
                await asyncio.sleep(PREPARE_WAIT)
            else:
                return


def build(
    config: Settings,
    *,
    connect: Callable[[Settings], Outside],
    backends: Callable[[Settings], Backends] = Backends,
) -> App:
    """Return the ASGI application; all it needs is made in its lifespan."""
    site = WatchedSite(Path(config.web_dir), watch=config.web_watch)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        gateway = Gateway(config, connect(config), backends(config))
        router.routes[:] = routes_of(gateway, site)
        gateway.start()
        with _ending_streams_early(gateway.live):
            yield
        await gateway.stop()

    # No middleware of Starlette's: they would answer a bug before `Canonical`.
    router = Router(lifespan=lifespan)
    return SecurityHeaders(
        http.Canonical(router, quiet=QUIET),
        policy=lambda: content_policy(site.now.script_hashes),
        secure=config.secure_cookies,
    )


def routes_of(gateway: Gateway, site: WatchedSite) -> list[Route]:
    """Return every route, the catch-all of the page last."""
    api = [
        Route(path, Resource(gateway, endpoints))
        for path, endpoints in table.by_path().items()
    ]
    return [
        *http.health_routes(gateway.ready),
        *api,
        *docs_routes(gateway.config.public_url),
        Route("/static/{path:path}", _Files(site)),
        Route("/{path:path}", _Page(site)),
    ]


class _Files:
    """Serves `/static/`."""

    def __init__(self, site: WatchedSite) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["route"] = "/static/{path:path}"
        path = scope["path_params"]["path"]
        answer = (
            self._site.now.file(path, Headers(scope=scope)) if _reads(scope) else None
        )
        await (answer or _nothing(scope))(scope, receive, send)


class _Page:
    """Serves the page at every address that is one of its own screens."""

    def __init__(self, site: WatchedSite) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path_params"]["path"]
        scope["state"]["route"] = "/{path:path}"
        screen = not path.startswith("api/") and "." not in path
        answer = None
        if screen and _reads(scope):
            answer = self._site.now.index(Headers(scope=scope))
        await (answer or _nothing(scope))(scope, receive, send)


def _reads(scope: Scope) -> bool:
    return scope["method"] in ("GET", "HEAD")


def _nothing(scope: Scope) -> Response:
    if _reads(scope):
        return Problem(
            404, "ROUTE_UNKNOWN", "there is nothing at this address"
        ).response()
    headers = {"Allow": "GET, HEAD"}
    detail = "this address can only be read; the API is described at /api/docs"
    return Problem(405, "METHOD_NOT_ALLOWED", detail, headers=headers).response()


@contextmanager
def _ending_streams_early(live: Live) -> Iterator[None]:
    """
    End the live streams as soon as the process is told to stop.

    gunicorn waits for open connections before it ends the lifespan, and a
    stream has no end of its own. Its signal handlers live on the loop, woken
    through a descriptor; Python's own handler, set here, runs besides.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {}
    for number in (signal.SIGTERM, signal.SIGINT):
        before[number] = signal.getsignal(number)

        def told(signum: int, frame: Any) -> None:
            loop.call_soon_threadsafe(live.stop)
            former = before[signal.Signals(signum)]
            if callable(former):
                former(signum, frame)

        signal.signal(number, told)
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
