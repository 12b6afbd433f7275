"""How fast somebody may go: token buckets that forget the quiet ones."""

from __future__ import annotations

from collections import OrderedDict


class Buckets:
    """
    One bucket per key, refilled at *per_second*, holding at most *burst*.

    At most *most* keys are remembered; the longest unused goes first, and by
    then it is full again unless somebody floods with keys.
    """

    def __init__(self, *, per_second: float, burst: int, most: int = 50_000) -> None:
        self._rate = per_second
        self._burst = float(burst)
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, now: float) -> bool:
        """Take one token; False when there is none. *now* is in seconds."""
        level, then = self._levels.pop(key, (self._burst, now))
        level = min(self._burst, level + max(now - then, 0.0) * self._rate)
        allowed = level >= 1
        self._levels[key] = (level - 1 if allowed else level, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return allowed
