"""
How often somebody may fail to sign in.

Failures are counted per e-mail address and per place (client address) over a
sliding quarter of an hour. An attempt counts from its start and is taken back
when it succeeds, so that many at once cannot slip through. Counts live in
memory: each replica has its own, so N replicas allow N times as much.

Source: OWASP Authentication Cheat Sheet, "Login Throttling" (2025).
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .errors import TooManyAttempts

SPAN = timedelta(minutes=15)
PER_EMAIL = 10
PER_PLACE = 50

KEPT = 20_000
"""Addresses and places remembered; the longest unused go first."""


@dataclass(slots=True)
class Attempts:
    """The failures of the last quarter of an hour."""

    _failed: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)

    def begin(self, email: str, place: str, *, at: datetime) -> None:
        """
        Count an attempt.

        Raises:
            TooManyAttempts: There were too many; fact `retry_after` tells
                after how many seconds the next one is allowed.
        """
        limits = ((f"e:{email}", PER_EMAIL), (f"p:{place}", PER_PLACE))
        waits = [self._wait(key, limit, at) for key, limit in limits]
        if max(waits) > 0:
            raise TooManyAttempts(
                "too many failed sign-ins; wait before trying again",
                retry_after=str(max(waits)),
            )
        for key, _ in limits:
            self._failed.setdefault(key, deque()).append(at)
            self._failed.move_to_end(key)
        while len(self._failed) > KEPT:
            self._failed.popitem(last=False)

    def succeeded(self, email: str, place: str) -> None:
        """Forget the failures of *email*; take the attempt of *place* back."""
        self._failed.pop(f"e:{email}", None)
        moments = self._failed.get(f"p:{place}")
        if moments:
            moments.pop()

    def _wait(self, key: str, limit: int, at: datetime) -> int:
        moments = self._failed.get(key)
        if not moments:
            return 0
        while moments and moments[0] <= at - SPAN:
            moments.popleft()
        if len(moments) < limit:
            return 0
        # Rounded up: a client that waits this long is let through.
        return int((moments[0] + SPAN - at).total_seconds()) + 1
