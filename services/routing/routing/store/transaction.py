"""One atomic step on one account."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from pymongo import ReplaceOne, UpdateOne

from chassis.envelope import Outgoing
from chassis.errors import Conflict

from ..domain.assignment import Assignment
from ..domain.attendant import Attendant, Channel
from ..domain.distribution import Distribution
from ..domain.errors import SectorNameTaken
from ..domain.events import AttendantChanged
from ..domain.roster import Roster
from ..domain.sector import Sector
from ..ports import Owner
from ..wire import outgoing as wire
from . import documents
from .collections import (
    ASSIGNMENTS,
    ATTENDANTS,
    CHANNELS,
    DECISIONS,
    DISTRIBUTIONS,
    OWNERS,
    SECTORS,
)
from .reader import MongoReader
from .updates import change, give, take

FEW = 20
"""
Most candidates of a decision kept within its assignment.

More would be carried along by every later change of the assignment.
"""


class MongoTransaction(MongoReader):
    """The `Transaction` port over MongoDB; `outgoing` are the events to publish."""

    outgoing: list[Outgoing]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.outgoing = []

    def save(self, assignments: Sequence[Assignment], roster: Roster) -> None:
        """
        Store assignments, their decisions and events, and the load changes.

        New ones go in with one bulk insert. A new one's only decision, if it
        looked at FEW, lies within its document: an opening that is decided at
        once costs one document, not two.
        """
        decisions: list[dict[str, Any]] = []
        new: list[dict[str, Any]] = []
        changes: list[UpdateOne] = []
        for assignment in assignments:
            document = documents.write_assignment(assignment)
            made = [
                documents.write_decision(assignment, d) for d in assignment.decisions
            ]
            if assignment.loaded_mark is None:
                if len(made) == 1 and len(made[0]["candidates"]) <= FEW:
                    document["first_decision"] = made.pop()
                new.append(document)
            else:
                changes.append(change(assignment.loaded_mark, document))
            decisions += made
            self.outgoing += map(wire.write_assignment_made, assignment.events)
        self._insert(ASSIGNMENTS, new)
        self._update(ASSIGNMENTS, changes)
        self._insert(DECISIONS, decisions)
        self._save_loads(roster)

    def _save_loads(self, roster: Roster) -> None:
        given: list[UpdateOne] = []
        taken: list[UpdateOne] = []
        for user_id, load in sorted(roster.changes.items()):
            one = {"_id": user_id, "account_id": self._account_id}
            if load.given:
                given.append(give(one, load))
            elif load.delta:
                taken.append(take(one, load))
        self._update(ATTENDANTS, given)
        if taken:
            # A load too small to take from is mended by `repair`.
            self._database[ATTENDANTS].bulk_write(taken, session=self._session)

    def save_attendant(self, attendant: Attendant, *, profile_time: datetime) -> None:
        """Create or replace what the gateway says of a user."""
        self._database[ATTENDANTS].update_one(
            {"_id": attendant.user_id, "account_id": self._account_id},
            {
                "$set": {
                    "name": attendant.name,
                    "active": attendant.active,
                    "may_inbox": attendant.may_inbox,
                    "profile_time": profile_time,
                },
                "$setOnInsert": {
                    "is_attendant": attendant.is_attendant,
                    "available": attendant.available,
                    "online": attendant.online,
                    "load": attendant.load,
                    "capacity": attendant.capacity,
                    "excused_load": 0,
                    "sector_ids": sorted(attendant.sector_ids),
                    "assign_microseconds": documents.write_microseconds(
                        attendant.assign_time
                    ),
                },
            },
            upsert=True,
            session=self._session,
        )

    def profile_time(self, user_id: str) -> datetime | None:
        """Return when the profile that is stored was true; None: no user."""
        found = next(iter(self._find(ATTENDANTS, {"_id": user_id})), None)
        return found and found["profile_time"]

    def change_attendant(
        self,
        user_id: str,
        *,
        available: bool | None = None,
        is_attendant: bool | None = None,
        capacity: int | None = None,
        sector_ids: frozenset[str] | None = None,
    ) -> None:
        """
        Write what is not None of an attendant who exists.

        `excused_load` is how far above a lowered capacity somebody was when it
        was lowered: they may keep these, and are not counted as a fault.
        """
        wanted: dict[str, Any] = {"available": available, "is_attendant": is_attendant}
        if capacity is not None:
            [present] = self.attendants([user_id])
            wanted["capacity"] = capacity
            wanted["excused_load"] = present.load if present.load > capacity else 0
        if sector_ids is not None:
            wanted["sector_ids"] = sorted(sector_ids)
        self._set(user_id, {k: v for k, v in wanted.items() if v is not None})

    def set_online(self, user_ids: Collection[str], *, online: bool) -> list[Attendant]:
        """Write presence; return those for whom it is a change, after it."""
        wanted = {"_id": {"$in": list(user_ids)}, "online": not online}
        changed = [d["_id"] for d in self._find(ATTENDANTS, wanted)]
        self._database[ATTENDANTS].update_many(
            {"_id": {"$in": changed}, "account_id": self._account_id},
            {"$set": {"online": online}},
            session=self._session,
        )
        return self.attendants(changed)

    def set_load(self, user_id: str, load: int) -> None:
        """Write a load that was found wrong."""
        self._set(user_id, {"load": load, "changed": True})

    def take_changed(self, limit: int) -> list[Attendant]:
        """Return attendants whose load changed since last taken, each once."""
        found = list(self._find(ATTENDANTS, {"changed": True}).limit(limit))
        self._database[ATTENDANTS].update_many(
            {"_id": {"$in": [d["_id"] for d in found]}, "account_id": self._account_id},
            {"$unset": {"changed": ""}},
            session=self._session,
        )
        return [documents.read_attendant(d) for d in found]

    def tell(self, events: Sequence[AttendantChanged]) -> None:
        """Publish *events* if and only if this step happens."""
        self.outgoing += map(wire.write_attendant_changed, events)

    def save_channel(self, channel: Channel, *, change_time: datetime) -> bool:
        """Store it unless something newer is stored; tell which."""
        for present in self._find(CHANNELS, {"_id": channel.channel_id}):
            if present["change_time"] > change_time:
                return False
        self._replace(
            CHANNELS,
            {
                "_id": channel.channel_id,
                "account_id": self._account_id,
                "shared": channel.shared,
                "installer_id": channel.installer_id,
                "change_time": change_time,
            },
        )
        return True

    def save_owners(
        self, owners: Sequence[Owner], *, known: Collection[str] = ()
    ) -> None:
        """Store what the CRM says: one bulk insert, and updates of *known* ones."""
        documented = [documents.write_owner(self._account_id, o) for o in owners]
        self._insert(OWNERS, [d for d in documented if d["_id"] not in known])
        self._update(
            OWNERS,
            [
                ReplaceOne({"_id": d["_id"], "account_id": self._account_id}, d)
                for d in documented
                if d["_id"] in known
            ],
        )

    def save_distribution(self, distribution: Distribution) -> None:
        """Store the settings."""
        self._replace(
            DISTRIBUTIONS,
            {
                "_id": self._account_id,
                "account_id": self._account_id,
                "method": distribution.method.value,
                "reopen_policy": distribution.reopen_policy.value,
                "version": distribution.version,
            },
        )

    def save_sector(self, sector: Sector, *, request_id: str) -> Sector:
        """Store a sector; return it, or the one *request_id* made before."""
        document = {
            "_id": sector.sector_id,
            "account_id": self._account_id,
            "name": sector.name,
            "name_key": sector.name.casefold(),
        }
        if request_id:
            document["request_key"] = f"{self._account_id}/{request_id}"
            wanted = {"request_key": document["request_key"]}
            for made in self._find(SECTORS, wanted):
                return Sector(self._account_id, made["_id"], made["name"])
        taken = {"name_key": document["name_key"], "_id": {"$ne": sector.sector_id}}
        if next(iter(self._find(SECTORS, taken)), None) is not None:
            raise SectorNameTaken("another sector has this name", name=sector.name)
        self._replace(SECTORS, document)
        return sector

    def _insert(self, collection: str, new: Sequence[dict[str, Any]]) -> None:
        if new:
            self._database[collection].insert_many(new, session=self._session)

    def _update(
        self, collection: str, changes: Sequence[UpdateOne | ReplaceOne[Any]]
    ) -> None:
        if not changes:
            return
        done = self._database[collection].bulk_write(changes, session=self._session)
        if done.matched_count != len(changes):
            raise Conflict(f"somebody else changed {collection} meanwhile")

    def _set(self, user_id: str, values: dict[str, Any]) -> None:
        if values:
            self._database[ATTENDANTS].update_one(
                {"_id": user_id, "account_id": self._account_id},
                {"$set": values},
                session=self._session,
            )

    def _replace(self, collection: str, document: dict[str, Any]) -> None:
        self._database[collection].replace_one(
            {"_id": document["_id"], "account_id": self._account_id},
            document,
            upsert=True,
            session=self._session,
        )
