"""
Who reads which event, from what the services themselves declare.

Workers: their `subscribe` declarations, run with a recorder for the use cases.
The HTTP processes: the bindings of their live queues.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from golden import SEALING_KEY
from google.protobuf.message import Message

from chassis.bus import Subscription
from conversations.worker import ConversationsWorker
from crm_bridge.worker import CrmBridgeWorker
from gateway.directory import Directory
from gateway.domain.access import Principal
from gateway.domain.people import INBOX, Account, User
from gateway.live.hub import FeedPage, Hub
from gateway.live.live import BINDINGS, Live
from ingest.http import site
from ingest.http.sockets import Socket
from ingest.settings import Settings
from ingest.worker import IngestWorker
from notifier.worker import NotifierWorker
from routing.worker import RoutingWorker

WORKERS = (
    ConversationsWorker,
    CrmBridgeWorker,
    IngestWorker,
    NotifierWorker,
    RoutingWorker,
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One handler that reads one kind of event; `read` returns what it made of it."""

    name: str
    exchange: str
    kind: type[Message]
    read: Callable[[Any], Any]


class Recorder:
    """Stands for a service's use cases; keeps what they were called with."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def __getattr__(self, name: str) -> Callable[..., list[Any]]:
        def called(*arguments: Any) -> list[Any]:
            self.calls.append((name, arguments))
            return []

        return called


def subscribers(folder: Path) -> list[Subscriber]:
    """Return every handler with every kind of event that it subscribes to."""
    return [
        *_in_workers(),
        *_in("gateway.live", BINDINGS, _in_gateway),
        *_in(
            "ingest.http",
            asyncio.run(_ingest_bindings(folder)),
            lambda message: asyncio.run(_learned(folder, message)),
        ),
    ]


def _in_workers() -> Iterator[Subscriber]:
    for worker in WORKERS:
        for method in vars(worker).values():
            for entrypoint in getattr(method, "nameko_entrypoints", ()):
                if not isinstance(entrypoint, Subscription):
                    continue
                for kind in entrypoint.message_types:
                    yield Subscriber(
                        f"{worker.name}.{method.__name__}",
                        f"{entrypoint.source}.events",
                        kind,
                        _run(worker, method.__name__, batch=entrypoint.batch > 1),
                    )


def _run(worker: Any, method: str, *, batch: bool) -> Callable[[Any], Any]:
    def read(message: Any) -> Any:
        one = worker()
        one.app = Recorder()
        getattr(one, method)([message] if batch else message)
        return one.app.calls

    return read


def _in(
    name: str,
    bindings: Mapping[str, Sequence[type[Message]]],
    read: Callable[[Any], Any],
) -> Iterator[Subscriber]:
    for exchange, kinds in bindings.items():
        for kind in kinds:
            yield Subscriber(name, exchange, kind, read)


def _in_gateway(message: Any) -> bytes:
    return asyncio.run(_frames(message))


async def _frames(message: Any) -> bytes:
    """Return what an open page of somebody concerned is sent."""
    account_id = message.metadata.account_id
    live = Live(None, Directory(), "http://ingest.test")  # type: ignore[arg-type]  # asks nobody
    position = message.mark.position - 1 if hasattr(message, "mark") else 0
    hub = Hub(_feed_up_to(position))
    await hub.begin()
    live._hubs[account_id] = hub
    reader = live.join(_principal(account_id, _user_of(message)))
    reader.visible = frozenset({_channel_of(message)})
    hub.follow(reader, position)
    live.on_message(message)
    return await reader.take()


def _feed_up_to(position: int) -> Callable[[int, int], Any]:
    async def read(_after: int, _size: int) -> FeedPage:
        return FeedPage((), position, position)

    return read


def _user_of(message: Any) -> str:
    if hasattr(message, "read_mark"):
        return message.read_mark.user_id
    return getattr(message, "user_id", "") or "us_anybody"


def _channel_of(message: Any) -> str:
    for name in ("conversation", "channel"):
        if hasattr(message, name):
            return getattr(message, name).channel_id
    return ""


def _principal(account_id: str, user_id: str) -> Principal:
    user = User(
        user_id=user_id,
        account_id=account_id,
        name="Ana",
        email="ana@example.com",
        password_hash="",
        create_time=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return Principal(
        kind="session",
        key="key",
        account=Account(account_id, "Example"),
        user=user,
        permissions=frozenset({INBOX}),
        expire_time=None,
    )


class _Live:
    """Stands for the live queue of ingest's HTTP side; keeps what it is bound to."""

    bindings: Mapping[str, Sequence[type[Message]]] = MappingProxyType({})

    def __init__(self, _url: str, bindings: Any, **_: Any) -> None:
        type(self).bindings = bindings


@asynccontextmanager
async def _ingest_http(folder: Path) -> AsyncIterator[site.Site]:
    config = Settings(
        amqp_url="amqp://nowhere",
        mongo_url="mongodb://nowhere",
        identity_key="identity-key",
        secret_key=SEALING_KEY,
        spool_dir=str(folder),
    )
    serving = site.Site(
        config,
        publisher=Recorder(),  # type: ignore[arg-type]  # nothing is published
        load_channels=list,
        read_lines=lambda *_: [],
        media=Recorder(),  # type: ignore[arg-type]  # no file is asked for
        live=False,
    )
    with patch.object(site, "LiveQueue", _Live):
        async with serving._lifespan(None):  # type: ignore[arg-type]  # not looked at
            yield serving


async def _ingest_bindings(folder: Path) -> Mapping[str, Sequence[type[Message]]]:
    async with _ingest_http(folder):
        return _Live.bindings


async def _learned(folder: Path, message: Any) -> Any:
    """Return the channel that ingest knows now, or what the visitor's socket got."""
    async with _ingest_http(folder) as serving:
        if hasattr(message, "channel"):
            serving.learn(message)
            return serving.directory.channel(message.channel.channel_id)
        socket = Socket(
            message.channel_id, message.visitor_id, after=message.sequence - 1
        )
        serving.hub.join(socket)
        await asyncio.gather(*filter(None, [socket.catching_up]))
        serving.learn(message)
        shown = socket.frames.get_nowait()
        serving.hub.leave(socket)
        return shown
