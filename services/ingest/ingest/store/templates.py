"""Templates in MongoDB."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis import mongo
from chassis.errors import Conflict
from chassis.outbox import Outbox

from ..domain.channels import Channel
from ..domain.errors import TemplateNameTaken
from ..domain.forms import Form
from ..domain.templates import State, Template, TemplateTold, told
from ..ports import Clock
from ..templates.ports import Change
from ..wire.templates import write_template_changed, write_template_gone
from .collections import CHANNELS, TEMPLATES
from .template_documents import read_template, write_template


class MongoTemplates:
    """The `Templates`, `TemplateNews` and `SendForms` ports over MongoDB."""

    def __init__(self, database: Database[Any], outbox: Outbox, clock: Clock) -> None:
        self._templates = database[TEMPLATES]
        self._channels = database[CHANNELS]
        self._outbox = outbox
        self._clock = clock

    def by_id(self, template_id: str) -> Template | None:
        """Return a template; None if there is none."""
        return next(iter(self._find({"_id": template_id})), None)

    def of_channels(self, channel_ids: Collection[str]) -> list[Template]:
        """Return the templates of channels, removed ones too, by name."""
        found = self._find({"channel_id": {"$in": sorted(channel_ids)}})
        return sorted(found, key=lambda t: (t.name, t.language, t.template_id))

    def of_request(self, account_id: str, request_id: str) -> Template | None:
        """Return what the request made; None if it is new."""
        wanted = {"account_id": account_id, "request_id": request_id}
        return next(iter(self._find(wanted)), None)

    def form(self, template_id: str, channel_id: str) -> Form | None:
        """Return the places of an approved template; None if there is none."""
        found = self.by_id(template_id)
        if found is None or found.channel_id != channel_id:
            return None
        return found.form if found.state is State.APPROVED else None

    def add(self, template: Template, request_id: str) -> Template:
        """Store a new template and announce it; see `Templates.add`."""
        fresh = replace(template, version=1)

        def work(session: ClientSession) -> tuple[Template, list[Any]]:
            first = self._templates.find_one(
                {"account_id": template.account_id, "request_id": request_id},
                session=session,
            )
            if first is not None:
                return read_template(first), []
            self._refuse_taken(fresh, session)
            self._templates.insert_one(
                {**_document(fresh), "request_id": request_id}, session=session
            )
            return fresh, [write_template_changed(fresh, self._clock(), request_id)]

        return self._outbox.run(work)

    def change(self, template_id: str, change: Change) -> Template | None:
        """Store a template as *change* makes it; see `Templates.change`."""

        def work(session: ClientSession) -> tuple[Template | None, list[Any]]:
            found = self._templates.find_one({"_id": template_id}, session=session)
            if found is None:
                return None, []
            before = read_template(found)
            after = change(before)
            if after == before:
                return before, []
            after = replace(after, version=before.version + 1)
            if _key(after) != _key(before):
                self._refuse_taken(after, session)
            self._replace(before, after, session)
            if after.visible == before.visible:
                return after, []
            return after, [write_template_changed(after, self._clock())]

        return self._outbox.run(work)

    def remove(self, template_id: str) -> None:
        """Remove a template and announce that; safe to repeat."""

        def work(session: ClientSession) -> tuple[None, list[Any]]:
            found = self._templates.find_one({"_id": template_id}, session=session)
            if found is None:
                return None, []
            self._templates.delete_one(
                {"_id": template_id, "version": found["version"]}, session=session
            )
            return None, [write_template_gone(read_template(found), self._clock())]

        self._outbox.run(work)

    def tell(self, channel: Channel, news: TemplateTold) -> None:
        """Store and announce news; see `TemplateNews.tell`."""
        for each in self._told_of(channel, news):
            self.change(each.template_id, lambda now: _heard(now, news))

    def _told_of(self, channel: Channel, news: TemplateTold) -> list[Template]:
        """Return what *news* are of: for every number of the WhatsApp account."""
        waba_id = channel.facts.get("waba_id")
        shared = {"account_id": channel.account_id, "facts.waba_id": waba_id}
        channel_ids = {channel.channel_id}
        try:
            if waba_id:
                found = self._channels.find(shared, {"_id": 1})
                channel_ids |= {each["_id"] for each in found}
        except PyMongoError as error:
            raise mongo.translated(error) from error
        held = [t for t in self.of_channels(channel_ids) if t.state is not State.DRAFT]
        by_id = [t for t in held if t.provider_id == news.provider_id]
        if by_id and news.provider_id:
            return by_id
        # Its id may be on its way still, in the answer to our handing it in.
        same = (news.name, news.language)
        return [t for t in held if not t.provider_id and (t.name, t.language) == same]

    def _find(self, wanted: Mapping[str, Any]) -> list[Template]:
        try:
            return [read_template(each) for each in self._templates.find(wanted)]
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def _replace(
        self, before: Template, after: Template, session: ClientSession
    ) -> None:
        changed = self._templates.update_one(
            {"_id": before.template_id, "version": before.version},
            {"$set": _document(after)},
            session=session,
        )
        if not changed.matched_count:
            raise Conflict(before.template_id)

    def _refuse_taken(self, template: Template, session: ClientSession) -> None:
        """Say whose name it is; the index decides a race."""
        wanted = {
            "channel_id": template.channel_id,
            "key": _key(template),
            "_id": {"$ne": template.template_id},
        }
        if self._templates.find_one(wanted, session=session):
            raise TemplateNameTaken(
                "the channel has a template of that name in that language",
                field="name",
            )


def _heard(now: Template, news: TemplateTold) -> Template:
    if now.state is State.DRAFT:
        # Changed here since; what it comes to is asked when it is handed in.
        return now
    return replace(told(now, news), provider_id=now.provider_id or news.provider_id)


def _key(template: Template) -> str:
    """Return what may be there once: removed ones leave their name free."""
    key = f"{template.name}:{template.language}"
    gone = template.state is State.REMOVED
    return f"{key}:{template.template_id}" if gone else key


def _document(template: Template) -> dict[str, Any]:
    return {**write_template(template), "key": _key(template)}
