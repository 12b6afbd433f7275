"""
The `Lists` port over MongoDB.

A list is ordered by the feed position of each conversation's newest entry.
Positions are unique in an account and given in the order of commits, so
"before this page was read" and "since" are exact, which moments of several
clocks are not.

While somebody pages, conversations move to the top. Those are shown where
they stood at the first page: `trail` keeps the positions of their last
entries, and the newest not after the first page's is where that was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..domain.conversation import Conversation
from ..ports import ClosingCursor, Cursor, ListQuery
from .documents import Collections
from .mapping import Document, conversation_of
from .transaction import TRAIL_LENGTH

FIRST_WINDOW = 256
"""Positions looked through first; each next window is four times as wide."""

ALL_WINDOWS, SEARCH_WINDOWS = 32, 4
"""
Windows of one page: as many as there can be, or with a search 21,760 positions.

A search looks at every conversation on its way, so that a page of it has to
end somewhere: with less than was asked for, maybe nothing, and a next page.
"""

PHONE = re.compile(r"[\d\s()+./-]{3,}")
"""A search that looks like a phone: only its digits are compared."""

Found = tuple[int, Document]
"""Where a conversation stood at the first page, and its document."""


class MongoLists:
    """The sections of the inbox."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def page(
        self, account_id: str, query: ListQuery, cursor: Cursor, *, limit: int
    ) -> tuple[list[Conversation], Cursor | None]:
        """See `ports.Lists`."""
        if not query.channel_ids:
            return [], None
        narrow = _narrow(query)
        windows = SEARCH_WINDOWS if query.text or query.unread_only else ALL_WINDOWS
        found: list[Found] = []
        floor = 0
        for place in _places(account_id, query):
            found += self._moved(place, narrow, cursor)
            stayed, end = self._stayed(place, narrow, cursor, limit + 1, windows)
            found += stayed
            floor = max(floor, end)
        found = sorted((f for f in found if f[0] > floor), key=lambda f: -f[0])
        page = found[:limit]
        below = page[-1][0] if len(found) > limit else floor + 1 if floor else 0
        following = Cursor(cursor.snapshot, below) if below else None
        return [conversation_of(document) for _, document in page], following

    def closing(
        self,
        account_id: str,
        query: ListQuery,
        after: ClosingCursor | None,
        *,
        now: datetime,
        limit: int,
    ) -> list[Conversation]:
        """See `ports.Lists`; every open conversation of the section is looked at."""
        if not query.channel_ids or query.section == "closed":
            return []
        narrow = {**_narrow(query), "window_close_time": {"$gt": now}}
        found: list[Conversation] = []
        for place in _places(account_id, query):
            stages = [{"$match": place}, {"$match": narrow}]
            found += [
                conversation
                for conversation in map(
                    conversation_of, self._collections.conversations.aggregate(stages)
                )
                if conversation.is_open and _shuts_after(conversation, after)
            ]
        return sorted(found, key=_closing_key)[:limit]

    def window_ends(
        self, now: datetime, until: datetime, *, limit: int
    ) -> list[Conversation]:
        """See `ports.Lists`."""
        found: list[Conversation] = []
        for account in self._collections.accounts.find({}, {"_id": 1}):
            stages: list[Mapping[str, Any]] = [
                {"$match": {"section_key": f"{account['_id']}:a"}},
                {"$match": {"window_close_time": {"$gt": now, "$lte": until}}},
            ]
            found += [
                conversation
                for conversation in map(
                    conversation_of, self._collections.conversations.aggregate(stages)
                )
                if conversation.warned_time != conversation.window_close_time
            ]
            if len(found) >= limit:
                break
        return found[:limit]

    def counts(
        self, account_id: str, user_id: str, channel_ids: frozenset[str]
    ) -> Mapping[str, int]:
        """See `ports.Lists`."""
        totals = dict.fromkeys(("unassigned", "mine", "others", "closed"), 0)
        account = self._collections.accounts.find_one({"_id": account_id}) or {}
        for channel_id, counts in account.get("counts", {}).items():
            if channel_id not in channel_ids:
                continue
            totals["closed"] += counts.get("closed", 0)
            for owner_id, count in counts.get("open", {}).items():
                section = {"-": "unassigned", user_id: "mine"}.get(owner_id, "others")
                totals[section] += count
        return totals

    def _stayed(
        self,
        place: Document,
        narrow: Document,
        cursor: Cursor,
        wanted: int,
        windows: int,
    ) -> tuple[list[Found], int]:
        """
        Return those not active since the first page, newest first.

        Also returns the position down to which it looked if it gave up after
        *windows* with less than *wanted*; 0 if there is no more.
        """
        found: list[Found] = []
        high, width = min(cursor.below - 1, cursor.snapshot), FIRST_WINDOW
        for _ in range(windows):
            low = max(high - width, 0)
            more = self._range(place, narrow, low, high, limit=wanted - len(found))
            found += [(document["activity_position"], document) for document in more]
            if not low or len(found) >= wanted:
                return found, 0
            high, width = low, width * 4
        return found, high

    def _moved(
        self, place: Document, narrow: Document, cursor: Cursor
    ) -> Iterator[Found]:
        """Yield those active since, with where they stood at the first page."""
        for document in self._range(place, narrow, cursor.snapshot, None, limit=None):
            stood = self._stood(document, cursor.snapshot)
            if 0 < stood < cursor.below:
                yield stood, document

    def _range(
        self,
        place: Document,
        narrow: Document,
        low: int,
        high: int | None,
        *,
        limit: int | None,
    ) -> Iterator[Document]:
        """Yield what is at *place*, active after *low* up to *high*."""
        bounds: dict[str, int] = {"$gt": low}
        if high is not None:
            bounds["$lte"] = high
        stages: list[Mapping[str, Any]] = [
            {"$match": {**place, "activity_position": bounds}},
            # Apart, so that the index serves the stage above on any server.
            {"$match": narrow},
            {"$sort": {"activity_position": -1}},
        ]
        if limit is not None:
            stages.append({"$limit": limit})
        return iter(self._collections.conversations.aggregate(stages))

    def _stood(self, document: Document, snapshot: int) -> int:
        """Return the position of its newest entry up to *snapshot*, 0 if none."""
        trail = document["trail"]
        before = [position for position in trail if position <= snapshot]
        if before:
            return int(before[-1])
        if len(trail) < TRAIL_LENGTH:
            # All it ever had is later: it was not there yet.
            return 0
        newest = self._collections.messages.aggregate(
            [
                {"$match": {"conversation_id": document["_id"]}},
                {"$match": {"position": {"$lte": snapshot}}},
                {"$group": {"_id": None, "position": {"$max": "$position"}}},
            ]
        )
        return next((int(d["position"]) for d in newest), 0)


