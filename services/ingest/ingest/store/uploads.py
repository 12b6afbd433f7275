"""Files that Meta's Cloud API has from us already, in MongoDB."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis import mongo

from ..ports import Clock
from ..providers.cloud_media import KEPT_FOR
from .collections import UPLOADS


class MongoUploads:
    """The `Uploads` port over MongoDB: one small document per file and channel."""

    def __init__(self, database: Database[Any], clock: Clock) -> None:
        self._uploads = database[UPLOADS]
        self._clock = clock

    def find(self, channel_id: str, attachment_id: str) -> str:
        """Return the provider's id of a file; empty if it has none of use."""
        since = self._clock() - KEPT_FOR
        wanted = {"_id": f"{channel_id}:{attachment_id}"}
        try:
            found = self._uploads.find_one(wanted)
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return str(found["media_id"]) if found and found["time"] > since else ""

    def keep(self, channel_id: str, attachment_id: str, media_id: str) -> None:
        """Remember the provider's id of a file."""
        kept = {"media_id": media_id, "time": self._clock()}
        try:
            self._uploads.update_one(
                {"_id": f"{channel_id}:{attachment_id}"}, {"$set": kept}, upsert=True
            )
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def forget(self, channel_id: str, attachment_id: str) -> None:
        """Forget it: the provider does not know it any more."""
        try:
            self._uploads.delete_one({"_id": f"{channel_id}:{attachment_id}"})
        except PyMongoError as error:
            raise mongo.translated(error) from error
