"""A visitor of the web site, over the real socket of the web chat."""

from __future__ import annotations

import json
import secrets
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin, Subprotocol

from demo.dialogues import Says
from demo.stack import NotReady

SUBPROTOCOL = Subprotocol("recado.webchat.v1")


class Visitor:
    """Somebody who writes through the widget, without the widget."""

    def __init__(self, ingest: str, token: str, name: str) -> None:
        self._url = ingest.replace("http", "ws", 1) + "/webchat/socket"
        self._origin = Origin(ingest)
        self._token = token
        self._name = name
        self._socket: ClientConnection | None = None

    async def write(self, says: Says) -> None:
        """Send one text and wait until it is taken."""
        client_id = secrets.token_hex(12)
        frame = {
            "op": "message.create",
            "client_id": client_id,
            "type": "text",
            "text": says.text,
        }
        try:
            if self._socket is None:
                self._socket = await self._start()
            await self._socket.send(json.dumps(frame))
            while True:
                answer = await self._next(self._socket)
                if answer.get("ev") == "ack" and answer.get("client_id") == client_id:
                    return
        except (WebSocketException, OSError, TimeoutError) as error:
            msg = f"web chat of {self._name}: {error or type(error).__name__}"
            raise NotReady(msg) from error

    async def react(self, emoji: str) -> None:
        """Be told that the web chat knows no reactions."""
        msg = f"{self._name} can not react with {emoji}: web chat has no reactions"
        raise NotReady(msg)

    async def leave(self) -> None:
        """Close the site."""
        if self._socket is not None:
            await self._socket.close()

    async def _start(self) -> ClientConnection:
        socket = await connect(
            self._url, origin=self._origin, subprotocols=[SUBPROTOCOL], proxy=None
        )
        start = {
            "op": "session.start",
            "website_token": self._token,
            "visitor_token": None,
            "name": self._name,
            "locale": "pt-BR",
        }
        await socket.send(json.dumps(start))
        await self._next(socket)
        return socket

    async def _next(self, socket: ClientConnection) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame.get("ev") in ("rejected", "refused"):
            msg = f"web chat of {self._name} was refused: {frame}"
            raise NotReady(msg)
        return frame
