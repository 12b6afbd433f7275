"""
What the HTTP side knows of channels: enough to verify a call, in memory.

It comes from MongoDB at start, then from channel events. A sealed copy on
local disk stands in when MongoDB is down at start, so that no provider's call
depends on it.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pymongo.errors import PyMongoError
from recado.ingest.v1.events_pb2 import ChannelRemoved

from chassis import telemetry
from chassis.errors import Unavailable

from ..domain.channels import Channel, Health, Kind, Visibility
from ..sealing import Sealer, Unopened
from ..wire.channels import read_channel

LOAD_SECONDS = 3.0
"""How long a start waits for MongoDB before it takes the local copy."""

RELOAD_SECONDS = 1.0
"""Least time between two look-ups caused by calls for unknown targets."""

log = telemetry.get(__name__)


@dataclass(frozen=True, slots=True)
class AppKeys:
    """What verifies calls of a Meta app: (secret, its fingerprint), and tokens."""

    secrets: frozenset[tuple[str, str]]
    verify_tokens: frozenset[str]


class Directory:
    """Channels by what a call names. Belongs to the loop."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._channels: dict[str, Channel] = {}
        self._apps: dict[str, AppKeys] = {}
        self._websites: dict[str, Channel] = {}
        self.loaded = False

    def app(self, app_id: str) -> AppKeys | None:
        """Return what verifies a Meta app's calls."""
        return self._apps.get(app_id)

    def channel(self, channel_id: str) -> Channel | None:
        """Return a channel by our id."""
        return self._channels.get(channel_id)

    def website(self, token: str) -> Channel | None:
        """Return a web chat channel by the token in the page."""
        return self._websites.get(token)

    def channels(self) -> list[Channel]:
        """Return all of them."""
        return list(self._channels.values())

    def replace(self, channels: Sequence[Channel]) -> None:
        """Know exactly *channels* from now on."""
        self._channels = {channel.channel_id: channel for channel in channels}
        self._index()
        self.loaded = True

    def apply(self, message: Any) -> None:
        """Learn from a channel event."""
        if isinstance(message, ChannelRemoved):
            self._channels.pop(message.channel.channel_id, None)
            self._index()
            return
        try:
            secrets = self._sealer.open(message.sealed_secrets)
        except Unopened:
            log.error("channel_unopened", channel_id=message.channel.channel_id)
            return
        secret = secrets.get("app_secret", "")
        prints = self._sealer.prints(secret) if secret else ()
        channel = read_channel(message.channel, secrets, prints)
        if channel is not None:
            self._channels[channel.channel_id] = channel
            self._index()

    def _index(self) -> None:
        secrets: dict[str, set[tuple[str, str]]] = {}
        tokens: dict[str, set[str]] = {}
        for channel in self._channels.values():
            if channel.secret_prints:
                pair = (channel.secrets["app_secret"], channel.secret_prints[0])
                secrets.setdefault(channel.app_id, set()).add(pair)
                tokens.setdefault(channel.app_id, set()).add(
                    channel.secrets["verify_token"]
                )
        self._apps = {
            app_id: AppKeys(frozenset(pairs), frozenset(tokens[app_id]))
            for app_id, pairs in secrets.items()
        }
        self._websites = {
            channel.provider_id: channel
            for channel in self._channels.values()
            if channel.kind is Kind.WEBCHAT and not channel.stopped
        }


class Keeper:
    """Fills the directory and keeps it and its copy on disk current."""

    def __init__(
        self,
        directory: Directory,
        *,
        load: Callable[[], list[Channel]],
        sealer: Sealer,
        path: Path,
    ) -> None:
        self._directory = directory
        self._load = load
        self._sealer = sealer
        self._path = path
        self._loading: asyncio.Task[bool] | None = None
        self._loaded_at = float("-inf")
        self._saving = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Load from MongoDB, or else from the copy; go on trying if neither."""
        try:
            fresh = await asyncio.wait_for(asyncio.shield(self._reload()), LOAD_SECONDS)
        except TimeoutError:
            fresh = False
        if not fresh and not self._directory.loaded:
            self._restore()

    def learn(self, message: Any) -> None:
        """Take a channel event in."""
        self._directory.apply(message)
        self._keep(self._save())

    def gap(self) -> None:
        """Events may have been missed: load anew until it works."""
        self._keep(self._reload_until_done())

    async def look_again(self) -> None:
        """Load anew because somebody named what is not known, now and then."""
        now = asyncio.get_running_loop().time()
        if now - self._loaded_at >= RELOAD_SECONDS:
            self._loaded_at = now
            await self._reload()

    async def stop(self) -> None:
        """End what still runs in the background."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _reload(self) -> asyncio.Task[bool]:
        if self._loading is None or self._loading.done():
            self._loading = asyncio.create_task(self._load_once())
            self._keep(self._loading)
        return self._loading

    async def _load_once(self) -> bool:
        try:
            channels = await asyncio.to_thread(self._load)
        except (Unavailable, PyMongoError) as error:
            log.warning("channels_not_loaded", error=str(error)[:200])
            return False
        self._directory.replace(channels)
        await self._save()
        return True

    async def _reload_until_done(self) -> None:
        while True:
            if await self._reload():
                return
            await asyncio.sleep(RELOAD_SECONDS)

    def _keep(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The copy on disk.

    async def _save(self) -> None:
        async with self._saving:
            raw = json.dumps([_shown(c) for c in self._directory.channels()]).encode()
            try:
                await asyncio.to_thread(self._write, raw)
            except OSError as error:
                log.warning("snapshot_failed", error=str(error))

    def _write(self, raw: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(self._sealer.seal_bytes(raw))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def _restore(self) -> None:
        try:
            raw = self._sealer.open_bytes(self._path.read_bytes())
        except (OSError, Unopened) as error:
            log.warning("snapshot_missing", error=str(error))
            return
        channels = [_read(each, self._sealer) for each in json.loads(raw)]
        self._directory.replace(channels)
        log.warning("snapshot_used", channels=len(channels))


def _shown(channel: Channel) -> dict[str, Any]:
    return {
        "channel_id": channel.channel_id,
        "account_id": channel.account_id,
        "kind": channel.kind.value,
        "name": channel.name,
        "provider_id": channel.provider_id,
        "facts": dict(channel.facts),
        "secrets": dict(channel.secrets),
        "create_time": channel.create_time.isoformat(),
        "stopped": channel.stopped,
    }


def _read(found: dict[str, Any], sealer: Sealer) -> Channel:
    secret = found["secrets"].get("app_secret", "")
    return Channel(
        channel_id=found["channel_id"],
        account_id=found["account_id"],
        kind=Kind(found["kind"]),
        name=found["name"],
        installer_id="",
        visibility=Visibility.PRIVATE,
        provider_id=found["provider_id"],
        facts=found["facts"],
        secrets=found["secrets"],
        api_base_url="",
        create_time=datetime.fromisoformat(found["create_time"]),
        secret_prints=sealer.prints(secret) if secret else (),
        health=Health.CONNECTED,
        stopped=found.get("stopped", False),
    )
