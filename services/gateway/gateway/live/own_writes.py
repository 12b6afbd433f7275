"""
Reading one's own writes across two authorities.

Routing decides who has a conversation; lists are read from conversations,
which hears of it a moment later. An action is answered once that is so: the
events of conversations pass through here, and who waits is woken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from .. import metrics

PATIENCE = 1.0
"""Seconds to wait at most; then the answer is what can be read by now."""


class Watch:
    """The newest assignment version seen of one conversation since it began."""

    def __init__(self) -> None:
        self._version = 0
        self._news = asyncio.Event()

    def notice(self, version: int) -> None:
        """Take note of an event of the conversation."""
        if version > self._version:
            self._version = version
            self._news.set()

    async def reached(self, version: int) -> bool:
        """Wait until *version* was seen; False when patience ran out."""
        try:
            async with asyncio.timeout(PATIENCE):
                while self._version < version:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            metrics.OWN_WRITES.labels("late").inc()
            return False
        metrics.OWN_WRITES.labels("seen").inc()
        return True


class OwnWrites:
    """Who waits for which conversation. Used from the loop only."""

    def __init__(self) -> None:
        self._watches: dict[str, list[Watch]] = {}

    @contextmanager
    def watching(self, conversation_id: str) -> Iterator[Watch]:
        """Watch a conversation; begin before the action, or its event is missed."""
        watch = Watch()
        self._watches.setdefault(conversation_id, []).append(watch)
        try:
            yield watch
        finally:
            watches = self._watches[conversation_id]
            watches.remove(watch)
            if not watches:
                del self._watches[conversation_id]

    def notice(self, conversation_id: str, version: int) -> None:
        """Tell who waits what the conversation's assignment version is now."""
        for watch in self._watches.get(conversation_id, ()):
            watch.notice(version)
