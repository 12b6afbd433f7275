"""
Takes calls in: to the broker, or to the spool while the broker is away.

Once the broker has failed, calls go straight to the spool, so that nobody
waits for a time-out in vain; the first replayed batch that is confirmed ends
that. A call may end up in both: the worker knows it by its id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from recado.ingest.v1.events_pb2 import ProviderCallReceived

from chassis import telemetry
from chassis.envelope import Outgoing
from chassis.errors import Unavailable

from .. import metrics
from ..domain.inbound import Call
from ..wire.calls import write_call
from .spool import Spool

CONFIRM_SECONDS = 2.0
"""How long a provider waits for the broker before the spool takes the call."""

REPLAY_SECONDS = 15.0
REPLAY_AT_ONCE = 200
RETRY_SECONDS = (0.2, 0.5, 1, 2)
"""Pauses between attempts to replay; the last one repeats."""

log = telemetry.get(__name__)

T = TypeVar("T")


class Publishing(Protocol):
    """The part of `AioPublisher` that is needed."""

    async def publish(
        self, events: Outgoing | Sequence[Any], timeout_seconds: float = 5
    ) -> None:
        """Publish and wait for the confirms; raises Unavailable."""
        ...


class Intake:
    """Accepts calls; `take` returns once a call is safe."""

    def __init__(self, publisher: Publishing, spool: Spool) -> None:
        self._publisher = publisher
        self._spool = spool
        # One thread: the spool's file is written by one hand only.
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="spool")
        self._away = False
        self._to_store: list[tuple[bytes, asyncio.Future[None]]] = []
        self._storing: asyncio.Task[None] | None = None
        self._replaying: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Replay what an earlier life left; call it on the loop."""
        self._count()
        if len(self._spool):
            self._replay_soon()

    async def stop(self) -> None:
        """Store what is in hand; what is stored waits for the next life."""
        if self._storing is not None:
            await self._storing
        if self._replaying is not None:
            self._replaying.cancel()
            await asyncio.gather(self._replaying, return_exceptions=True)
        await self._on_disk(self._spool.close)
        self._disk.shutdown()

    async def take(self, call: Call) -> None:
        """
        Keep *call*: confirmed by the broker, or on disk.

        Raises:
            Unavailable: Neither took it.
        """
        event = write_call(call)
        if not self._away:
            try:
                await self._publisher.publish(event, timeout_seconds=CONFIRM_SECONDS)
            except Unavailable:
                self._away = True
            else:
                return
        await self._store(event.message.SerializeToString())

    async def _store(self, record: bytes) -> None:
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._to_store.append((record, stored))
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_all())
        try:
            await stored
        except OSError as error:
            # With the disk gone too, the broker is the only hope left.
            self._away = False
            log.error("spool_failed", error=str(error))
            raise Unavailable("neither the broker nor the spool took it") from error
        metrics.SPOOLED.inc()

    async def _store_all(self) -> None:
        """Write what waits with one fsync, then what came meanwhile."""
        while self._to_store:
            waiting, self._to_store = self._to_store, []
            try:
                await self._on_disk(self._spool.append, [each for each, _ in waiting])
            except OSError as error:
                _settle(waiting, error)
            else:
                _settle(waiting, None)
                self._count()
                self._replay_soon()
        self._storing = None

    def _replay_soon(self) -> None:
        if self._replaying is None:
            self._replaying = asyncio.create_task(self._replay())

    async def _replay(self) -> None:
        failures = 0
        while (segment := await self._on_disk(self._spool.oldest)) is not None:
            number, records = segment
            try:
                await self._send(records)
            except Unavailable:
                await asyncio.sleep(
                    RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)]
                )
                failures += 1
                continue
            failures = 0
            await self._on_disk(self._spool.remove, number)
            self._count()
            log.info("spool_replayed", calls=len(records), segment=number)
        self._replaying = None

    async def _send(self, records: Sequence[bytes]) -> None:
        for start in range(0, len(records), REPLAY_AT_ONCE):
            events = [
                Outgoing(
                    "provider_call_received",
                    ProviderCallReceived.FromString(record),
                )
                for record in records[start : start + REPLAY_AT_ONCE]
            ]
            await self._publisher.publish(events, timeout_seconds=REPLAY_SECONDS)
            self._away = False

    async def _on_disk(self, work: Callable[..., T], *arguments: Any) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._disk, work, *arguments)

    def _count(self) -> None:
        metrics.SPOOL_PENDING.set(len(self._spool))


def _settle(
    waiting: Sequence[tuple[bytes, asyncio.Future[None]]], error: OSError | None
) -> None:
    for _, stored in waiting:
        if stored.done():
            continue
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)
