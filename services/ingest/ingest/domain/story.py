"""What happened to a message on its way out, for people to read."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .inbound import Status


class What(enum.Enum):
    """One thing that happens to a message on its way out."""

    ATTEMPT = "attempt"
    WAITING = "waiting"
    PART_SENT = "part_sent"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNKNOWN = "unknown"
    LOOKED_UP = "looked_up"
    RETRIED = "retried"


TOLD: Mapping[Status, What] = {
    Status.SENT: What.SENT,
    Status.DELIVERED: What.DELIVERED,
    Status.READ: What.READ,
    Status.FAILED: What.FAILED,
    Status.UNKNOWN: What.UNKNOWN,
}

_STATUS = {what: status for status, what in TOLD.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """One step; `attempt` is 0 when the provider reported it."""

    what: What
    at: datetime
    attempt: int = 0
    reason: str = ""
    detail: str = ""
    retry_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """The steps of one message, oldest first."""

    message_id: str
    account_id: str
    channel_id: str
    steps: tuple[Told, ...]

    @property
    def status(self) -> Status | None:
        """How far it got since it was last asked for; None while on its way."""
        return _furthest(self._since_asked())

    def _since_asked(self) -> Sequence[Told]:
        asked = [n for n, step in enumerate(self.steps) if step.what is What.RETRIED]
        return self.steps[asked[-1] :] if asked else self.steps


def _furthest(steps: Sequence[Told]) -> Status | None:
    reached = [_STATUS[step.what] for step in steps if step.what in _STATUS]
    known = [each for each in reached if each is not Status.UNKNOWN]
    if known:
        return max(known, key=lambda status: status.value)
    return Status.UNKNOWN if reached else None
