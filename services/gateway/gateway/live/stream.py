"""
The HTTP answer of a live stream.

`ready` says: from here on you hear everything as it happens. Before it come
the events that were missed since the position asked for, exactly once, in
order. `reload` instead says: that position cannot be served; load a fresh
picture and follow from its position.
"""

from __future__ import annotations

import asyncio

from chassis.http import Receive, Scope, Send

from .. import metrics
from .frames import encoded
from .hub import FeedUnavailable, Hub, PositionGone
from .live import Live
from .reader import Reader

HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # Proxies that buffer would hold events back.
    (b"x-accel-buffering", b"no"),
)


class EventStream:
    """Serves one stream until one of the two sides ends it."""

    def __init__(self, live: Live, hub: Hub, reader: Reader, after: int | None) -> None:
        self._live = live
        self._hub = hub
        self._reader = reader
        self._after = after

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Send the head, what was missed, and what happens; then the end."""
        reader = self._reader
        sender = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_until_left(receive))
        reader.sending(sender)
        metrics.LIVE_STREAMS.inc()
        try:
            await asyncio.wait({sender, leaving}, return_when=asyncio.FIRST_COMPLETED)
            reader.end("left")
        finally:
            metrics.LIVE_STREAMS.dec()
            metrics.LIVE_ENDED.labels(reader.cause or "left").inc()
            self._live.leave(reader)
            for task in (sender, leaving):
                task.cancel()
            results = await asyncio.gather(sender, leaving, return_exceptions=True)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _send(self, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": 200, "headers": list(HEADERS)}
        )
        if not await self._catch_up(send):
            return
        while data := await self._reader.take():
            await send({"type": "http.response.body", "body": data, "more_body": True})

    async def _catch_up(self, send: Send) -> bool:
        """Send what was missed; True once the hub goes on by itself."""
        after = self._hub.position if self._after is None else self._after
        if after > self._hub.position:
            await self._hub.catch_up()
        try:
            while not self._hub.follow(self._reader, after):
                if self._hub.position >= 0 and after > self._hub.position:
                    raise PositionGone
                page = await self._hub.missed(after)
                frames = [
                    f.data for f in page.frames if f.channel_id in self._reader.visible
                ]
                if frames:
                    await _body(send, b"".join(frames))
                if page.next_position <= after:
                    raise PositionGone
                after = page.next_position
        except PositionGone:
            await _body(send, encoded("reload", {}))
            return False
        except FeedUnavailable:
            # The client asks again from where it is.
            return False
        return True


async def _body(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
