"""What is stored about one account."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pymongo import DESCENDING
from pymongo.client_session import ClientSession
from pymongo.database import Database

from ..domain.assignment import Assignment, Decision
from ..domain.attendant import Attendant, Channel
from ..domain.distribution import Distribution, Reach
from ..domain.sector import Sector
from ..ports import Owner
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

PRESENT = {"$exists": True}


class MongoReader:
    """The `Reader` port over MongoDB; within *session* if there is one."""

    def __init__(
        self,
        database: Database[Any],
        account_id: str,
        session: ClientSession | None = None,
    ) -> None:
        self._database = database
        self._account_id = account_id
        self._session = session

    def assignments(self, conversation_ids: Collection[str]) -> dict[str, Assignment]:
        """Return those that exist, by conversation id."""
        found = self._find(ASSIGNMENTS, {"_id": {"$in": list(conversation_ids)}})
        return {d["_id"]: documents.read_assignment(d) for d in found}

    def distribution(self) -> Distribution:
        """Return the settings in force; the defaults if none were set."""
        return documents.read_distribution(
            self._database[DISTRIBUTIONS].find_one(
                {"_id": self._account_id}, session=self._session
            )
        )

    def channels(self, channel_ids: Collection[str]) -> dict[str, Channel]:
        """Return those that are known, by id."""
        found = self._find(CHANNELS, {"_id": {"$in": list(channel_ids)}})
        return {d["_id"]: documents.read_channel(d) for d in found}

    def all_channels(self) -> Sequence[Channel]:
        """Return every channel of the account."""
        return [documents.read_channel(d) for d in self._find(CHANNELS, {})]

    def attendants(self, user_ids: Collection[str] | None = None) -> list[Attendant]:
        """Return those of *user_ids* that exist; None: all that are active."""
        wanted: dict[str, Any] = {"active": True}
        if user_ids is not None:
            wanted = {"_id": {"$in": list(user_ids)}}
        return [documents.read_attendant(d) for d in self._find(ATTENDANTS, wanted)]

    def everybody(self) -> list[Attendant]:
        """Return every user of the account, the deactivated too, by name."""
        found = [documents.read_attendant(d) for d in self._find(ATTENDANTS, {})]
        return sorted(found, key=lambda a: (a.name.casefold(), a.user_id))

    def owners(self, conversation_ids: Collection[str]) -> dict[str, Owner]:
        """Return what the CRM said of these conversations, by id."""
        found = self._find(OWNERS, {"_id": {"$in": list(conversation_ids)}})
        return {d["_id"]: documents.read_owner(d) for d in found}

    def sectors(self) -> list[Sector]:
        """Return the sectors of the account, by name."""
        found = self._find(SECTORS, {}).sort("name_key")
        return [Sector(d["account_id"], d["_id"], d["name"]) for d in found]

    def decisions(self, conversation_id: str, limit: int) -> list[tuple[str, Decision]]:
        """
        Return the newest *limit* decisions with their ids, newest first.

        The first one may be kept in the assignment itself: see `save`.
        """
        found = list(
            self._find(DECISIONS, {"conversation_id": conversation_id})
            .sort("_id", DESCENDING)
            .limit(limit)
        )
        wanted = {"_id": conversation_id, "first_decision": PRESENT}
        found += [d["first_decision"] for d in self._find(ASSIGNMENTS, wanted)]
        return [documents.read_decision(d) for d in found[:limit]]

    def waiting(self, reaches: Sequence[Reach], limit: int) -> list[Assignment]:
        """Return conversations that wait within *reaches*, oldest first."""
        found = (
            self._find(ASSIGNMENTS, {"wait.since": PRESENT, "$or": _any_of(reaches)})
            .sort("wait.since")
            .limit(limit)
        )
        return [documents.read_assignment(d) for d in found]

    def awaiting_owner(self, limit: int) -> list[Assignment]:
        """Return conversations whose owner the CRM has yet to tell."""
        found = (
            self._find(ASSIGNMENTS, {"owner_wait.until": PRESENT})
            .sort("owner_wait.until")
            .limit(limit)
        )
        return [documents.read_assignment(d) for d in found]

    def held(
        self,
        *,
        channel_ids: Collection[str] | None = None,
        user_id: str = "",
        except_user_id: str = "",
        limit: int,
    ) -> list[Assignment]:
        """Return open conversations that somebody has, narrowed as asked."""
        holder = {"$exists": True, "$ne": except_user_id}
        wanted: dict[str, Any] = {"holder_id": user_id or holder}
        if channel_ids is not None:
            wanted["channel_id"] = {"$in": list(channel_ids)}
        found = self._find(ASSIGNMENTS, wanted).limit(limit)
        return [documents.read_assignment(d) for d in found]

    def count_held(self, user_id: str) -> int:
        """Return how many open conversations the user has."""
        return self._database[ASSIGNMENTS].count_documents(
            {"account_id": self._account_id, "holder_id": user_id},
            session=self._session,
        )

    def _find(self, collection: str, wanted: dict[str, Any]) -> Any:
        return self._database[collection].find(
            {"account_id": self._account_id, **wanted}, session=self._session
        )


def _any_of(reaches: Sequence[Reach]) -> list[dict[str, Any]]:
    clauses = []
    for r in reaches:
        clause: dict[str, Any] = {
            "wait.method": r.method.value,
            "channel_id": {"$in": sorted(r.channel_ids)},
        }
        if r.owner_ids:
            clause["wait.owner_id"] = {"$in": sorted(r.owner_ids)}
        clauses.append(clause)
    return clauses
