"""
One lane per conversation, one gate per channel.

Messages of a conversation go out one after the other. Conversations go side by
side, so many calls at once and so fast as the channel's gate lets through, so
that a slow or limited channel holds up no other. A channel whose provider does
not answer is left alone and asked again now and then; its messages wait.
Plain threads: green ones in the worker.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import TypeVar

from chassis import telemetry
from chassis.errors import Conflict, Unavailable

from .domain.breaker import Breaker, Change
from .domain.delivery import Attempted, Send, State
from .domain.pacing import Bucket, pace_of

CALLS_AT_ONCE = 8
"""Calls in flight per channel."""

OUTAGE_SECONDS = 1.0
"""Pause after the database or the broker failed us."""

T = TypeVar("T")

log = telemetry.get(__name__)

Attempt = Callable[[Send, int], Attempted | None]
"""Makes one attempt; see `use_cases.deliver.attempt`."""

Told = Callable[[Send, Change, str], None]
"""Hears that the channel of a message is left alone, or works again, and why."""


def _nobody(_: Send, __: Change, ___: str) -> None:
    """Tell nobody."""


class Gate:
    """Who may call a channel's provider, and when. Safe to share."""

    def __init__(self) -> None:
        self.places = threading.Semaphore(CALLS_AT_ONCE)
        self._lock = threading.Lock()
        self._opens_at = 0.0
        self._bucket: Bucket | None = None
        self._breaker = Breaker()

    def close_for(self, seconds: float) -> None:
        """Let nobody begin for *seconds*."""
        with self._lock:
            self._opens_at = max(self._opens_at, time.monotonic() + seconds)

    def pace(self, send: Send) -> float:
        """Return the seconds until *send* is due at the channel's pace."""
        pace = pace_of(send.channel_kind)
        with self._lock:
            self._bucket = self._bucket or Bucket(pace.per_second)
            return self._bucket.take(pace.cost(send), time.monotonic())

    def wait(self) -> float:
        """Return the seconds until a call may begin; 0 lets one begin."""
        with self._lock:
            now = time.monotonic()
            closed = self._opens_at - now
            return closed if closed > 0 else self._breaker.wait(now)

    def note(self, result: Attempted | None) -> Change | None:
        """Take note of what a call told of the provider."""
        answered = result.answered if result else None
        with self._lock:
            return self._breaker.note(time.monotonic(), answered=answered)


class Lanes:
    """Works on what is put in until it is settled or the process stops."""

    def __init__(self, attempt: Attempt, told: Told = _nobody) -> None:
        self._attempt = attempt
        self._told = told
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, str], deque[Send]] = {}
        self._gates: dict[str, Gate] = defaultdict(Gate)
        self._stopping = threading.Event()
        self._threads: set[threading.Thread] = set()

    def put(self, send: Send) -> None:
        """Take *send*; it goes out after what its conversation has waiting."""
        lane = (send.channel_id, send.conversation_id)
        with self._lock:
            running = lane in self._waiting
            self._waiting.setdefault(lane, deque()).append(send)
            if not running:
                thread = threading.Thread(
                    target=self._run, args=(lane,), name="lane", daemon=True
                )
                self._threads.add(thread)
                thread.start()

    def held(self) -> list[str]:
        """Return the ids of the messages in hand."""
        with self._lock:
            return [send.message_id for lane in self._waiting.values() for send in lane]

    def patiently(self, work: Callable[[], T]) -> T:
        """
        Do *work*, which is safe to repeat, until our database answers.

        A message in hand stays in hand while the database is away: what we
        know of it, above all that a provider took it, must not be forgotten.

        Raises:
            Unavailable, Conflict: It did not before the process has to stop.
        """
        while True:
            try:
                return work()
            except (Unavailable, Conflict) as error:
                log.warning("attempt_waits", error=repr(error))
                if self._stopping.wait(OUTAGE_SECONDS):
                    raise

    def stop(self, timeout_seconds: float = 15) -> None:
        """Begin nothing more and wait for the calls in flight."""
        self._stopping.set()
        ends = time.monotonic() + timeout_seconds
        for thread in list(self._threads):
            thread.join(max(ends - time.monotonic(), 0))

    def _run(self, lane: tuple[str, str]) -> None:
        """Work a lane off; what is in hand stays in front until settled."""
        gate = self._gates[lane[0]]
        while not self._stopping.is_set():
            with self._lock:
                queue = self._waiting[lane]
                if not queue:
                    del self._waiting[lane]
                    break
                send = queue[0]
            self._deliver(send, gate)
            with self._lock:
                queue.popleft()
        self._threads.discard(threading.current_thread())

    def _deliver(self, send: Send, gate: Gate) -> None:
        number = send.attempts
        while not self._stopping.is_set():
            number += 1
            if (due := gate.pace(send)) > 0:
                self._stopping.wait(due)
            with gate.places:
                self._wait_for(gate)
                if self._stopping.is_set():
                    return
                result = self._try(send, number)
                self._note(send, gate, result)
            if result is None or result.step.state is not State.WAITING:
                return
            send = result.send
            delay = result.step.delay_seconds
            if not result.pair_only:
                gate.close_for(delay)
            self._stopping.wait(delay)

    def _note(self, send: Send, gate: Gate, result: Attempted | None) -> None:
        change = gate.note(result)
        if change is None:
            return
        detail = result.step.detail if result else ""
        log.warning("channel_breaker", channel_id=send.channel_id, change=change.value)
        try:
            self._told(send, change, detail)
        except (Unavailable, Conflict) as error:
            log.warning("breaker_untold", error=repr(error))

    def _try(self, send: Send, number: int) -> Attempted | None:
        try:
            return self._attempt(send, number)
        except Exception as error:  # noqa: BLE001  # a lane must outlive one message; the sweep has it
            log.warning("attempt_failed", message_id=send.message_id, error=repr(error))
            self._stopping.wait(OUTAGE_SECONDS)
            return None

    def _wait_for(self, gate: Gate) -> None:
        while (seconds := gate.wait()) > 0:
            if self._stopping.wait(seconds):
                return
