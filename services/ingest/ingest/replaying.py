"""Puts calls of the ledger on the bus once more."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.publisher import Publisher

from .domain.inbound import Call
from .wire.calls import write_call

CONFIRM_SECONDS = 20.0


class BusReplayer:
    """The `Replayer` port over the broker."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def replay(self, calls: Sequence[Call]) -> None:
        """Publish *calls*; see `Replayer.replay`."""
        if calls:
            self._publisher.publish(
                [write_call(call) for call in calls], timeout_seconds=CONFIRM_SECONDS
            )
