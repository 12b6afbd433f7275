"""Questions over all accounts, for timers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pymongo.database import Database

from .collections import ASSIGNMENTS, ATTENDANTS, CHANNELS
from .documents import read_attendant, read_channel

SOMETHING = {"$exists": True}


class MongoChores:
    """The `Chores` port over MongoDB."""

    def __init__(self, database: Database[Any]) -> None:
        self._assignments = database[ASSIGNMENTS]
        self._attendants = database[ATTENDANTS]
        self._channels = database[CHANNELS]

    def accounts_waiting(self) -> list[str]:
        """Return accounts that have conversations waiting, or owner awaited."""
        waiting = self._assignments.distinct("account_id", {"wait.since": SOMETHING})
        awaited = self._assignments.distinct(
            "account_id", {"owner_wait.until": SOMETHING}
        )
        return sorted({*waiting, *awaited})

    def accounts_with_changes(self) -> list[str]:
        """Return accounts with attendants for `take_changed`."""
        return sorted(self._attendants.distinct("account_id", {"changed": True}))

    def online(self) -> list[tuple[str, str]]:
        """Return (account id, user id) of everybody marked online."""
        found = self._attendants.find({"online": True}, {"account_id": 1})
        return [(d["account_id"], d["_id"]) for d in found]

    def wrong_loads(self) -> list[tuple[str, str]]:
        """Return (account id, user id) where load and conversations differ."""
        held: Counter[tuple[str, str]] = Counter()
        for (account_id, user_id, _), count in self._held().items():
            held[account_id, user_id] += count
        return [
            (d["account_id"], d["_id"])
            for d in self._attendants.find({}, {"account_id": 1, "load": 1})
            if d["load"] != held[d["account_id"], d["_id"]]
        ]

    def above_capacity(self) -> int:
        """
        Return how many attendants were given more than they may have.

        Who had more when their capacity was lowered may keep it.
        """
        may = {"$max": ["$capacity", "$excused_load"]}
        return self._attendants.count_documents(
            {"capacity": {"$gt": 0}, "$expr": {"$gt": ["$load", may]}}
        )

    def misplaced(self) -> list[tuple[str, str, str]]:
        """Return (account id, user id, channel id) had without access."""
        held = self._held()
        wanted = [channel_id for _, _, channel_id in held]
        channels = {
            d["_id"]: read_channel(d)
            for d in self._channels.find({"_id": {"$in": wanted}})
        }
        users = {
            d["_id"]: read_attendant(d)
            for d in self._attendants.find({"_id": {"$in": [u for _, u, _ in held]}})
        }
        return [
            (account_id, user_id, channel_id)
            for account_id, user_id, channel_id in held
            if user_id in users
            and channel_id in channels
            and not users[user_id].sees(channels[channel_id])
        ]

    def _held(self) -> dict[tuple[str, str, str], int]:
        """Return how many open conversations each user has on each channel."""
        key = {"a": "$account_id", "u": "$holder_id", "c": "$channel_id"}
        found = self._assignments.aggregate(
            [
                {"$match": {"holder_id": SOMETHING}},
                {"$group": {"_id": key, "count": {"$sum": 1}}},
            ]
        )
        return {
            (d["_id"]["a"], d["_id"]["u"], d["_id"]["c"]): d["count"] for d in found
        }
