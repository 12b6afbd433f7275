"""Who is to be told, in memory; read again when anything of it changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database

from ..domain.audience import Audience
from ..domain.preferences import Way
from . import documents
from .collections import ACCOUNTS, CHANNELS, PREFERENCES, USERS


@dataclass(frozen=True, slots=True)
class _Known:
    version: int
    audience: Audience


class MongoAudiences:
    """
    The `Audiences` port over MongoDB.

    Each account has a version that every change of its users, channels and
    preferences counts up, whichever process makes it. One small find per call
    compares it, so that what was saved is in force from the next event on.
    """

    def __init__(self, database: Database[Any], ways: Collection[Way]) -> None:
        self._database = database
        self._ways = frozenset(ways)
        self._known: dict[str, _Known] = {}

    def of(self, account_ids: Collection[str]) -> Mapping[str, Audience]:
        """Return the audience of each account, as of this call or later."""
        found = self._database[ACCOUNTS].find({"_id": {"$in": list(account_ids)}})
        versions = {document["_id"]: document["version"] for document in found}
        return {i: self._of_one(i, versions.get(i, 0)) for i in account_ids}

    def _of_one(self, account_id: str, version: int) -> Audience:
        known = self._known.get(account_id)
        if known is None or known.version != version:
            # The version was read first: what changes from then on is newer
            # than the version says, and is read once more.
            known = _Known(version, self._read(account_id))
            self._known[account_id] = known
        return known.audience

    def _read(self, account_id: str) -> Audience:
        database, mine = self._database, {"account_id": account_id}
        users = map(documents.read_user, database[USERS].find({**mine, "active": True}))
        channels = map(documents.read_channel, database[CHANNELS].find(mine))
        return Audience(
            users={user.user_id: user for user in users},
            channels={channel.channel_id: channel for channel in channels},
            preferences={
                found["_id"]: documents.read_switches(found)
                for found in database[PREFERENCES].find(mine)
            },
            ways=self._ways,
        )


def count_up(database: Database[Any], account_id: str, session: ClientSession) -> None:
    """Say that the audience of an account changed, within the same transaction."""
    database[ACCOUNTS].update_one(
        {"_id": account_id}, {"$inc": {"version": 1}}, upsert=True, session=session
    )
