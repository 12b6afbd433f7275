"""A web socket client that talks to the application in this process."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager

DEADLINE = 20


class Closed(Exception):
    """The server ended the connection."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Socket:
    """One connection; everything waits for the loop's answer."""

    def __init__(self, loop, app, headers, subprotocols):
        self._loop = loop
        self._incoming = asyncio.Queue()
        self._outgoing = asyncio.Queue()
        self.accepted_subprotocol = None
        scope = {
            "type": "websocket",
            "path": "/webchat/socket",
            "raw_path": b"/webchat/socket",
            "query_string": b"",
            "headers": [
                (b"host", b"ingest.test"),
                *((k.encode(), v.encode()) for k, v in headers.items()),
            ],
            "client": ("127.0.0.1", 50000),
            "subprotocols": subprotocols,
        }
        self._incoming.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.run_coroutine_threadsafe(
            app(scope, self._incoming.get, self._outgoing.put), loop
        )
        self.accepted_subprotocol = self._receive()["subprotocol"]

    def send(self, message):
        self._loop.call_soon_threadsafe(self._incoming.put_nowait, message)

    def send_json(self, frame):
        self.send({"type": "websocket.receive", "text": json.dumps(frame)})

    def receive_json(self):
        message = self._receive()
        if message["type"] == "websocket.close":
            raise Closed(message["code"])
        return json.loads(message["text"])

    def _receive(self):
        waiting = asyncio.run_coroutine_threadsafe(self._outgoing.get(), self._loop)
        return waiting.result(DEADLINE)

    def close(self):
        self.send({"type": "websocket.disconnect", "code": 1000})
        self._task.result(DEADLINE)


class Client:
    """Opens sockets to a site that is being served on a loop of its own."""

    def __init__(self, site):
        self._site = site
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self._lifespan = site._lifespan(None)
        self.run(self._lifespan.__aenter__())

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(DEADLINE)

    def call(self, function, *arguments):
        async def calling():
            return function(*arguments)

        return self.run(calling())

    @contextmanager
    def connect(self, *, headers=None, subprotocols=()):
        socket = Socket(self.loop, self._site.app, headers or {}, list(subprotocols))
        try:
            yield socket
        finally:
            socket.close()

    def close(self):
        self.run(self._lifespan.__aexit__(None, None, None))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(DEADLINE)
        self.loop.close()
