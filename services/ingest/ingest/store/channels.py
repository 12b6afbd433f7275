"""Changing channels in MongoDB: each change and its event in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis import ids, mongo
from chassis.errors import Conflict
from chassis.outbox import Outbox

from ..domain.canaries import worth_telling
from ..domain.channels import Canary, Channel, Health, Visibility, name_key
from ..domain.drafts import Draft
from ..domain.errors import ChannelNameTaken, ProviderIdTaken
from ..domain.events import ChannelChanged, ChannelConnected
from ..ports import Clock
from ..sealing import Sealer
from ..wire.channels import fingerprint, write_removed
from ..wire.events import write_event
from ..wire.templates import write_template_gone
from .collections import TEMPLATES
from .read_channels import ReadChannels
from .template_documents import read_template


class MongoChannels(ReadChannels):
    """The `Channels` port over MongoDB."""

    def __init__(
        self, database: Database[Any], outbox: Outbox, sealer: Sealer, clock: Clock
    ) -> None:
        super().__init__(database, sealer)
        self._templates = database[TEMPLATES]
        self._outbox = outbox
        self._clock = clock

    def of_request(self, account_id: str, request_id: str) -> Channel | None:
        """Return what the request connected; None if it is new."""
        wanted = {"account_id": account_id, "request_id": request_id}
        return next(iter(self._find(wanted)), None)

    def connect(
        self, draft: Draft, *, account_id: str, installer_id: str, request_id: str
    ) -> Channel:
        """Store a channel and announce it; see `Channels.connect`."""
        made = draft.channel(ids.new("ch"), account_id, installer_id, self._clock())
        channel = self._with_prints(made)

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

        def changed(before: Channel) -> Channel:
            return replace(
                before,
                name=before.name if name is None else name,
                visibility=visibility or before.visibility,
            )

        return self._change(channel.channel_id, changed) or channel

    def change_credentials(
        self, channel: Channel, secrets: Mapping[str, str], api_base_url: str
    ) -> Channel:
        """Store other secrets and another address, and announce them."""

        def changed(before: Channel) -> Channel:
            return replace(before, secrets=dict(secrets), api_base_url=api_base_url)

        return self._change(channel.channel_id, changed) or channel

    def stop(self, channel: Channel, *, stopped: bool) -> Channel:
        """Store whether it is stopped, and announce it."""

        def changed(before: Channel) -> Channel:
            return replace(before, stopped=stopped)

        return self._change(channel.channel_id, changed) or channel

    def change_health(self, channel: Channel, health: Health, detail: str) -> None:
        """Store and announce another health, unless somebody else just did."""

        def changed(before: Channel) -> Channel:
            return replace(before, health=health, health_detail=detail)

        self._change(channel.channel_id, changed)

    def note_canary(
        self, channel: Channel, canary: Canary, health: Health | None, detail: str
    ) -> Channel:
        """Store what a round trip told; announce it when it is worth that."""

        def work(session: ClientSession) -> tuple[Channel, list[Any]]:
            found = self._channels.find_one(
                {"_id": channel.channel_id}, session=session
            )
            if found is None:
                return channel, []
            before = self._read(found)
            after = replace(before, canary=canary, version=before.version + 1)
            if health is not None:
                after = replace(after, health=health, health_detail=detail)
            if worth_telling(before, after, found.get("canary_told")):
                return after, [
                    self._replace(found, after, session, canary_told=canary.check_time)
                ]
            self._write(found, {"canary": asdict(canary)}, session)
            return after, []

        return self._outbox.run(work)

    def announce_again(self) -> int:
        """Announce those that would be announced otherwise now; say how many."""
        try:
            stale = [each["_id"] for each in self._channels.find() if self._stale(each)]
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return sum(self._announce(channel_id) for channel_id in stale)

    def _stale(self, document: Mapping[str, Any]) -> bool:
        return bool(document.get("announced") != fingerprint(self._read(document)))

    def _announce(self, channel_id: str) -> bool:
        def work(session: ClientSession) -> tuple[bool, list[Any]]:
            found = self._channels.find_one({"_id": channel_id}, session=session)
            if found is None or not self._stale(found):
                return False, []
            now = self._read(found)
            after = replace(now, version=now.version + 1)
            return True, [self._replace(found, after, session)]

        return self._outbox.run(work)

    def remove(self, channel: Channel) -> None:
        """Remove a channel and its templates, and announce it."""

        def work(session: ClientSession) -> tuple[None, list[Any]]:
            found = self._channels.find_one(
                {"_id": channel.channel_id}, session=session
            )
            if found is None:
                return None, []
            at = self._clock()
            wanted = {"channel_id": channel.channel_id}
            held = list(self._templates.find(wanted, session=session))
            for each in held:
                self._templates.delete_one({"_id": each["_id"]}, session=session)
            self._channels.delete_one(
                {"_id": channel.channel_id, "version": found["version"]},
                session=session,
            )
            gone = [write_template_gone(read_template(each), at) for each in held]
            return None, [*gone, write_removed(self._read(found), at)]

        self._outbox.run(work)

    def _change(
        self, channel_id: str, changed: Callable[[Channel], Channel]
    ) -> Channel | None:
        """Store and announce the channel as *changed*; None if it is gone."""

        def work(session: ClientSession) -> tuple[Channel | None, list[Any]]:
            found = self._channels.find_one({"_id": channel_id}, session=session)
            if found is None:
                return None, []
            before = self._read(found)
            after = changed(before)
            if after == before:
                return before, []
            after = self._with_prints(
                replace(after, version=before.version + 1), before.secret_prints
            )
            if after.name != before.name:
                self._refuse_taken(after, session)
            return after, [self._replace(found, after, session)]

        return self._outbox.run(work)

    def _replace(
        self,
        found: Mapping[str, Any],
        after: Channel,
        session: ClientSession,
        **further: Any,
    ) -> Any:
        self._write(found, {**self._document(after), **further}, session)
        return write_event(ChannelChanged(after, self._clock()), self._sealer.seal)

    def _write(
        self, found: Mapping[str, Any], values: dict[str, Any], session: ClientSession
    ) -> None:
        changed = self._channels.update_one(
            {"_id": found["_id"], "version": found["version"]},
            {"$set": {**values, "version": found["version"] + 1}},
            session=session,
        )
        if not changed.matched_count:
            raise Conflict(str(found["_id"]))

    def refuse_taken(self, channel: Channel) -> None:
        """Say which unique key is taken; see `Channels.refuse_taken`."""
        try:
            self._refuse_taken(channel, None)
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def _refuse_taken(self, channel: Channel, session: ClientSession | None) -> None:
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
