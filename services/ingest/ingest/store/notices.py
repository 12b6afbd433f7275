"""What providers told of channels as such, in MongoDB."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from chassis import mongo

from ..domain.notices import ChannelNotice
from .collections import NOTICES

DETAIL_LENGTH = 500
"""Most characters of a provider's words that are kept."""


class MongoNotices:
    """The `Notices` port over MongoDB."""

    def __init__(self, database: Database[Any]) -> None:
        self._notices = database[NOTICES]

    def add(self, notices: Sequence[ChannelNotice]) -> None:
        """Store notices; one that is there already is stored once."""
        if not notices:
            return
        try:
            self._notices.insert_many(
                [_document(each) for each in notices], ordered=False
            )
        except BulkWriteError as error:
            if not mongo.duplicate(error):
                raise
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def newest(
        self, account_id: str, *, channel_ids: Collection[str] | None, size: int
    ) -> list[ChannelNotice]:
        """Return notices, newest first; None asks for those of every channel."""
        wanted: dict[str, Any] = {"account_id": account_id}
        if channel_ids is not None:
            wanted["channel_id"] = {"$in": sorted(channel_ids)}
        try:
            found = self._notices.find(wanted).sort("at", -1).limit(size)
            return [_read(each) for each in found]
        except PyMongoError as error:
            raise mongo.translated(error) from error


def _document(notice: ChannelNotice) -> dict[str, Any]:
    found = asdict(notice)
    found["_id"] = found.pop("notice_id")
    found["detail"] = notice.detail[:DETAIL_LENGTH]
    return found


def _read(document: dict[str, Any]) -> ChannelNotice:
    return ChannelNotice(notice_id=document.pop("_id"), **document)
