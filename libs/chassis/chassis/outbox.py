"""
State and the events it caused, durable together.

A use case runs inside one MongoDB transaction that also stores its encoded
events as one outbox document. After the commit the relay publishes them and
deletes the document. A crash in between leaves the document, and the sweep
publishes it again: an event may be repeated, never lost.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError

from . import clock, ids, telemetry
from .envelope import Encoded, Outgoing
from .errors import Unavailable
from .mongo import alive, in_transaction
from .publisher import Publisher

T = TypeVar("T")

SWEEP_SECONDS = 5.0
"""How often the relay looks for what a crash or an outage left behind."""

LEFT_BEHIND = timedelta(seconds=5)
"""An entry this old was not relayed by its own process."""

SWEEP_ENTRIES = 200

log = telemetry.get(__name__)


class Outbox:
    """The outbox of one service; `run` is the only way to emit events."""

    def __init__(
        self,
        database: Database[Any],
        *,
        source: str,
        publisher: Publisher,
        clock: clock.Clock = clock.now,
    ) -> None:
        self._database = database
        self._entries = database["outbox"]
        self._source = source
        self._publisher = publisher
        self._clock = clock
        self._committed: queue.Queue[tuple[str, Sequence[Encoded]] | None] = (
            queue.Queue()
        )
        self._in_hand: set[str] = set()
        self._thread: threading.Thread | None = None

    def prepare(self) -> None:
        """Create the collection and its index; a transaction cannot."""
        self._entries.create_index("create_time")

    def run(self, work: Callable[[ClientSession], tuple[T, Sequence[Outgoing]]]) -> T:
        """
        Run *work* and store its events in one transaction; then relay them.

        Raises:
            Conflict: *work* lost the race for a document several times.
            Unavailable: The database did not answer.
        """

        def with_events(session: ClientSession) -> tuple[T, str, list[Encoded]]:
            result, events = work(session)
            encoded = [event.encode(self._source) for event in events]
            entry_id = ids.new("ob")
            if encoded:
                self._entries.insert_one(
                    _document(entry_id, encoded, self._clock()), session=session
                )
            return result, entry_id, encoded

        result, entry_id, encoded = in_transaction(self._database, with_events)
        if encoded:
            self._in_hand.add(entry_id)
            self._committed.put((entry_id, encoded))
        return result

    def start(self) -> None:
        """Relay in the background from now on, sweep included."""
        self._thread = threading.Thread(target=self._relay, name="outbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Relay what is committed, then end the thread and the publisher."""
        if self._thread is not None:
            self._committed.put(None)
            self._thread.join(timeout=10)
            self._thread = None
        self._publisher.close()

    def sweep(self) -> int:
        """Publish entries left behind, oldest first; return how many."""
        old = {"create_time": {"$lt": self._clock() - LEFT_BEHIND}}
        found = [
            entry
            for entry in self._entries.find(old)
            .sort("create_time")
            .limit(SWEEP_ENTRIES)
            if entry["_id"] not in self._in_hand
        ]
        if found:
            self._send([(entry["_id"], _events(entry)) for entry in found])
            log.warning("outbox_swept", entries=len(found))
        return len(found)

    def alive(self) -> bool:
        """Tell whether the database answers."""
        return alive(self._database)

    def pending(self) -> tuple[int, float]:
        """Return how many entries wait, and the age of the oldest in seconds."""
        oldest = self._entries.find_one({}, sort=[("create_time", 1)])
        if oldest is None:
            return 0, 0.0
        age = (self._clock() - oldest["create_time"]).total_seconds()
        return self._entries.estimated_document_count(), max(age, 0.0)

    # The relay's thread.

    def _relay(self) -> None:
        swept = time.monotonic()
        while True:
            try:
                batch = self._next()
                if batch:
                    self._send([entry for entry in batch if entry is not None])
                if time.monotonic() - swept >= SWEEP_SECONDS:
                    swept = time.monotonic()
                    self.sweep()
                    telemetry.outbox_pending(*self.pending())
            except (Unavailable, PyMongoError) as error:
                # What is lost here from memory stays in the collection.
                log.warning("relay_failed", error=str(error))
                batch = []
            if None in batch:
                return

    def _next(self) -> list[tuple[str, Sequence[Encoded]] | None]:
        try:
            batch = [self._committed.get(timeout=SWEEP_SECONDS)]
        except queue.Empty:
            return []
        while batch[-1] is not None and len(batch) < SWEEP_ENTRIES:
            try:
                batch.append(self._committed.get_nowait())
            except queue.Empty:
                break
        return batch

    def _send(self, entries: Sequence[tuple[str, Sequence[Encoded]]]) -> None:
        entry_ids = [entry_id for entry_id, _ in entries]
        try:
            self._publisher.publish(
                [event for _, events in entries for event in events], timeout_seconds=30
            )
            self._entries.delete_many({"_id": {"$in": entry_ids}})
        finally:
            self._in_hand.difference_update(entry_ids)


def _document(entry_id: str, events: Sequence[Encoded], at: datetime) -> dict[str, Any]:
    return {
        "_id": entry_id,
        "create_time": at,
        "events": [
            {"k": e.routing_key, "b": e.body, "h": e.headers, "i": e.event_id}
            for e in events
        ],
    }


def _events(entry: dict[str, Any]) -> list[Encoded]:
    return [
        Encoded(routing_key=e["k"], body=e["b"], headers=e["h"], event_id=e["i"])
        for e in entry["events"]
    ]
