"""The `Parked` port over MongoDB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pymongo import DeleteOne, UpdateOne

from chassis.clock import Clock

from ..domain.content import Reaction, Revision
from ..ports import Change
from .documents import Collections, by_ids
from .mapping import Document
from .parts import file_document, file_of


class MongoParked:
    """Changes that wait for the message they are about; one document each."""

    def __init__(self, collections: Collections, clock: Clock) -> None:
        self._parked = collections.parked
        self._clock = clock

    def any(self) -> bool:
        """See `ports.Parked`."""
        return self._parked.find_one({}, {"_id": 1}) is not None

    def add(self, account_id: str, changes: Sequence[Change]) -> None:
        """See `ports.Parked`."""
        at = self._clock()
        self._parked.bulk_write(
            [
                UpdateOne(
                    {
                        "_id": _ref(
                            account_id, each.channel_id, each.provider_message_id
                        )
                    },
                    {
                        "$setOnInsert": {"create_time": at},
                        "$addToSet": {"changes": _document(each)},
                    },
                    upsert=True,
                )
                for each in changes
            ]
        )

    def find(self, account_id: str, refs: Iterable[tuple[str, str]]) -> list[Change]:
        """See `ports.Parked`."""
        ids = [_ref(account_id, channel_id, id_) for channel_id, id_ in refs]
        return [
            _change(stored)
            for document in by_ids(self._parked, ids)
            for stored in document["changes"]
        ]

    def remove(self, account_id: str, changes: Sequence[Change]) -> None:
        """See `ports.Parked`."""
        ids = {_ref(account_id, c.channel_id, c.provider_message_id) for c in changes}
        if ids:
            self._parked.bulk_write([DeleteOne({"_id": _id}) for _id in sorted(ids)])

    def prune(self, before: datetime) -> int:
        """See `ports.Parked`."""
        return self._parked.delete_many({"create_time": {"$lt": before}}).deleted_count


def _ref(account_id: str, channel_id: str, provider_message_id: str) -> str:
    return f"{account_id}:{channel_id}:{provider_message_id}"


def _document(change: Change) -> Document:
    document: Document = {
        "channel_id": change.channel_id,
        "provider_message_id": change.provider_message_id,
        "cause_id": change.cause_id,
    }
    if change.reaction is not None:
        document["reaction"] = {
            "emoji": change.reaction.emoji,
            "at": change.reaction.at,
        }
    if change.revision is not None:
        revision = change.revision
        document["revision"] = {
            "at": revision.at,
            "text": revision.text,
            "deleted": revision.deleted,
        }
    if change.file is not None:
        document["file"] = file_document(change.file)
    return document


def _change(document: Document) -> Change:
    reaction, revision = document.get("reaction"), document.get("revision")
    file = document.get("file")
    return Change(
        channel_id=document["channel_id"],
        provider_message_id=document["provider_message_id"],
        cause_id=document["cause_id"],
        reaction=Reaction(**reaction) if reaction else None,
        revision=Revision(**revision) if revision else None,
        file=file_of(file) if file else None,
    )
