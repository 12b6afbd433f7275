"""Doubles for tests: a clock to turn, an outbox to read, a server to call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import grpc

from . import rpc
from .envelope import Outgoing

T = TypeVar("T")

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


class FakeClock:
    """A clock that stands still until it is turned."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the moment it shows."""
        return self.at

    def turn(self, **span: float) -> datetime:
        """Go forward by `timedelta(**span)` and return the new moment."""
        self.at += timedelta(**span)
        return self.at


class RecordingOutbox:
    """An outbox that keeps events; a *work* that raises leaves none."""

    def __init__(self) -> None:
        self.published: list[Outgoing] = []

    def run(self, work: Callable[[Any], tuple[T, Sequence[Outgoing]]]) -> T:
        """Run *work* without a session and keep its events."""
        result, events = work(None)
        self.published += events
        return result

    @property
    def messages(self) -> list[Any]:
        """The messages published so far, oldest first."""
        return [event.message for event in self.published]


@contextmanager
def grpc_server(
    register: Callable[[grpc.Server], None], *, identity_key: str = "test-key"
) -> Iterator[grpc.Channel]:
    """Serve on a free port in this process; yields a channel to it."""
    server, port, _ = rpc.build(register, identity_key=identity_key, workers=16, port=0)
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield channel
    finally:
        server.stop(grace=None).wait()
