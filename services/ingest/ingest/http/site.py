"""Puts the HTTP side together: one ASGI application and its lifespan."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from recado.ingest.v1.events_pb2 import (
    ChannelChanged,
    ChannelConnected,
    ChannelRemoved,
    WebchatFrameAdded,
)
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from chassis import http, mongo
from chassis.live import LiveQueue
from chassis.outbox import Outbox
from chassis.publisher import AioPublisher, Publisher

from ..app import EXCHANGE
from ..domain.channels import Channel
from ..domain.transcripts import Line
from ..media import build as media_parts
from ..media.media import Media
from ..sealing import Sealer
from ..settings import Settings
from ..store.read_channels import ReadChannels
from ..store.transcripts import ReadTranscripts
from .bodies import Bodies
from .directory import Directory, Keeper
from .intake import Intake, Publishing
from .media import MediaPages
from .session import Limits
from .sockets import Hub
from .spool import Spool
from .webchat import Webchat
from .webchat_files import VisitorFiles
from .webhooks import PREFIX, Webhooks
from .widget import Widget

LoadChannels = Callable[[], list[Channel]]
ReadLines = Callable[[str, str, int], list[Line]]


class Site:
    """The parts of the HTTP side, wired; `app` is what a server runs."""

    def __init__(
        self,
        config: Settings,
        *,
        publisher: Publishing,
        load_channels: LoadChannels,
        read_lines: ReadLines,
        media: Media,
        live: bool = True,
    ) -> None:
        sealer = Sealer(config.secret_keys)
        folder = Path(config.spool_dir)
        self.directory = Directory(sealer)
        self.keeper = Keeper(
            self.directory,
            load=load_channels,
            sealer=sealer,
            path=folder / "channels.sealed",
        )
        self.intake = Intake(publisher, Spool(folder))
        self.hub = Hub(read_lines)
        self._amqp_url = config.amqp_url if live else ""
        self._webhooks = Webhooks(
            self.directory, self.keeper, self.intake, config.public_url
        )
        self._starlette = self._pages(config, sealer, media)
        self.app = http.Canonical(self._route, quiet=http.QUIET)

    def _pages(self, config: Settings, sealer: Sealer, media: Media) -> Starlette:
        limits, bodies = Limits(), Bodies(config.media_dir)
        files = MediaPages(
            media,
            self.directory,
            self.keeper,
            bodies=bodies,
            identity_key=config.identity_key,
            max_bytes=config.media_max_bytes,
        )
        visitors = VisitorFiles(
            media,
            self.directory,
            self.keeper,
            bodies=bodies,
            sealer=sealer,
            public_url=config.public_url,
            limits=limits,
        )
        webchat = Webchat(
            self.directory,
            self.keeper,
            self.intake,
            hub=self.hub,
            sealer=sealer,
            public_url=config.public_url,
            media=media,
            limits=limits,
        )
        widget = Widget(
            self.directory, self.keeper, config.public_url, config.gateway_origin
        )
        return Starlette(
            routes=[
                *http.health_routes(self._ready),
                *widget.routes(),
                *files.routes(),
                *visitors.routes(),
                # A bound method: Starlette takes any other object for an app.
                WebSocketRoute("/webchat/socket", webchat.__call__),
            ],
            lifespan=self._lifespan,
        )

    async def _route(
        self, scope: http.Scope, receive: http.Receive, send: http.Send
    ) -> None:
        """Take webhooks past the framework: they are most of the traffic."""
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            await self._webhooks(scope, receive, send)
        else:
            await self._starlette(scope, receive, send)

    async def _ready(self) -> bool:
        return self.directory.loaded

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        await self.keeper.start()
        self.intake.start()
        live = LiveQueue(
            self._amqp_url,
            {
                EXCHANGE: [
                    ChannelConnected,
                    ChannelChanged,
                    ChannelRemoved,
                    WebchatFrameAdded,
                ]
            },
            on_message=self.learn,
            on_gap=self.gap,
        )
        if self._amqp_url:
            live.start()
        yield
        self.hub.end_all()
        if self._amqp_url:
            await live.stop()
        await self.keeper.stop()
        await self.intake.stop()

    def learn(self, message: Any) -> None:
        """Take an event of the bus in."""
        if isinstance(message, WebchatFrameAdded):
            self.hub.learn(message)
        else:
            self.keeper.learn(message)

    def gap(self) -> None:
        """Look elsewhere for what the bus did not bring."""
        self.keeper.gap()
        self.hub.gap()


def build(config: Settings) -> http.App:
    """Return the application on the real broker and database."""
    publisher = Publisher(config.amqp_url, exchange=EXCHANGE)
    database: Any = mongo.connect(config.mongo_url, name=config.mongo_name)
    sealer = Sealer(config.secret_keys)
    channels = ReadChannels(database, sealer)
    # Nothing is announced from here: an upload has no message yet.
    outbox = Outbox(database, source="ingest", publisher=publisher)
    site = Site(
        config,
        publisher=AioPublisher(publisher),
        load_channels=channels.all,
        read_lines=ReadTranscripts(database).after,
        media=media_parts.build(config, database, outbox, channels, sealer),
    )
    return site.app
