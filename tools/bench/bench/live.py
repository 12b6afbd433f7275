"""An agent's screen: signs in, holds a live stream, notes when things show."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import time
from urllib.parse import urlsplit

from .load import MARK

SHOWN = re.compile(
    rb'event: message_added\r?\ndata: .*?"text":\s?"'
    + MARK.encode()
    + rb"-(\w+)-(\d+)-end"
)


class Screen:
    """
    One live stream of one agent.

    `shown[(run, number)]` is when the message arrived, in
    `time.perf_counter` seconds; a message that arrives twice counts in
    `doubled`.
    """

    def __init__(self, gateway_url: str, cookie: str) -> None:
        parts = urlsplit(gateway_url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._cookie = cookie
        self.shown: dict[tuple[str, int], float] = {}
        self.doubled = 0
        self._task: asyncio.Task[None] | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Connect and wait until the stream is live."""
        reader, writer = await asyncio.open_connection(
            self._host, self._port, limit=1 << 24
        )
        writer.write(
            f"GET /api/v1/events HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n"
            f"Cookie: {self._cookie}\r\nAccept: text/event-stream\r\n\r\n".encode()
        )
        # A writer that nobody holds closes its connection.
        self._writer = writer
        await reader.readuntil(b"event: ready")
        self._task = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        while data := await reader.read(1 << 18):
            now = time.perf_counter()
            rest += data
            cut = 0
            for match in SHOWN.finditer(rest):
                key = (match[1].decode(), int(match[2]))
                if key in self.shown:
                    self.doubled += 1
                self.shown.setdefault(key, now)
                cut = match.end()
            rest = rest[max(cut, rest.rfind(b"\n\n")) :] if cut else rest[-65536:]

    async def wait_for(self, run: str, count: int, *, patience_seconds: float) -> int:
        """Wait until *count* messages of *run* have shown; return how many did."""
        deadline = time.perf_counter() + patience_seconds
        while time.perf_counter() < deadline:
            arrived = sum(1 for key in self.shown if key[0] == run)
            if arrived >= count:
                return arrived
            await asyncio.sleep(0.02)
        return arrived

    def close(self) -> None:
        """Drop the stream."""
        if self._task is not None:
            self._task.cancel()
        if self._writer is not None:
            self._writer.close()


def sign_in(gateway_url: str, email: str, password: str) -> tuple[str, str]:
    """Return the session cookie and the CSRF token of *email*."""
    parts = urlsplit(gateway_url)
    connection = http.client.HTTPConnection(
        parts.hostname or "", parts.port, timeout=10
    )
    connection.request(
        "POST",
        "/api/v1/session",
        json.dumps({"email": email, "password": password}),
        {"Content-Type": "application/json"},
    )
    response = connection.getresponse()
    body = json.loads(response.read())
    cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
    connection.close()
    return cookie, body["csrf_token"]
