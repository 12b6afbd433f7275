"""The one place where these tests wait for another process."""

from __future__ import annotations

import time
from collections.abc import Callable

DEADLINE_SECONDS = 60


def until(true: Callable[[], bool]) -> None:
    """Return once *true* is; fails after a minute."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)
