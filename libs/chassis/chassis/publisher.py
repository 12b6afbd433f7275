"""
Publishing with confirms, many in flight.

A confirm awaited alone costs a round trip and an fsync; so everything that
waits is sent together and its confirms are awaited together. One thread (a
green one under eventlet) owns the connection; callers only queue and wait,
so that a broker that stops reading cannot block them past their time limit.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import amqp
from kombu import Connection

from . import telemetry
from .envelope import CONTENT_TYPE, Encoded, Outgoing
from .errors import Unavailable

AT_ONCE = 500
"""Messages sent before their confirms are awaited."""

HEARTBEAT = 30  # seconds
CONFIRM_TIMEOUT = 15  # seconds without any confirm before the connection is given up
CONNECT_TIMEOUT = 3  # seconds

TROUBLE = (OSError, amqp.AMQPError)

log = telemetry.get(__name__)


@dataclass(slots=True)
class _Job:
    """Some events that one caller waits for."""

    events: Sequence[Encoded]
    done: Future[None] = field(default_factory=Future)


class Publisher:
    """Publishes to one exchange, `<source>.events`. Safe to share."""

    def __init__(self, amqp_url: str, exchange: str) -> None:
        self.exchange = exchange
        self.source = exchange.removesuffix(".events")
        self._url = amqp_url
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._connection: Connection | None = None
        self._channel: amqp.Channel | None = None
        self._sent = 0
        self._unconfirmed: set[int] = set()
        self._refused = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def publish(
        self, events: Sequence[Outgoing | Encoded], timeout_seconds: float = 5
    ) -> None:
        """
        Publish *events* in order and return once the broker has them all.

        Raises:
            Unavailable: Not all were confirmed in time. Some may have gone
                out; publishing again is safe, since ids stay the same.
        """
        if not events:
            return
        try:
            self.submit(events).result(timeout_seconds)
        except TimeoutError:
            raise Unavailable("the broker did not confirm in time") from None

    def submit(self, events: Sequence[Outgoing | Encoded]) -> Future[None]:
        """Queue *events* and return a future that ends with the confirms."""
        job = _Job(
            [e if isinstance(e, Encoded) else e.encode(self.source) for e in events]
        )
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name=f"publisher-{self.source}", daemon=True
                )
                self._thread.start()
        self._jobs.put(job)
        return job.done

    def close(self) -> None:
        """Publish what is queued, then end the thread."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout=10)
            self._thread = None

    # The thread.

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=HEARTBEAT / 3)
            except queue.Empty:
                self._keep_alive()
                continue
            if job is None or not self._send_all(self._waiting(job)):
                self._drop()
                return

    def _waiting(self, first: _Job) -> list[_Job | None]:
        """Return *first* and what else is queued, up to about AT_ONCE events."""
        jobs: list[_Job | None] = [first]
        total = len(first.events)
        while total < AT_ONCE:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            jobs.append(job)
            if job is None:
                break
            total += len(job.events)
        return jobs

    def _send_all(self, jobs: list[_Job | None]) -> bool:
        """Send *jobs*; return False when told to end."""
        live = [j for j in jobs if j and j.done.set_running_or_notify_cancel()]
        failure: Exception | None = None
        # An idle connection may have died unseen: one fresh attempt.
        for _ in range(2):
            try:
                self._send(live)
                failure = None
                break
            except TROUBLE as error:
                failure = error
                self._drop()
        for job in live:
            if failure is None:
                job.done.set_result(None)
            else:
                job.done.set_exception(
                    Unavailable(
                        f"the broker is not reachable: {type(failure).__name__}"
                    )
                )
        if failure is not None:
            log.warning("publish_failed", exchange=self.exchange, error=str(failure))
        return None not in jobs

    def _send(self, jobs: Sequence[_Job]) -> None:
        channel = self._open()
        self._refused = False
        for job in jobs:
            for event in job.events:
                self._sent += 1
                self._unconfirmed.add(self._sent)
                channel._basic_publish(  # noqa: SLF001  # the public one awaits each confirm
                    amqp.Message(
                        event.body,
                        content_type=CONTENT_TYPE,
                        delivery_mode=2,
                        message_id=event.event_id,
                        type=event.routing_key,
                        application_headers=event.headers,
                    ),
                    exchange=self.exchange,
                    routing_key=event.routing_key,
                )
        while self._unconfirmed:
            self._connection.connection.drain_events(timeout=CONFIRM_TIMEOUT)  # type: ignore[union-attr]  # opened above
        if self._refused:
            raise amqp.AMQPError("the broker refused a message")

    def _open(self) -> amqp.Channel:
        if self._channel is None:
            self._connection = Connection(
                self._url, heartbeat=HEARTBEAT, connect_timeout=CONNECT_TIMEOUT
            )
            self._connection.connect()
            channel = self._connection.connection.channel()
            channel.exchange_declare(
                self.exchange, "topic", durable=True, auto_delete=False
            )
            channel.confirm_select()
            channel.events["basic_ack"].add(self._on_ack)
            channel.events["basic_nack"].add(self._on_nack)
            self._sent = 0
            self._unconfirmed.clear()
            self._channel = channel
        return self._channel

    def _on_ack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  # py-amqp's signature
        if multiple:
            self._unconfirmed = {t for t in self._unconfirmed if t > tag}
        else:
            self._unconfirmed.discard(tag)

    def _on_nack(self, tag: int, multiple: bool) -> None:  # noqa: FBT001  # py-amqp's signature
        self._refused = True
        self._on_ack(tag, multiple)

    def _keep_alive(self) -> None:
        if self._connection is None:
            return
        try:
            self._connection.heartbeat_check()
            self._connection.connection.drain_events(timeout=0.01)
        except TimeoutError:
            return
        except TROUBLE:
            self._drop()

    def _drop(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            _quietly(connection.close)


class AioPublisher:
    """A `Publisher` for asyncio processes."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    async def publish(
        self,
        events: Outgoing | Sequence[Outgoing | Encoded],
        timeout_seconds: float = 5,
    ) -> None:
        """As `Publisher.publish`, without blocking the loop."""
        several = [events] if isinstance(events, Outgoing) else events
        try:
            await asyncio.wait_for(
                asyncio.wrap_future(self._publisher.submit(several)), timeout_seconds
            )
        except TimeoutError:
            raise Unavailable("the broker did not confirm in time") from None


def _quietly(close: Callable[[], object]) -> None:
    try:
        close()
    except TROUBLE:
        log.debug("close_failed")
