"""Ends each process in turn, as a crash would, and starts it again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from stack.stack import Stack

DOWN_SECONDS = 1.0  # between the kill and the start

NOT_OURS = frozenset({"epmd"})
"""The broker's name server; a broker that runs does not need it."""


def victims(stack: Stack, only: Sequence[str]) -> list[str]:
    """
    Return the names to kill: each once as they were started, or as *only* says.

    *only* may name one several times.

    Raises:
        ValueError: *only* names a process that there is not.
    """
    known = [name for name in stack.pids if name not in NOT_OURS]
    if strange := set(only) - set(known):
        raise ValueError(f"no process is named {sorted(strange)}; there are {known}")
    return list(only) or known


async def kill_all(
    stack: Stack, names: Sequence[str], seconds: float, say: Callable[[str], None]
) -> None:
    """Kill *names*, evenly over *seconds*; wait until the last one is back."""
    begin = time.monotonic()
    for number, name in enumerate(names):
        due = begin + seconds * (number + 0.5) / len(names)
        await asyncio.sleep(max(due - time.monotonic(), 0))
        killed = time.monotonic()
        await asyncio.to_thread(stack.kill, name)
        await asyncio.sleep(DOWN_SECONDS)
        await asyncio.to_thread(stack.restart, name)
        back = time.monotonic() - killed
        say(f"killed {name} ({number + 1} of {len(names)}), back after {back:.1f} s")
