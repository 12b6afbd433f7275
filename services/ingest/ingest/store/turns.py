"""Whose turn it is to do what is done now and then, in MongoDB."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError

from chassis import mongo

from .collections import TURNS


class MongoTurns:
    """The `Turns` port over MongoDB: one document per thing to do."""

    def __init__(self, database: Database[Any]) -> None:
        self._turns = database[TURNS]

    def take(
        self, name: str, now: datetime, every: timedelta, first: datetime
    ) -> datetime | None:
        """Take the turn of *name*; see `Turns.take`."""
        following = now + every
        try:
            found = self._turns.find_one({"_id": name})
            if found is None:
                new = {"_id": name, "next_time": following, "since": first}
                self._turns.insert_one(new)
                return first
            if found["next_time"] > now:
                return None
            won = self._turns.update_one(
                {"_id": name, "next_time": found["next_time"]},
                {"$set": {"next_time": following}},
            )
        except DuplicateKeyError:
            return None
        except PyMongoError as error:
            raise mongo.translated(error) from error
        since: datetime = found["since"]
        return since if won.modified_count else None

    def done(self, name: str, up_to: datetime) -> None:
        """Say that everything up to *up_to* is done."""
        try:
            self._turns.update_one({"_id": name}, {"$max": {"since": up_to}})
        except PyMongoError as error:
            raise mongo.translated(error) from error
