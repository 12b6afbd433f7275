"""Messages of ours in MongoDB as far as a person's receipts are about them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis import mongo

from ..domain.delivery import Send, State
from ..domain.inbound import Status
from .collections import SENDS
from .send_documents import LOST, read_send

MOST = 1000
"""Messages that one receipt can be about; more wait for the next one."""


class MongoSentMessages:
    """
    The `SentMessages` port over MongoDB.

    A message has the field `reader` from the beginning until it was read, so
    its index holds no more than what nobody has read; see `send_documents`.
    """

    def __init__(self, database: Database[Any]) -> None:
        self._sends = database[SENDS]

    def sent_to(
        self,
        channel_id: str,
        keys: Collection[str],
        status: Status,
        up_to: datetime | str,
    ) -> list[Send]:
        """Return a person's messages up to one; see `SentMessages.sent_to`."""
        try:
            last = up_to if isinstance(up_to, datetime) else self._begun(up_to)
            if last is None:
                return []
            found = self._unread(channel_id, keys)
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return [
            read_send(document)
            for document in found
            if document["state"] == State.SENT.value
            and document.get("reached", 0) < status.value
            and document["attempt_time"] is not None
            and document["attempt_time"] <= last
        ]

    def in_flight(self, channel_id: str, keys: Collection[str]) -> list[Send]:
        """Return a person's messages whose answer has not come, oldest first."""
        try:
            found = self._unread(channel_id, keys)
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return [read_send(each) for each in found if each["state"] in LOST]

    def advance(self, message_ids: Collection[str], status: Status) -> None:
        """Store that messages got to *status*; see `SentMessages.advance`."""
        change: dict[str, Any] = {"$max": {"reached": status.value}}
        if status is Status.READ:
            change["$unset"] = {"reader": ""}
        changes = [UpdateOne({"_id": each}, change) for each in message_ids]
        try:
            if changes:
                self._sends.bulk_write(changes, ordered=False)
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def _unread(
        self, channel_id: str, keys: Collection[str]
    ) -> Iterable[dict[str, Any]]:
        readers = [f"{channel_id}:{key}" for key in keys]
        return self._sends.find({"reader": {"$in": readers}}).sort("_id", 1).limit(MOST)

    def _begun(self, provider_message_id: str) -> datetime | None:
        """Return when the last attempt at a message began."""
        found = self._sends.find_one(
            {"provider_ids": provider_message_id}, {"attempt_time": 1}
        )
        begun: datetime | None = found["attempt_time"] if found else None
        return begun
