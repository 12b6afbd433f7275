"""What ingest told: channels, templates and consents, over MongoDB."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from ..domain.carrying import Capabilities, Channel, MediaRule
from ..domain.channel import ChannelKind
from ..domain.template import Template
from ..ports import IdentityKey
from .documents import Collections
from .mapping import Document


class MongoChannels:
    """The `Channels` port."""

    def __init__(self, collections: Collections) -> None:
        self._channels = collections.channels

    def find(self, account_id: str, channel_id: str) -> Channel | None:
        """See `ports.Channels`."""
        found = self._channels.find_one({"_id": channel_id})
        if found is None or found["account_id"] != account_id:
            return None
        told = found["capabilities"]
        rules = tuple(
            MediaRule(r["kind"], frozenset(r["media_types"]), r["max_bytes"])
            for r in told["media"]
        )
        return Channel(
            channel_id=channel_id,
            kind=ChannelKind(found["kind"]),
            capabilities=Capabilities(**{**told, "media": rules}),
            stopped=found["stopped"],
            removed=found["removed"],
        )

    def put(self, account_id: str, channel: Channel, at: datetime) -> bool:
        """See `ports.Channels`."""
        able = channel.capabilities
        document = {
            "account_id": account_id,
            "at": at,
            "kind": channel.kind.value,
            "stopped": channel.stopped,
            "removed": channel.removed,
            "capabilities": {
                "text_length": able.text_length,
                "text_in_bytes": able.text_in_bytes,
                "caption_length": able.caption_length,
                "replies": able.replies,
                "reactions": able.reactions,
                "locations": able.locations,
                "templates": able.templates,
                "window_hours": able.window_hours,
                "media": [
                    {
                        "kind": rule.kind,
                        "media_types": sorted(rule.media_types),
                        "max_bytes": rule.max_bytes,
                    }
                    for rule in able.media
                ],
            },
        }
        return _newest(self._channels, channel.channel_id, document)


class MongoTemplates:
    """The `Templates` port."""

    def __init__(self, collections: Collections) -> None:
        self._templates = collections.templates

    def find(self, account_id: str, template_id: str) -> Template | None:
        """See `ports.Templates`."""
        found = self._templates.find_one({"_id": template_id})
        if found is None or found["account_id"] != account_id:
            return None
        d = found
        return Template(
            template_id=template_id,
            account_id=d["account_id"],
            channel_id=d["channel_id"],
            name=d["name"],
            language=d["language"],
            state=d["state"],
            body=d["body"],
            marketing=d["marketing"],
            header_kind=d["header_kind"],
            header_text=d["header_text"],
            footer=d["footer"],
            buttons=tuple(d["buttons"]),
            variables=tuple(d["variables"]),
        )

    def put(self, template: Template, at: datetime) -> bool:
        """See `ports.Templates`."""
        t = template
        document = {
            "at": at,
            "account_id": t.account_id,
            "channel_id": t.channel_id,
            "name": t.name,
            "language": t.language,
            "state": t.state,
            "body": t.body,
            "marketing": t.marketing,
            "header_kind": t.header_kind,
            "header_text": t.header_text,
            "footer": t.footer,
            "buttons": list(t.buttons),
            "variables": list(t.variables),
        }
        return _newest(self._templates, t.template_id, document)


class MongoConsents:
    """The `Consents` port."""

    def __init__(self, collections: Collections) -> None:
        self._consents = collections.consents

    def put(
        self, account_id: str, key: IdentityKey, *, marketing: bool, at: datetime
    ) -> None:
        """See `ports.Consents`."""
        document = {"account_id": account_id, "at": at, "marketing": marketing}
        _newest(self._consents, _consent_id(account_id, key), document)

    def refused(self, account_id: str, keys: Iterable[IdentityKey]) -> set[IdentityKey]:
        """See `ports.Consents`."""
        ids = {_consent_id(account_id, key): key for key in keys}
        found = self._consents.find({"_id": {"$in": list(ids)}, "marketing": False})
        return {ids[document["_id"]] for document in found}


def _consent_id(account_id: str, key: IdentityKey) -> str:
    channel_id, identity = key
    return f"{account_id}:{channel_id}:{identity}"


def _newest(collection: Collection[Document], _id: str, document: Document) -> bool:
    """Store *document* unless one told at the same time or later is there."""
    stored = collection.replace_one(
        {"_id": _id, "at": {"$lt": document["at"]}}, {"_id": _id, **document}
    )
    if stored.matched_count:
        return True
    try:
        collection.insert_one({"_id": _id, **document})
    except DuplicateKeyError:
        return False
    return True
