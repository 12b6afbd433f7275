"""
The ledger in MongoDB: the calls of about a second, packed into one document.

It takes an entry for every call of a provider, so an entry must cost little: a
document of its own costs the database six times as much as a place in a pack.
A pack holds the entries of one account that one `add` brought and whose call
ids begin alike (see `SLOT`); its `_id` is `<account>:<slot>:<pack>`, which is
the order of the list. `attention` names the fates in it that somebody might
look for, and is left out of the nearly all packs that were plainly forwarded.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pymongo.database import Database
from pymongo.errors import PyMongoError

from chassis import ids, mongo

from ..domain.inbound import Call, Entry, Fate
from .collections import LEDGER

SLOT = len("pc_") + 8
"""
So many characters of call ids share a slot: their first, to 1,024 milliseconds.

A slot is a prefix of the ids in it: the order of slots is the order of calls.
"""

PACK_BYTES = 4_000_000
"""A pack is full from here on; a document can hold four times as much."""

LAST = "~"
"""Sorts after every id."""

WITHOUT_BODIES = {"bodies": 0, "keys": 0}


class MongoLedger:
    """The `Ledger` port over MongoDB."""

    def __init__(self, database: Database[Any]) -> None:
        self._ledger = database[LEDGER]

    def known(self, keys: Collection[str]) -> dict[str, str]:
        """Return which keys were forwarded already, and by which call."""
        wanted = set(keys)
        try:
            found = self._ledger.find(
                {"keys": {"$in": list(wanted)}}, {"calls.call_id": 1, "calls.keys": 1}
            )
            return {
                key: call["call_id"]
                for pack in found
                for call in pack["calls"]
                for key in call["keys"]
                if key in wanted
            }
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def add(self, entries: Sequence[Entry]) -> None:
        """Store entries; one that is there already is shown once all the same."""
        if not entries:
            return
        try:
            self._ledger.insert_many(list(_packs(entries)), ordered=False)
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def page(
        self,
        account_id: str,
        *,
        channel_ids: Collection[str] | None,
        fate: Fate | None,
        before: str,
        size: int,
    ) -> list[Entry]:
        """Return entries older than *before*, newest first, without bodies."""
        page: list[Entry] = []
        for slot in self._slots(account_id, fate, before[:SLOT]):
            page += [
                entry
                for entry in slot
                if (not before or entry.call.call_id < before)
                and fate in (None, entry.fate)
                and (channel_ids is None or entry.channel_id in channel_ids)
            ]
            if len(page) >= size:
                break
        return page[:size]

    def _slots(
        self, account_id: str, fate: Fate | None, last: str
    ) -> Iterator[list[Entry]]:
        """Return slots up to *last*, newest first, and so the entries in each."""
        field, prefix = "_id", f"{account_id}:"
        if fate not in (None, Fate.FORWARDED):
            field, prefix = "attention", f"{account_id}:{fate.value}:"
        bounds = {"$gt": prefix, "$lt": f"{prefix}{last}{LAST}"}
        found = self._ledger.find(
            {"account_id": account_id, field: bounds}, WITHOUT_BODIES
        ).sort("_id", -1)
        for _, packs in groupby(found, key=lambda pack: str(pack["slot"])):
            yield _entries(packs)

    def body(self, call_id: str, account_id: str) -> bytes | None:
        """Return the raw body of a call; None if there is no such call."""
        prefix = f"{account_id}:{call_id[:SLOT]}:"
        for pack in self._ledger.find({"_id": {"$gt": prefix, "$lt": prefix + LAST}}):
            for call in pack["calls"]:
                if call["call_id"] == call_id:
                    bodies = zlib.decompress(pack["bodies"])
                    return bodies[call["body_at"] :][: call["body_bytes"]]
        return None


def _packs(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    def slot(entry: Entry) -> tuple[str, str]:
        return entry.account_id, entry.call.call_id[:SLOT]

    for (account_id, begin), group in groupby(sorted(entries, key=slot), key=slot):
        waiting: list[Entry] = []
        size = 0
        for entry in group:
            if waiting and size + len(entry.call.body) > PACK_BYTES:
                yield _pack(account_id, begin, waiting)
                waiting, size = [], 0
            waiting.append(entry)
            size += len(entry.call.body)
        yield _pack(account_id, begin, waiting)


def _pack(account_id: str, slot: str, entries: Sequence[Entry]) -> dict[str, Any]:
    calls, place = [], 0
    for entry in entries:
        calls.append(_document(entry, place))
        place += len(entry.call.body)
    pack = {
        "_id": f"{account_id}:{slot}:{ids.new('lp')}",
        "account_id": account_id,
        "slot": slot,
        "calls": calls,
        # All keys once more: this is what is indexed.
        "keys": [key for entry in entries for key in entry.keys],
        "bodies": zlib.compress(b"".join(entry.call.body for entry in entries), 1),
    }
    fates = sorted({entry.fate.value for entry in entries} - {Fate.FORWARDED.value})
    if fates:
        pack["attention"] = [f"{account_id}:{fate}:{slot}" for fate in fates]
    return pack


def _document(entry: Entry, place: int) -> dict[str, Any]:
    call = entry.call
    document = {
        "call_id": call.call_id,
        "channel_id": entry.channel_id,
        "provider": call.provider,
        "target": call.target,
        "fate": entry.fate.value,
        "counts": entry.counts,
        "keys": entry.keys,
        "receive_time": call.receive_time,
        "content_type": call.content_type,
        "body_at": place,
        "body_bytes": len(call.body),
    }
    optional = {
        "reason": entry.reason,
        "visitor_id": call.visitor_id,
        "query": call.query,
    }
    return document | {name: value for name, value in optional.items() if value}


def _entries(packs: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """
    Return the entries of one slot, newest first.

    Calls that came again, after a crash between their entry and their
    acknowledgement, have two entries that say the same.
    """
    found = {
        call["call_id"]: _read(call, pack["account_id"])
        for pack in packs
        for call in pack["calls"]
    }
    return [found[call_id] for call_id in sorted(found, reverse=True)]


def _read(document: Mapping[str, Any], account_id: str) -> Entry:
    return Entry(
        call=Call(
            call_id=document["call_id"],
            provider=document["provider"],
            target=document["target"],
            body=b"",
            content_type=document["content_type"],
            receive_time=document["receive_time"],
            visitor_id=document.get("visitor_id", ""),
            query=document.get("query", ""),
        ),
        account_id=account_id,
        channel_id=document["channel_id"],
        fate=Fate(document["fate"]),
        reason=document.get("reason", ""),
        keys=list(document["keys"]),
        counts=dict(document["counts"]),
        body_bytes=document["body_bytes"],
    )
