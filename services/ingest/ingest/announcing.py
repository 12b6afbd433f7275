"""Announces events without an outbox: what the provider's call itself repeats."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.publisher import Publisher

from .domain.events import Event
from .sealing import Sealer
from .wire.events import write_event

CONFIRM_SECONDS = 10.0


class BusAnnouncer:
    """The `Announcer` port over the broker."""

    def __init__(self, publisher: Publisher, sealer: Sealer) -> None:
        self._publisher = publisher
        self._sealer = sealer

    def announce(self, events: Sequence[Event]) -> None:
        """Publish *events*; see `Announcer.announce`."""
        if events:
            self._publisher.publish(
                [write_event(event, self._sealer.seal) for event in events],
                timeout_seconds=CONFIRM_SECONDS,
            )
