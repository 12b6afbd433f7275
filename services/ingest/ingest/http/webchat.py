"""The web chat socket: handshake, heartbeat, and the way in and out."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from chassis import telemetry

from ..domain.channels import Channel
from ..media.media import Media
from ..sealing import Sealer
from .directory import Directory, Keeper
from .intake import Intake
from .session import Greeting, Limits, Rejected, Session, greet, read_frame
from .sockets import Hub, Socket

PROTOCOL = "recado.webchat.v1"
GREETING_SECONDS = 10.0
PING_SECONDS = 25.0
SILENCE_SECONDS = 70.0

log = telemetry.get(__name__)


class Webchat:
    """Serves `/webchat/socket`."""

    def __init__(
        self,
        directory: Directory,
        keeper: Keeper,
        intake: Intake,
        *,
        hub: Hub,
        sealer: Sealer,
        public_url: str,
        media: Media,
        limits: Limits | None = None,
    ) -> None:
        self._directory = directory
        self._keeper = keeper
        self._intake = intake
        self._hub = hub
        self._keys = sealer.visitor_keys
        self._origin = _origin(public_url)
        self._media = media
        self._limits = limits or Limits()

    async def __call__(self, websocket: WebSocket) -> None:
        """Serve one connection until it ends."""
        address = websocket.client.host if websocket.client else ""
        if not self._limits.connections.take(address, self._limits.now()):
            await websocket.close(1013)
            return
        offered = websocket.scope.get("subprotocols", [])
        await websocket.accept(subprotocol=PROTOCOL if PROTOCOL in offered else None)
        try:
            await self._serve(websocket, address)
        except Rejected as error:
            await _goodbye(websocket, error)
        except (WebSocketDisconnect, OSError, RuntimeError) as error:
            log.debug("socket_ended", error=type(error).__name__)

    async def _serve(self, websocket: WebSocket, address: str) -> None:
        frame = read_frame(await _receive(websocket, GREETING_SECONDS))
        if self._directory.website(str(frame.get("website_token"))) is None:
            await self._keeper.look_again()
        greeting = greet(
            frame,
            website=self._directory.website,
            welcome=lambda channel: self._welcome(channel, websocket),
            keys=self._keys,
        )
        socket = Socket(
            greeting.channel.channel_id,
            greeting.visitor_id,
            after=greeting.after,
            links=self._media.links,
        )
        socket.push(_hello(greeting))
        session = Session(
            greeting,
            socket,
            intake=self._intake,
            limits=self._limits,
            address=address,
            claim=self._media.claim,
        )
        await self._converse(websocket, socket, session)
        if websocket.application_state is WebSocketState.CONNECTED:
            await websocket.close(1001)

    async def _converse(
        self, websocket: WebSocket, socket: Socket, session: Session
    ) -> None:
        """Read and write until either ends."""
        self._hub.join(socket)
        tasks = [
            asyncio.create_task(_write(websocket, socket)),
            asyncio.create_task(_read(websocket, session)),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(socket)
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Rejected):
                raise result

    def _welcome(self, channel: Channel, websocket: WebSocket) -> bool:
        """
        Tell whether the page that opened the socket may talk to the channel.

        Usually that is our own frame, which only allowed sites may embed.
        """
        if not channel.allowed_origins:
            return True
        origin = websocket.headers.get("origin", "").lower()
        host = websocket.headers.get("host", "")
        return origin in (*channel.allowed_origins, self._origin) or (
            bool(origin) and urlsplit(origin).netloc == host
        )


def _hello(greeting: Greeting) -> dict[str, str]:
    frame = {"ev": "welcome", "title": greeting.channel.name}
    if greeting.fresh_token:
        frame["visitor_token"] = greeting.fresh_token
    return frame


async def _receive(websocket: WebSocket, seconds: float) -> str | bytes | None:
    """Return the next frame as it is; ends the connection on silence."""
    try:
        message = await asyncio.wait_for(websocket.receive(), seconds)
    except TimeoutError:
        raise Rejected("SILENT", 4408) from None
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    found: str | bytes | None = message.get("text")
    return message.get("bytes") if found is None else found


async def _read(websocket: WebSocket, session: Session) -> None:
    while True:
        await session.hear(read_frame(await _receive(websocket, SILENCE_SECONDS)))


async def _write(websocket: WebSocket, socket: Socket) -> None:
    """Send what is queued; a ping when nothing is, so that proxies keep it open."""
    while True:
        try:
            frame = await asyncio.wait_for(socket.frames.get(), PING_SECONDS)
        except TimeoutError:
            frame = '{"ev":"ping"}'
        if frame is None:
            return
        await websocket.send_text(frame)


async def _goodbye(websocket: WebSocket, error: Rejected) -> None:
    with suppress(WebSocketDisconnect, OSError, RuntimeError):
        await websocket.send_text(
            json.dumps({"ev": "rejected", "reason": error.reason})
        )
        await websocket.close(error.close_code, error.reason)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
