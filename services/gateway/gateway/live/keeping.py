"""What runs beside the requests: presence, sessions, pings, the directory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import grpc
from recado.ingest.v1 import channel_pb2, channel_service_pb2
from recado.routing.v1 import roster_service_pb2

from chassis import ids, telemetry
from chassis.errors import Unavailable

from ..backends import Backends, itself
from ..directory import Directory
from ..signed_in import SignedIn
from .live import Live

PRESENCE_SECONDS = 5.0
SESSION_SECONDS = 3.0
PING_SECONDS = 15.0
DIRECTORY_SECONDS = 60.0

RETRY_SECONDS = 0.5
"""Until work is tried again after what it needs was down."""

log = telemetry.get(__name__)

Report = roster_service_pb2.ReportSessionsRequest


class Keeping:
    """The background work of one replica."""

    def __init__(
        self,
        live: Live,
        backends: Backends,
        directory: Directory,
        signed_in: SignedIn,
        account_ids: Callable[[], Awaitable[list[str]]],
    ) -> None:
        self._live = live
        self._backends = backends
        self._directory = directory
        self._signed_in = signed_in
        self._account_ids = account_ids
        self._replica_id = ids.new("gw")
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin all of it."""
        work = (self._presence, self._sessions, self._pings, self._channels)
        self._tasks = [asyncio.create_task(_repeated(each)) for each in work]
        for task in self._tasks:
            task.add_done_callback(_say_why)

    @property
    def alive(self) -> bool:
        """Whether all of it still runs; a bug may have ended some."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    async def stop(self) -> None:
        """End all of it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _presence(self) -> None:
        """Report who is here now (AVL-6); at once when it changes."""
        await self.report_presence()
        await _set_within(self._live.changed, PRESENCE_SECONDS)

    async def report_presence(self) -> None:
        """
        Tell routing every user with an open stream here.

        People only: a program that follows with an API token does not make
        its user present.
        """
        present = {
            (r.principal.account.account_id, r.principal.user.user_id)
            for r in self._live.streams
            if r.principal.kind == "session"
        }
        sessions = [Report.Session(account_id=a, user_id=u) for a, u in sorted(present)]
        request = Report(replica_id=self._replica_id, sessions=sessions)
        await self._backends.ask(
            self._backends.roster.ReportSessions, request, itself("")
        )

    async def _sessions(self) -> None:
        await asyncio.sleep(SESSION_SECONDS)
        await self.check_sessions()
        self._live.drop_idle_hubs()

    async def check_sessions(self) -> None:
        """End the streams of those who are no longer signed in; refresh the rest."""
        readers = list(self._live.streams)
        if not readers:
            return
        present = await self._signed_in.refreshed([r.principal for r in readers])
        for reader in readers:
            principal = present.get(reader.principal.key)
            if principal is None:
                reader.end("ended")
            else:
                reader.principal = principal
        self._live.refresh_sight()

    async def _pings(self) -> None:
        await asyncio.sleep(PING_SECONDS)
        self._live.ping()

    async def _channels(self) -> None:
        """Read the channels at start, after gaps in the bus, and now and then."""
        if self._directory.loaded:
            await _set_within(self._live.gapped, DIRECTORY_SECONDS)
        await self.read_channels()

    async def read_channels(self) -> None:
        """Read the channels of every account from ingest."""
        self._directory.begin_reading()
        found: list[channel_pb2.Channel] = []
        for account_id in await self._account_ids():
            answer = await self._backends.ask(
                self._backends.channels.ListChannels,
                channel_service_pb2.ListChannelsRequest(),
                itself(account_id),
            )
            found += answer.channels
        self._directory.replace(found)
        self._live.refresh_sight()


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
    event.clear()


async def _repeated(work: Callable[[], Awaitable[None]]) -> None:
    """Do *work* again and again; what is down may come back."""
    name = work.__name__.strip("_")
    while True:
        try:
            await work()
        except (grpc.RpcError, Unavailable) as error:
            code = error.code().name if isinstance(error, grpc.RpcError) else str(error)
            log.warning("keeping_failed", work=name, error=code)
            await asyncio.sleep(RETRY_SECONDS)


def _say_why(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("keeping_ended", exc_info=task.exception())
