"""
A replica's own queue: every event, from now on, to this process alone.

For asyncio processes. A thread consumes; the loop gets the messages. What
happened while it was away is not in the queue, so `on_gap` says when to look
for it elsewhere.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import amqp
from google.protobuf.message import DecodeError, Message
from kombu import Connection

from . import telemetry
from .envelope import routing_key

HEARTBEAT = 30  # seconds
RECONNECT = (0.2, 0.5, 1, 1, 2)  # seconds; the last repeats
AT_ONCE = 200  # messages handed to the loop in one call

TROUBLE = (OSError, amqp.AMQPError)

log = telemetry.get(__name__)


class LiveQueue:
    """
    Hands every event of the bound types to the loop, in order.

    *bindings* maps an exchange (`routing.events`) to event types. *on_message*
    gets each parsed event, *on_gap* is called each time the queue is bound
    anew, the first time included; both run on the loop.
    """

    def __init__(
        self,
        amqp_url: str,
        bindings: Mapping[str, Sequence[type[Message]]],
        *,
        on_message: Callable[[Any], None],
        on_gap: Callable[[], None],
    ) -> None:
        self._url = amqp_url
        self._bindings = bindings
        self._types = {routing_key(t): t for ts in bindings.values() for t in ts}
        self._on_message = on_message
        self._on_gap = on_gap
        self._arrived: list[Any] = []
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.connected = False

    def start(self) -> None:
        """Begin; call it on the loop that is to get the events."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """End the thread; its queue goes with the connection."""
        self._stopping.set()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join, 5)

    # The thread.

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                with Connection(
                    self._url, heartbeat=HEARTBEAT, connect_timeout=5
                ) as connection:
                    connection.connect()
                    self._bind(connection.connection.channel())
                    self.connected, failures = True, 0
                    self._call(self._on_gap)
                    self._consume(connection)
            except TROUBLE as error:
                log.warning("live_disconnected", error=str(error))
            self.connected = False
            self._stopping.wait(RECONNECT[min(failures, len(RECONNECT) - 1)])
            failures += 1

    def _bind(self, channel: amqp.Channel) -> None:
        queue = channel.queue_declare("", exclusive=True, auto_delete=True).queue
        for exchange, types in self._bindings.items():
            channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
            for message_type in types:
                channel.queue_bind(queue, exchange, routing_key(message_type))
        # Nothing here is worth a redelivery: what is missed is read again.
        channel.basic_consume(queue, no_ack=True, callback=self._receive)

    def _consume(self, connection: Connection) -> None:
        checked = time.monotonic()
        while not self._stopping.is_set():
            timeout = 1.0
            while len(self._arrived) < AT_ONCE:
                try:
                    connection.connection.drain_events(timeout=timeout)
                except TimeoutError:
                    break
                timeout = 0.0
            if self._arrived:
                arrived, self._arrived = self._arrived, []
                self._call(self._deliver, arrived)
            if time.monotonic() - checked > 1:
                checked = time.monotonic()
                connection.heartbeat_check()

    def _receive(self, raw: amqp.Message) -> None:
        event = str(raw.properties.get("type") or raw.delivery_info["routing_key"])
        body = raw.body if isinstance(raw.body, bytes) else raw.body.encode()
        try:
            self._arrived.append(self._types[event].FromString(body))
        except (KeyError, DecodeError) as error:
            log.warning("live_event_unreadable", event_type=event, error=repr(error))

    def _deliver(self, messages: Sequence[Any]) -> None:
        for message in messages:
            self._on_message(message)

    def _call(self, function: Callable[..., None], *arguments: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *arguments)  # type: ignore[union-attr]  # set in start
        except RuntimeError:
            # The loop is closed: the process is on its way out.
            self._stopping.set()
