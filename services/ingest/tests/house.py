"""The HTTP side in this process, on a broker and a database of memory."""

from __future__ import annotations

from contextlib import asynccontextmanager

import httpx
from builders import settings
from fakes import FakeTranscripts
from fakes_media import media

from chassis.errors import Unavailable
from ingest.http.site import Site
from ingest.wire.calls import read_call


class FakeBroker:
    """Keeps the calls that were published; can be away."""

    def __init__(self):
        self.calls = []
        self.away = False

    async def publish(self, events, timeout_seconds=5):
        if self.away:
            raise Unavailable("away")
        several = events if isinstance(events, list) else [events]
        self.calls += [read_call(event.message) for event in several]


class House:
    """A site and what is around it."""

    def __init__(self, tmp_path, *channels, **config):
        self.broker = FakeBroker()
        self.transcripts = FakeTranscripts()
        self.channels = list(channels)
        self.database_away = False
        self.media = media()
        self.site = Site(
            settings(tmp_path, **config),
            publisher=self.broker,
            load_channels=self._load,
            read_lines=self.transcripts.after,
            media=self.media,
            live=False,
        )

    def _load(self):
        if self.database_away:
            raise Unavailable("the database is away")
        return self.channels

    @asynccontextmanager
    async def open(self):
        """Serve; yields a client."""
        transport = httpx.ASGITransport(app=self.site.app, raise_app_exceptions=False)
        async with (
            self.site._lifespan(None),
            httpx.AsyncClient(
                transport=transport, base_url="http://ingest.test"
            ) as client,
        ):
            yield client
