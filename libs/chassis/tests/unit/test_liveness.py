"""A worker that waits for its dependencies is alive (STYLE: liveness asks nobody)."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.consumer import Consumer
from chassis.errors import Unavailable


def test_a_worker_without_a_broker_keeps_its_heartbeat():
    beats: list[str] = []

    def pause(_: float) -> None:
        if len(beats) == 3:
            consumer.stop()

    consumer = _consumer(heartbeat=lambda: beats.append("turned"), pause=pause)
    consumer.run()

    assert len(beats) == 3


def test_a_worker_without_its_database_keeps_its_heartbeat():
    beats: list[str] = []
    attempts: list[int] = []

    def handle(_: Sequence[object]) -> None:
        attempts.append(1)
        if len(attempts) <= 4:
            raise Unavailable("the database is away")

    consumer = _consumer(
        handle=handle,
        heartbeat=lambda: beats.append("turned"),
        alive=lambda: False,
        pause=lambda _: None,
    )

    assert consumer._attempt([], {}) is None
    assert len(beats) == 4


def _consumer(**given: object) -> Consumer:
    dull = {
        "service": "library",
        "queue": "library.on_books",
        "source": "shelves",
        "types": {},
        "batch": 10,
        "handle": lambda _: None,
    }
    # Nobody listens on port 1 of this machine: connecting fails at once.
    return Consumer("amqp://guest:guest@127.0.0.1:1//", **(dull | given))
