"""
One account's feed at this replica: strictly by position, without gaps.

Events come over the bus in nearly the right order. One that is early waits
for the missing ones; if they do not come within GAP_WAIT, the feed is read.
The newest frames are kept, so that pages which reconnect at the same moment
(a deployment, a lost network) do not each read the feed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from chassis import telemetry

from .. import metrics
from .frames import Frame, encoded
from .reader import Reader

KEPT = 5_000
"""Frames kept to resume from."""

KEPT_BYTES = 4 << 20

AT_START = 200
"""Frames read when the hub begins: what pages that come back have missed."""

PAGE = 500

GAP_WAIT = 0.05
"""Seconds that a missing event may be late before the feed is read."""

RETRY_WAIT = 0.5
"""Seconds until the feed is asked again after it did not answer."""

log = telemetry.get(__name__)


class PositionGone(Exception):
    """The feed no longer keeps what follows this position."""


class FeedUnavailable(Exception):
    """The feed did not answer."""


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Frames in order; read on from `next_position`; the newest is `last_position`."""

    frames: Sequence[Frame]
    next_position: int
    last_position: int


Read = Callable[[int, int], Awaitable[FeedPage]]
"""
(after position, page size) -> a page of the account's feed.

Raises PositionGone or FeedUnavailable.
"""


class Hub:
    """Orders an account's events and hands them to its readers."""

    def __init__(self, read: Read) -> None:
        self.readers: set[Reader] = set()
        self.position = -1
        self._read = read
        self._start = 0
        self._kept: deque[Frame] = deque()
        self._kept_bytes = 0
        self._early: dict[int, Frame] = {}
        self._closing_gap: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """
        Find out where the feed is, and keep its newest frames.

        Raises:
            FeedUnavailable: It did not answer; the hub is of no use.
        """
        newest = (await self._read(0, 1)).last_position
        after = max(newest - AT_START, 0)
        try:
            page = await self._read(after, PAGE)
        except PositionGone:
            after, page = newest, FeedPage((), newest, newest)
        # Position 0 asks for the oldest kept, which need not be the first.
        oldest = page.frames[0].position - 1 if page.frames else page.next_position
        self._start = after or oldest
        self.position = max(page.next_position, after)
        for frame in page.frames:
            self._keep(frame)
        self._early = {p: f for p, f in self._early.items() if p > self.position}
        self._settle()

    def receive(self, frame: Frame) -> None:
        """Take an event from the bus; a repeated one is dropped."""
        if self.position < 0:
            self._early[frame.position] = frame
        elif frame.position > self.position:
            self._early[frame.position] = frame
            self._settle()

    def check(self) -> None:
        """Read the feed: the bus was away, and events may be missing."""
        if self.position >= 0:
            self._close_gap(0)

    def follow(self, reader: Reader, after: int) -> bool:
        """
        Give *reader* what it missed after a position, and all that follows.

        Returns False, and does nothing, when the kept frames do not reach
        back that far, or the position is not reached yet.
        """
        if not self._start <= after <= self.position:
            return False
        missed = [
            frame.data
            for frame in self._kept
            if frame.position > after and frame.channel_id in reader.visible
        ]
        reader.push(b"".join((*missed, encoded("ready", {"position": self.position}))))
        self.readers.add(reader)
        return True

    async def missed(self, after: int) -> FeedPage:
        """
        Read one page after a position that the kept frames do not reach.

        Raises:
            PositionGone: The feed does not reach back that far either.
            FeedUnavailable: It did not answer.
        """
        page = await self._read(after, PAGE)
        if after == 0 and page.frames and page.frames[0].position > 1:
            raise PositionGone
        return page

    async def catch_up(self) -> None:
        """Read to the end of the feed, or return when it does not answer."""
        self._close_gap(0)
        if self._closing_gap is not None:
            await asyncio.wait([self._closing_gap], timeout=2)

    def stop(self) -> None:
        """Let go of what runs."""
        if self._closing_gap is not None:
            self._closing_gap.cancel()

    def _settle(self) -> None:
        """Hand on what is in order now; look for what is missing."""
        while (frame := self._early_next()) is not None:
            self._advance(frame)
        if self._early:
            self._close_gap(GAP_WAIT)

    def _advance(self, frame: Frame) -> None:
        self.position = frame.position
        self._keep(frame)
        for reader in self.readers:
            if frame.channel_id in reader.visible:
                reader.push(frame.data)

    def _keep(self, frame: Frame) -> None:
        self._kept.append(frame)
        self._kept_bytes += len(frame.data)
        while len(self._kept) > KEPT or self._kept_bytes > KEPT_BYTES:
            oldest = self._kept.popleft()
            self._kept_bytes -= len(oldest.data)
            self._start = oldest.position

    # Closing gaps, one at a time.

    def _close_gap(self, wait: float) -> None:
        if self._closing_gap is None or self._closing_gap.done():
            self._closing_gap = asyncio.get_running_loop().create_task(self._fill(wait))

    async def _fill(self, wait: float) -> None:
        while True:
            await asyncio.sleep(wait)
            if wait and not self._early:
                return
            metrics.LIVE_GAPS.inc()
            await self._read_to_end()
            if not self._early:
                return
            # One arrived that is newer than what we just read to.
            wait = GAP_WAIT

    async def _read_to_end(self) -> None:
        while True:
            try:
                page = await self._read(self.position, PAGE)
            except PositionGone:
                await self._start_over()
                return
            except FeedUnavailable:
                await asyncio.sleep(RETRY_WAIT)
                continue
            if page.last_position < self.position:
                # The feed was set back, as when a backup is restored.
                await self._start_over()
                return
            stood_still = page.next_position <= self.position
            self._take(page)
            if stood_still or self.position >= page.last_position:
                return

    def _take(self, page: FeedPage) -> None:
        for read in page.frames:
            if read.position > self.position:
                self._advance(read)
        # What was left out is nothing that anybody here may see.
        self.position = max(self.position, page.next_position)
        self._drop_old()
        while (frame := self._early_next()) is not None:
            self._advance(frame)

    def _early_next(self) -> Frame | None:
        return self._early.pop(self.position + 1, None)

    def _drop_old(self) -> None:
        self._early = {p: f for p, f in self._early.items() if p > self.position}

    async def _start_over(self) -> None:
        """Nobody can be given what is gone: every page loads a fresh picture."""
        log.warning("feed_position_gone", position=self.position)
        for reader in self.readers:
            reader.push(encoded("reload", {}))
        self._kept.clear()
        self._kept_bytes = 0
        self.position = -1
        try:
            await self.begin()
        except FeedUnavailable:
            self.position = max(self._early, default=0)
            self._start = self.position
            self._drop_old()
