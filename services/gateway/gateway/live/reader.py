"""One open stream: what waits to be sent to it, bounded."""

from __future__ import annotations

import asyncio
from collections import deque

from .. import metrics
from ..domain.access import Principal

MOST_FRAMES = 2_000
MOST_BYTES = 8 << 20
"""A stream that lets more than this wait is cut off; it resumes by position."""


class Reader:
    """
    A person or program that follows the account. Used from the loop only.

    `cause` is why it ended, empty while it goes on: `left`, `slow`, `ended`
    (its session) or `stopped` (this process).
    """

    def __init__(self, principal: Principal, visible: frozenset[str]) -> None:
        self.principal = principal
        self.visible = visible
        self.cause = ""
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None

    def push(self, data: bytes) -> None:
        """Queue a frame, or cut the stream off when too many wait."""
        if self.cause:
            return
        self._waiting.append(data)
        self._bytes += len(data)
        if len(self._waiting) > MOST_FRAMES or self._bytes > MOST_BYTES:
            self.end("slow")
            return
        self._wake.set()

    async def take(self) -> bytes:
        """Wait for frames and return all that wait; empty once it ended."""
        await self._wake.wait()
        if self.cause:
            return b""
        self._wake.clear()
        data = b"".join(self._waiting)
        metrics.LIVE_FRAMES.inc(len(self._waiting))
        self._waiting.clear()
        self._bytes = 0
        return data

    def sending(self, task: asyncio.Task[None] | None) -> None:
        """Remember who sends, so that a send that never ends can be ended."""
        self._sender = task

    def end(self, cause: str) -> None:
        """End the stream; the first cause stays."""
        if self.cause:
            return
        self.cause = cause
        self._waiting.clear()
        self._wake.set()
        if cause == "slow" and self._sender is not None:
            # It waits for a client that does not read; nothing else wakes it.
            self._sender.cancel()
