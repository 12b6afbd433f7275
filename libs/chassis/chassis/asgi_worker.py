"""
gunicorn's ASGI worker, which lets idle connections go once told to stop.

gunicorn waits for every open connection before it ends, up to its whole grace
period, even for one that a browser or a balancer merely keeps for later. The
names with an underscore are gunicorn's own: a test holds them to what we use.
"""

from __future__ import annotations

from typing import Any

from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi


class _Connection(ASGIProtocol):  # type: ignore[misc]  # gunicorn is untyped
    """A connection that its worker can find."""

    def connection_made(self, transport: Any) -> None:
        self.worker.connections.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.worker.connections.discard(self)
        super().connection_lost(exc)

    def let_go(self) -> None:
        """Close, unless a request is being served."""
        if self._awaiting_request and not self._finishing_calls:
            self._keepalive_timeout()


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Named to gunicorn as the worker class."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.connections: set[_Connection] = set()

    def init_process(self) -> None:
        # gunicorn takes the class by this name as it accepts a connection.
        gasgi.ASGIProtocol = _Connection
        super().init_process()

    async def _shutdown(self) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.connections):
            connection.let_go()
        await super()._shutdown()
