"""
Leaves a provider alone that does not answer, and asks again now and then.

Without it, each message of a channel whose provider hangs would be sent into
the dark and end as unknown; with it, they wait.
"""

from __future__ import annotations

import enum

OPENS_AFTER = 5
"""Failures in a row before a channel is left alone."""

FIRST_PAUSE = 15.0
"""Seconds before the first probe; doubled after each that fails."""

LONGEST_PAUSE = 300.0
"""Most seconds between probes."""


class Change(enum.Enum):
    """What an answer did to a breaker."""

    OPENED = "opened"
    CLOSED = "closed"


class Breaker:
    """
    One channel's breaker: closed at first, open after failures in a row.

    Times are seconds of any clock that only goes forward. Not safe to share
    between threads without a lock.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._opens_at: float | None = None
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether the channel is being left alone."""
        return self._opens_at is not None

    def wait(self, now: float) -> float:
        """
        Return the seconds to wait before calling; 0 lets one call through.

        While open that call is the probe, and the others wait for it.
        """
        if self._opens_at is None:
            return 0.0
        if self._probing:
            return 1.0
        if now < self._opens_at:
            return self._opens_at - now
        self._probing = True
        return 0.0

    def note(self, now: float, *, answered: bool | None) -> Change | None:
        """
        Take note of a call that was let through.

        *answered* None means that the provider was not asked after all.
        """
        probed, self._probing = self._probing, False
        if answered is None:
            return None
        if answered:
            was_open, self._opens_at = self.is_open, None
            self._failures, self._pause = 0, FIRST_PAUSE
            return Change.CLOSED if was_open else None
        self._failures += 1
        if self.is_open:
            if not probed:  # A call from before it opened.
                return None
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._opens_at = now + self._pause
            return None
        if self._failures < OPENS_AFTER:
            return None
        self._opens_at = now + self._pause
        return Change.OPENED
