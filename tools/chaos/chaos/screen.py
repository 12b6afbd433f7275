"""
An agent's live screen: drops its connection now and then, and resumes.

It notes each event of the feed by position. On resuming it names the last
position it saw, as a browser does with `Last-Event-ID`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections import Counter
from urllib.parse import urlsplit

DROP_SECONDS = (3.0, 12.0)  # how long a connection is held
AGAIN_SECONDS = 0.5  # until it connects again
SILENCE_SECONDS = 25.0  # a stream pings every 15 s: one this quiet is dead


class Screen:
    """One live stream of *name*, followed across its connections."""

    def __init__(self, gateway_url: str, cookie: str, name: str, *, seed: int) -> None:
        parts = urlsplit(gateway_url)
        self.name = name
        self.positions: list[int] = []
        """Positions in the order in which they were shown."""

        self.texts: Counter[str] = Counter()
        """How often each message's text was shown as new."""

        self.notifications: Counter[str] = Counter()
        """How often each notification was shown, by its id."""

        self.start: int | None = None
        """The position at which it went live first."""

        self.connections = 0
        self.reloads = 0
        """Times it was told to load everything anew."""

        self.live = asyncio.Event()
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._cookie = cookie
        self._random = random.Random(seed)
        self._steady = False

    async def follow(self) -> None:
        """Follow until cancelled."""
        while True:
            try:
                limit = None if self._steady else self._random.uniform(*DROP_SECONDS)
                async with asyncio.timeout(limit):
                    await self._connection()
            except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
                pass
            await asyncio.sleep(AGAIN_SECONDS)

    def hold(self) -> None:
        """Drop no connection any more."""
        self._steady = True

    @property
    def last(self) -> int | None:
        """The position to resume from."""
        return self.positions[-1] if self.positions else self.start

    @property
    def gaps(self) -> int:
        """How many positions are missing or out of order."""
        whole = [self.start or 0, *self.positions]
        return sum(b != a + 1 for a, b in itertools.pairwise(whole))

    async def _connection(self) -> None:
        reader, writer = await asyncio.open_connection(
            self._host, self._port, limit=1 << 24
        )
        try:
            writer.write(self._request())
            head = await reader.readuntil(b"\r\n\r\n")
            if head[9:12] != b"200":
                return
            self.connections += 1
            await self._read(reader)
        finally:
            writer.close()

    def _request(self) -> bytes:
        resume = "" if self.last is None else f"Last-Event-ID: {self.last}\r\n"
        return (
            f"GET /api/v1/events HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            f"Cookie: {self._cookie}\r\nAccept: text/event-stream\r\n{resume}\r\n"
        ).encode()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                size = int(await reader.readuntil(b"\r\n"), 16)
                data = (await reader.readexactly(size + 2))[:-2]
            if not size:
                return
            *frames, rest = (rest + data).split(b"\n\n")
            for frame in frames:
                self._take(frame)

    def _take(self, frame: bytes) -> None:
        fields = dict(
            line.split(b": ", 1) for line in frame.split(b"\n") if b": " in line
        )
        event = fields.get(b"event", b"")
        if event == b"ready":
            if self.start is None:
                self.start = json.loads(fields[b"data"])["position"]
            self.live.set()
        elif event == b"reload":
            self.reloads += 1
        elif event == b"notification":
            self.notifications[json.loads(fields[b"data"])["id"]] += 1
        if b"id" not in fields:
            return
        self.positions.append(int(fields[b"id"]))
        if event in (b"message_added", b"message_queued"):
            text = json.loads(fields[b"data"])["message"]["text"]
            self.texts[text] += 1
