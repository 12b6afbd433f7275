"""
Open web chat sockets: who is connected, and what each still has to get.

Every replica hears of every new line. A socket is handed lines strictly in
sequence; where one is missing, the transcript is read instead.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from pymongo.errors import PyMongoError

from chassis import telemetry
from chassis.errors import Unavailable

from .. import metrics
from ..domain.transcripts import Line
from ..media.links import Links
from ..wire.content import read_attachment
from .visitor_view import visitor_view

QUEUE_FRAMES = 1000
"""Frames a slow socket may lag behind before it is closed."""

HISTORY_RETRY_SECONDS = 3.0

ReadLines = Callable[[str, str, int], "Sequence[Line]"]
"""Returns lines of (channel, visitor) after a sequence. Blocking."""

log = telemetry.get(__name__)


class Socket:
    """One visitor's connection: a queue of frames and a place in the transcript."""

    def __init__(
        self,
        channel_id: str,
        visitor_id: str,
        *,
        after: int,
        links: Links | None = None,
    ) -> None:
        self.channel_id = channel_id
        self.visitor_id = visitor_id
        self.sequence = after
        self._links = links
        self.frames: asyncio.Queue[str | None] = asyncio.Queue(QUEUE_FRAMES)
        self.catching_up: asyncio.Task[None] | None = None

    def push(self, frame: dict[str, Any]) -> None:
        """Queue a frame; a socket that does not read is told to end."""
        try:
            self.frames.put_nowait(json.dumps(frame, ensure_ascii=False))
        except asyncio.QueueFull:
            self.end()

    def show(self, line: Line) -> None:
        """Queue a line, unless the visitor has it."""
        if line.sequence > self.sequence:
            self.sequence = line.sequence
            self.push(line_frame(line, self._links))

    def end(self) -> None:
        """Close once the writer gets there; what waits is dropped."""
        while not self.frames.empty():
            self.frames.get_nowait()
        self.frames.put_nowait(None)


class Hub:
    """The sockets of this process. Belongs to the loop."""

    def __init__(self, read_lines: ReadLines) -> None:
        self._read_lines = read_lines
        self._sockets: dict[tuple[str, str], set[Socket]] = defaultdict(set)

    def join(self, socket: Socket) -> None:
        """Add a socket and bring it up to date."""
        self._sockets[socket.channel_id, socket.visitor_id].add(socket)
        metrics.SOCKETS.inc()
        self.catch_up(socket)

    def leave(self, socket: Socket) -> None:
        """Forget a socket."""
        there = self._sockets[socket.channel_id, socket.visitor_id]
        if socket in there:
            there.discard(socket)
            metrics.SOCKETS.dec()
        if not there:
            del self._sockets[socket.channel_id, socket.visitor_id]
        if socket.catching_up is not None:
            socket.catching_up.cancel()

    def learn(self, message: Any) -> None:
        """Show a new line to the visitor's sockets here."""
        for socket in list(
            self._sockets.get((message.channel_id, message.visitor_id), ())
        ):
            if message.sequence == socket.sequence + 1 and socket.catching_up is None:
                socket.show(_line(message))
            elif message.sequence > socket.sequence:
                self.catch_up(socket)

    def gap(self) -> None:
        """Events may have been missed: bring every socket up to date."""
        for sockets in list(self._sockets.values()):
            for socket in sockets:
                self.catch_up(socket)

    def end_all(self) -> None:
        """Close every socket; their owners come back to another replica."""
        for sockets in list(self._sockets.values()):
            for socket in list(sockets):
                socket.end()

    def catch_up(self, socket: Socket) -> None:
        """Read what the socket misses, once more if it is being read already."""
        if socket.catching_up is None:
            socket.catching_up = asyncio.create_task(self._catch_up(socket))
        else:
            socket.catching_up.add_done_callback(lambda _: self._again(socket))

    def _again(self, socket: Socket) -> None:
        if socket in self._sockets.get((socket.channel_id, socket.visitor_id), ()):
            self.catch_up(socket)

    async def _catch_up(self, socket: Socket) -> None:
        told = False
        while True:
            try:
                lines = await asyncio.to_thread(
                    self._read_lines,
                    socket.channel_id,
                    socket.visitor_id,
                    socket.sequence,
                )
            except (Unavailable, PyMongoError) as error:
                log.warning("transcript_unavailable", error=str(error)[:200])
                if not told:
                    told = True
                    socket.push({"ev": "history.unavailable"})
                await asyncio.sleep(HISTORY_RETRY_SECONDS)
                continue
            for line in lines:
                socket.show(line)
            if not lines:
                break
        socket.catching_up = None
        socket.push({"ev": "history.complete", "seq": socket.sequence})


def line_frame(line: Line, links: Links | None = None) -> dict[str, Any]:
    """Return a line as the visitor's page gets it: nothing internal in it."""
    return {
        "ev": "message.created",
        "seq": line.sequence,
        "message": {
            "id": line.message_id,
            "type": "file" if line.attachments else "text",
            "text": line.text,
            "attachments": [visitor_view(each, links) for each in line.attachments],
            "author": {"kind": "visitor" if line.from_visitor else "agent"},
            "created_at": line.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        },
    }


def _line(message: Any) -> Line:
    return Line(
        account_id=message.metadata.account_id,
        channel_id=message.channel_id,
        visitor_id=message.visitor_id,
        from_visitor=message.from_visitor,
        message_id=message.message_id,
        text=message.text,
        at=message.create_time.ToDatetime(tzinfo=UTC),
        sequence=message.sequence,
        attachments=tuple(read_attachment(each) for each in message.attachments),
    )
