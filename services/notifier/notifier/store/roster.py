"""The `Roster` and `Switches` ports over MongoDB."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database

from chassis.mongo import in_transaction

from ..domain.audience import Channel, User
from ..domain.preferences import Preferences
from . import documents
from .audiences import count_up
from .collections import CHANNELS, PREFERENCES, USERS


class MongoRoster:
    """Copies of users and channels, the newest by the moment it was true."""

    def __init__(self, database: Database[Any]) -> None:
        self._database = database

    def note_user(self, user: User, *, at: datetime) -> bool:
        """Store *user* unless something newer is stored; tell which."""
        return self._note(USERS, documents.write_user(user), at)

    def note_channel(self, channel: Channel, *, at: datetime) -> bool:
        """Store *channel* unless something newer is stored; tell which."""
        return self._note(CHANNELS, documents.write_channel(channel), at)

    def _note(self, collection: str, document: dict[str, Any], at: datetime) -> bool:
        one = {"_id": document["_id"], "account_id": document["account_id"]}

        def work(session: ClientSession) -> bool:
            present = self._database[collection].find_one(one, session=session)
            if present is not None and present["change_time"] > at:
                return False
            self._database[collection].replace_one(
                one, {**document, "change_time": at}, upsert=True, session=session
            )
            count_up(self._database, document["account_id"], session)
            return True

        return in_transaction(self._database, work)


class MongoSwitches:
    """Saved preferences, one document per user."""

    def __init__(self, database: Database[Any]) -> None:
        self._database = database

    def find(self, account_id: str, user_id: str) -> Preferences | None:
        """Return what a user saved, or None."""
        found = self._database[PREFERENCES].find_one(
            {"_id": user_id, "account_id": account_id}
        )
        return documents.read_switches(found) if found else None

    def save(self, account_id: str, user_id: str, preferences: Preferences) -> None:
        """Store what a user saved; in force from the next event on."""

        def work(session: ClientSession) -> None:
            self._database[PREFERENCES].update_one(
                {"_id": user_id, "account_id": account_id},
                {"$set": {"switches": documents.write_switches(preferences)}},
                upsert=True,
                session=session,
            )
            count_up(self._database, account_id, session)

        in_transaction(self._database, work)