def _closing_key(conversation: Conversation) -> tuple[datetime, str]:
    shuts = conversation.window_close_time
    assert shuts is not None  # noqa: S101  # only those that have a window are found
    return shuts, conversation.conversation_id


def _shuts_after(conversation: Conversation, after: ClosingCursor | None) -> bool:
    if after is None:
        return True
    place = after.window_close_time, after.conversation_id
    return _closing_key(conversation) > place


def _places(account_id: str, query: ListQuery) -> Sequence[Document]:
    """Return the ranges of the indexes that make up the section."""
    unassigned = {"section_key": f"{account_id}:u"}
    assigned = {"section_key": f"{account_id}:a"}
    closed = {"section_key": f"{account_id}:c"}
    mine = {"owner_key": f"{account_id}:{query.user_id}"}
    return {
        "unassigned": [unassigned],
        "mine": [mine],
        "others": [assigned],
        "closed": [closed],
        "": [unassigned, assigned, closed],
    }[query.section]


def _narrow(query: ListQuery) -> Document:
    """Return what else has to hold."""
    narrow: Document = {"channel_id": {"$in": sorted(query.channel_ids)}}
    if query.section == "others":
        narrow["assignee_id"] = {"$ne": query.user_id}
    if query.unread_only:
        narrow["read_by"] = {"$ne": query.user_id}
    if query.text:
        text = query.text
        if PHONE.fullmatch(text):
            text = re.sub(r"\D", "", text) or text
        narrow["search_text"] = {"$regex": re.escape(text)}
    return narrow
