"""Channels in MongoDB, their secrets sealed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis import ids, mongo
from chassis.errors import Conflict
from chassis.outbox import Outbox

from ..domain.channels import Channel, Health, Kind, Visibility, name_key
from ..domain.drafts import Draft
from ..domain.errors import ChannelNameTaken, ProviderIdTaken
from ..domain.events import ChannelChanged, ChannelConnected
from ..ports import Clock
from ..sealing import Sealer
from ..wire.events import write_event
from .collections import CHANNELS

META = {Kind.WHATSAPP_CLOUD.value, Kind.MESSENGER.value, Kind.INSTAGRAM.value}


class ReadChannels:
    """Finds channels in MongoDB and opens their secrets."""

    def __init__(self, database: Database[Any], sealer: Sealer) -> None:
        self._channels = database[CHANNELS]
        self._sealer = sealer

    def by_id(self, channel_ids: Collection[str]) -> dict[str, Channel]:
        """Return those that exist, by id."""
        found = self._find({"_id": {"$in": list(channel_ids)}})
        return {channel.channel_id: channel for channel in found}

    def by_provider_id(
        self, wanted: Collection[tuple[Kind, str]]
    ) -> dict[tuple[Kind, str], Channel]:
        """Return the Meta channels that exist, by kind and the provider's id."""
        found = self._find(
            {
                "kind": {"$in": sorted({kind.value for kind, _ in wanted} & META)},
                "provider_id": {"$in": sorted({each for _, each in wanted})},
            }
        )
        by_key = {(channel.kind, channel.provider_id): channel for channel in found}
        return {key: by_key[key] for key in wanted if key in by_key}

    def forget(self) -> None:
        """Nothing is remembered here."""

    def of_app(self, app_id: str, secret_print: str) -> list[Channel]:
        """Return channels of a Meta app that share the secret."""
        found = self._find({"facts.app_id": app_id})
        return [channel for channel in found if secret_print in channel.secret_prints]

    def of_account(self, account_id: str) -> list[Channel]:
        """Return all of an account, oldest first."""
        return self._find({"account_id": account_id})

    def all(self) -> list[Channel]:
        """Return every channel of every account: what verifies calls."""
        return self._find({})

    def _find(self, wanted: Mapping[str, Any]) -> list[Channel]:
        try:
            return [self._read(d) for d in self._channels.find(wanted).sort("_id", 1)]
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def _with_prints(self, channel: Channel) -> Channel:
        secret = channel.secrets.get("app_secret", "")
        return replace(
            channel, secret_prints=self._sealer.prints(secret) if secret else ()
        )

    def _read(self, document: Mapping[str, Any]) -> Channel:
        return self._with_prints(
            Channel(
                channel_id=document["_id"],
                account_id=document["account_id"],
                kind=Kind(document["kind"]),
                name=document["name"],
                installer_id=document["installer_id"],
                visibility=Visibility(document["visibility"]),
                provider_id=document["provider_id"],
                facts=document["facts"],
                secrets=self._sealer.open(document["secrets"]),
                api_base_url=document["api_base_url"],
                create_time=document["create_time"],
                health=Health(document["health"]),
                health_detail=document["health_detail"],
                version=document["version"],
            )
        )


class MongoChannels(ReadChannels):
    """The `Channels` port over MongoDB."""

    def __init__(
        self, database: Database[Any], outbox: Outbox, sealer: Sealer, clock: Clock
    ) -> None:
        super().__init__(database, sealer)
        self._outbox = outbox
        self._clock = clock

    def connect(
        self, draft: Draft, *, account_id: str, installer_id: str, request_id: str
    ) -> Channel:
        """Store a channel and announce it; see `Channels.connect`."""
        channel = self._made(draft, account_id, installer_id)

        def work(session: ClientSession) -> tuple[Channel, list[Any]]:
            first = self._channels.find_one(
                {"account_id": account_id, "request_id": request_id}, session=session
            )
            if first is not None:
                return self._read(first), []
            self._refuse_taken(channel, session)
            self._channels.insert_one(
                {**self._document(channel), "request_id": request_id}, session=session
            )
            event = ChannelConnected(channel, channel.create_time, request_id)
            return channel, [write_event(event, self._sealer.seal)]

        return self._outbox.run(work)

    def change(
        self, channel: Channel, *, name: str | None, visibility: Visibility | None
    ) -> Channel:
        """Store another name or visibility and announce it."""

        def work(session: ClientSession) -> tuple[Channel, list[Any]]:
            before = self._get(channel.channel_id, session)
            after = replace(
                before,
                name=before.name if name is None else name,
                visibility=visibility or before.visibility,
                version=before.version + 1,
            )
            self._refuse_taken(after, session)
            return after, [self._replace(before, after, session)]

        return self._outbox.run(work)

    def change_health(self, channel: Channel, health: Health, detail: str) -> None:
        """Store and announce another health, unless somebody else just did."""

        def work(session: ClientSession) -> tuple[None, list[Any]]:
            before = self._get(channel.channel_id, session)
            if (before.health, before.health_detail) == (health, detail):
                return None, []
            after = before.with_health(health, detail)
            return None, [self._replace(before, after, session)]

        self._outbox.run(work)

    def _made(self, draft: Draft, account_id: str, installer_id: str) -> Channel:
        return self._with_prints(
            Channel(
                channel_id=ids.new("ch"),
                account_id=account_id,
                kind=draft.kind,
                name=draft.name,
                installer_id=installer_id,
                visibility=draft.visibility,
                provider_id=draft.provider_id,
                facts=draft.facts,
                secrets=draft.secrets,
                api_base_url=draft.api_base_url,
                create_time=self._clock(),
            )
        )

    def _get(self, channel_id: str, session: ClientSession) -> Channel:
        document = self._channels.find_one({"_id": channel_id}, session=session)
        if document is None:
            raise Conflict(f"{channel_id} is gone")
        return self._read(document)

    def _replace(self, before: Channel, after: Channel, session: ClientSession) -> Any:
        changed = self._channels.update_one(
            {"_id": before.channel_id, "version": before.version},
            {"$set": self._document(after)},
            session=session,
        )
        if not changed.matched_count:
            raise Conflict(before.channel_id)
        return write_event(ChannelChanged(after, self._clock()), self._sealer.seal)

    def _refuse_taken(self, channel: Channel, session: ClientSession) -> None:
        """Say which unique key is taken; the indexes decide a race."""
        others = {"_id": {"$ne": channel.channel_id}}
        name = {"account_id": channel.account_id, "name_key": name_key(channel.name)}
        if self._channels.find_one({**others, **name}, session=session):
            raise ChannelNameTaken("another channel is called so", field="name")
        same = {"kind": channel.kind.value, "provider_id": channel.provider_id}
        if self._channels.find_one({**others, **same}, session=session):
            raise ProviderIdTaken(
                "this account at the provider is connected already",
                field="provider_facts",
            )

    def _document(self, channel: Channel) -> dict[str, Any]:
        return {
            "_id": channel.channel_id,
            "account_id": channel.account_id,
            "kind": channel.kind.value,
            "name": channel.name,
            "name_key": name_key(channel.name),
            "installer_id": channel.installer_id,
            "visibility": channel.visibility.value,
            "provider_id": channel.provider_id,
            "facts": dict(channel.facts),
            "secrets": self._sealer.seal(channel.secrets),
            "api_base_url": channel.api_base_url,
            "create_time": channel.create_time,
            "health": channel.health.value,
            "health_detail": channel.health_detail,
            "version": channel.version,
        }
