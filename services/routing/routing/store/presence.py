"""
Live sessions as the gateways report them.

One document per gateway replica, replaced with each report, so a thousand
sessions cost one write. It survives restarts of routing (AVL-6).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from pymongo.database import Database

from .collections import PRESENCE

REMEMBERED = timedelta(minutes=10)
"""How long a user who left a replica is remembered; longer than any grace."""


class MongoPresence:
    """The `Presence` port over MongoDB."""

    def __init__(self, database: Database[Any]) -> None:
        self._replicas = database[PRESENCE]

    def report(
        self, replica_id: str, users: Collection[tuple[str, str]], at: datetime
    ) -> None:
        """Replace what *replica_id* holds; who left was seen until *at*."""
        present = {user_id for _, user_id in users}
        before = self._replicas.find_one({"_id": replica_id}) or {}
        left = {
            user_id: seen
            for user_id, seen in before.get("left", ())
            if seen > at - REMEMBERED
        }
        left.update(dict.fromkeys(before.get("present", ()), at))
        self._replicas.replace_one(
            {"_id": replica_id},
            {
                "report_time": at,
                "present": sorted(present),
                "left": sorted([u, s] for u, s in left.items() if u not in present),
            },
            upsert=True,
        )

    def alive(self, users: Collection[tuple[str, str]], since: datetime) -> set[str]:
        """Return the ids of those of *users* with a session later than *since*."""
        seen: set[str] = set()
        for replica in self._replicas.find({"report_time": {"$gt": since}}):
            seen.update(replica["present"])
            seen.update(user_id for user_id, at in replica["left"] if at > since)
        return seen & {user_id for _, user_id in users}

    def forget(self, before: datetime) -> None:
        """Drop what was reported before *before*."""
        self._replicas.delete_many({"report_time": {"$lt": before}})
