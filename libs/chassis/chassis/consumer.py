"""
Takes events from one queue and settles each of them.

Blocking code without nameko, so that it also runs, and is tested, in plain
threads. One consumer handles one batch at a time, in order; more of them run
side by side as replicas.
"""

from __future__ import annotations

import enum
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import amqp
from google.protobuf.message import Message
from kombu import Connection

from . import telemetry, topology, trace
from .delivery import Aside, Delivery, event_name, parse
from .failures import Fate, fate_of

HEARTBEAT = 30  # seconds
TICK = 1.0  # seconds a loop waits for an event before it looks around
PREFETCH = 2  # batches fetched ahead, so that the next one waits in memory
TRIES = 3  # runs of a handler that keeps losing a race
BUGS_IN_A_ROW = 20
RECONNECT = (0.2, 0.5, 1, 1, 2)  # seconds between attempts; the last repeats
OUTAGE = (0.5, 1, 2, 5, 10)  # seconds between attempts while a dependency is down

TROUBLE = (OSError, amqp.AMQPError)

log = telemetry.get(__name__)


class Stopped(Exception):
    """Told to stop in the middle of an outage; the batch goes back unsettled."""


class TooManyBugs(Exception):
    """The handler failed on everything; the queue is better left alone."""


class Consumer:
    """
    Feeds *handle* from *queue*; see `chassis.bus` for the fates.

    *alive* tells an outage of the service's own database from an event that
    merely misses something.
    """

    def __init__(
        self,
        amqp_url: str,
        *,
        service: str,
        queue: str,
        source: str,
        types: Mapping[str, type[Message]],
        batch: int,
        linger_seconds: float = 0,
        handle: Callable[[Sequence[Delivery]], Any],
        heartbeat: Callable[[], None] = lambda: None,
        alive: Callable[[], bool] = lambda: True,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = amqp_url
        self._service = service
        self._queue = queue
        self._source = source
        self._types = types
        self._batch = batch
        self._linger = linger_seconds
        self._handle = handle
        self._heartbeat = heartbeat
        self._alive = alive
        self._pause = pause
        self._waiting: list[amqp.Message] = []
        self._stopping = False
        self._bugs = 0
        self.connected = False

    def stop(self) -> None:
        """Stop after the batch in hand, within a tick."""
        self._stopping = True

    def run(self) -> None:
        """Consume until stopped, reconnecting as often as it takes."""
        failures = 0
        while not self._stopping:
            try:
                with Connection(
                    self._url, heartbeat=HEARTBEAT, connect_timeout=5
                ) as connection:
                    connection.connect()
                    failures = 0
                    self._consume(connection)
            except Stopped:
                self.connected = False
            except TROUBLE as error:
                self.connected = False
                if self._stopping:
                    return
                delay = RECONNECT[min(failures, len(RECONNECT) - 1)]
                failures += 1
                log.warning(
                    "bus_disconnected",
                    queue=self._queue,
                    error=str(error),
                    retry_seconds=delay,
                )
                # Waiting for the broker is no reason to be killed as stuck.
                self._heartbeat()
                self._pause(delay)

    def _consume(self, connection: Connection) -> None:
        self._waiting.clear()
        channel = connection.connection.channel()
        topology.declare(
            channel, self._service, self._queue, self._source, list(self._types)
        )
        channel.basic_qos(
            0, max(self._batch * PREFETCH, 10), False
        )  # py-amqp's signature
        channel.basic_consume(self._queue, callback=self._waiting.append)
        self.connected = True
        aside = Aside(connection.connection.channel(), self._service, self._queue)
        while not self._stopping:
            self._heartbeat()
            self._gather(connection)
            if self._waiting and not self._stopping:
                taken = self._waiting[: self._batch]
                del self._waiting[: self._batch]
                self._settle(taken, channel, aside)
        self.connected = False

    def _gather(self, connection: Connection) -> None:
        """Wait for an event, then take what else has arrived already."""
        self._drain(connection, 0.0 if self._waiting else TICK)
        if self._linger and 0 < len(self._waiting) < self._batch:
            self._pause(self._linger)
            self._drain(connection, 0.0)
        connection.heartbeat_check()

    def _drain(self, connection: Connection, timeout: float) -> None:
        while len(self._waiting) < self._batch:
            try:
                connection.connection.drain_events(timeout=timeout)
            except TimeoutError:
                return
            timeout = 0.0

    def _settle(
        self, raws: Sequence[amqp.Message], channel: amqp.Channel, aside: Aside
    ) -> None:
        """Handle *raws*, put aside what failed, acknowledge them all."""
        begun = time.monotonic()
        outcomes: Counter[str] = Counter()
        deliveries = []
        for raw in raws:
            delivery, problem = parse(raw, self._types)
            if delivery is None:
                aside.bury(raw, problem)
                self._count(event_name(raw), "dead", outcomes)
            else:
                deliveries.append(delivery)
        if deliveries:
            causes = {d.event_id: d.headers.get("traceparent", "") for d in deliveries}
            with trace.caused_by(causes):
                self._handle_all(deliveries, aside, outcomes)
                self._report(deliveries, begun, outcomes)
        channel.basic_ack(raws[-1].delivery_info["delivery_tag"], multiple=True)
        if self._bugs >= BUGS_IN_A_ROW:
            raise TooManyBugs(f"{self._queue}: {self._bugs} failures in a row")

    def _handle_all(
        self, deliveries: list[Delivery], aside: Aside, outcomes: Counter[str]
    ) -> None:
        error = self._attempt(deliveries, outcomes)
        if error is None:
            return
        if len(deliveries) == 1:
            self._dispose(deliveries[0], error, aside, outcomes)
            return
        log.warning(
            "batch_split", queue=self._queue, events=len(deliveries), error=repr(error)
        )
        for delivery in deliveries:
            error = self._attempt([delivery], outcomes)
            if error is not None:
                self._dispose(delivery, error, aside, outcomes)

    def _attempt(
        self, deliveries: Sequence[Delivery], outcomes: Counter[str]
    ) -> Exception | None:
        """
        Run the handler; return what it raised.

        A lost race runs again. An outage is waited out in place: parking
        everything would only reorder it, and the queue holds the rest.
        """
        outages = races = 0
        while True:
            try:
                result = self._handle(deliveries)
            except Exception as error:  # the bus is where failures are judged
                fate = fate_of(error)
                if fate is Fate.CONFLICT and races < TRIES - 1:
                    races += 1
                elif fate is Fate.UNAVAILABLE and not self._alive():
                    if self._stopping:
                        raise Stopped from error
                    self._heartbeat()
                    self._pause(OUTAGE[min(outages, len(OUTAGE) - 1)])
                    outages += 1
                else:
                    return error
            else:
                self._bugs = 0
                for delivery, outcome in zip(
                    deliveries, _labels(result, len(deliveries)), strict=True
                ):
                    self._count(delivery.event, outcome, outcomes)
                return None

    def _dispose(
        self,
        delivery: Delivery,
        error: Exception,
        aside: Aside,
        outcomes: Counter[str],
    ) -> None:
        """Put one failed event where its failure says."""
        fate = fate_of(error)
        if fate is Fate.REFUSED:
            log.warning("event_refused", event_type=delivery.event, error=repr(error))
            self._count(delivery.event, "refused", outcomes)
            return
        if fate in (Fate.UNAVAILABLE, Fate.CONFLICT) and aside.park(delivery):
            self._count(delivery.event, "retried", outcomes)
            return
        if fate is Fate.BUG:
            self._bugs += 1
            log.error(
                "handler_failed",
                queue=self._queue,
                event_type=delivery.event,
                event_id=delivery.event_id,
                exc_info=error,
            )
        aside.bury(delivery.raw, repr(error))
        self._count(delivery.event, "dead", outcomes)

    def _count(self, event: str, outcome: str, outcomes: Counter[str]) -> None:
        outcomes[outcome] += 1
        telemetry.BUS_EVENTS.labels(
            event if event in self._types else "unknown", outcome
        ).inc()

    def _report(
        self, deliveries: Sequence[Delivery], begun: float, outcomes: Counter[str]
    ) -> None:
        handler = self._queue.partition(".")[2]
        duration = time.monotonic() - begun
        occurred = min(
            d.message.metadata.occur_time.ToNanoseconds() for d in deliveries
        )
        delay = max(time.time() - occurred / 1e9 - duration, 0)
        telemetry.BUS_HANDLING.labels(handler).observe(duration)
        telemetry.BUS_BATCH.labels(handler).observe(len(deliveries))
        telemetry.BUS_DELAY.labels(handler).observe(delay)
        log.info(
            "events_handled",
            handler=handler,
            events=len(deliveries),
            outcome=dict(outcomes),
            duration_seconds=round(duration, 4),
            delay_seconds=round(delay, 4),
            event_id=deliveries[0].event_id,
            account_id=deliveries[0].message.metadata.account_id,
        )


def _labels(result: Any, count: int) -> Sequence[str]:
    results = result if isinstance(result, list) else [result] * count
    return [r.value if isinstance(r, enum.Enum) else "done" for r in results]
