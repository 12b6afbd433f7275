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
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from pymongo import DeleteOne
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, PyMongoError

from chassis import clock, ids, mongo

from ..domain.inbound import Call, Entry, Fate
from .collections import LEDGER, NOTICES, REPLAYS

SLOT = len("pc_") + 8
"""
So many characters of call ids share a slot: their first, to 1,024 milliseconds.

A slot is a prefix of the ids in it: the order of slots is the order of calls.
"""

SLOT_BITS = 10
"""Milliseconds of a slot, as a power of two: two characters of ten are left out."""

PACK_BYTES = 4_000_000
"""A pack is full from here on; a document can hold four times as much."""

LAST = "~"
"""Sorts after every id."""

WITHOUT_BODIES = {"bodies": 0, "keys": 0}


class MongoLedger:
    """The `Ledger` port over MongoDB."""

    def __init__(self, database: Database[Any]) -> None:
        self._ledger = database[LEDGER]
        self._replays = database[REPLAYS]
        self._notices = database[NOTICES]

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
        channel_id: str = "",
    ) -> list[Entry]:
        """Return entries older than *before*, newest first; see `Ledger.page`."""
        page: list[Entry] = []
        for slot in self._slots(account_id, fate, channel_id, before[:SLOT]):
            page += [
                entry
                for entry in slot
                if (not before or entry.call.call_id < before)
                and fate in (None, entry.fate)
                and (channel_ids is None or entry.channel_id in channel_ids)
                and channel_id in ("", entry.channel_id)
            ]
            if len(page) >= size:
                break
        return page[:size]

    def _slots(
        self, account_id: str, fate: Fate | None, channel_id: str, last: str
    ) -> Iterator[list[Entry]]:
        """Return slots up to *last*, newest first, and so the entries in each."""
        field, prefix = "_id", f"{account_id}:"
        if fate not in (None, Fate.FORWARDED):
            field, prefix = "attention", f"{account_id}:{fate.value}:"
        elif channel_id:
            field, prefix = "shelves", f"{account_id}:{channel_id}:"
        bounds = {"$gt": prefix, "$lt": f"{prefix}{last}{LAST}"}
        found = self._ledger.find(
            {"account_id": account_id, field: bounds}, WITHOUT_BODIES
        ).sort("_id", -1)
        for _, packs in groupby(found, key=lambda pack: str(pack["slot"])):
            yield _entries(packs)

    def find(self, call_ids: Collection[str], account_id: str) -> list[Entry]:
        """Return those of an account that are there, bodies included."""
        wanted = set(call_ids)
        found: dict[str, Entry] = {}
        try:
            for slot in sorted({each[:SLOT] for each in wanted}):
                prefix = f"{account_id}:{slot}:"
                bounds = {"_id": {"$gt": prefix, "$lt": prefix + LAST}}
                for pack in self._ledger.find(bounds):
                    found |= _with_bodies(pack, wanted)
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return list(found.values())

    def begin_replay(self, request: str, call_ids: Mapping[str, str]) -> dict[str, str]:
        """Store under which new ids calls are replayed; the first time counts."""
        fresh = {"_id": request, "at": clock.now(), "calls": dict(call_ids)}
        try:
            with suppress(DuplicateKeyError):
                self._replays.insert_one(fresh)
            stored = self._replays.find_one({"_id": request})
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return dict(stored["calls"]) if stored else {}

    def clear(self, before: datetime, most: int) -> int:
        """Delete up to *most* packs of calls from *before*, and what is as old."""
        bound = slot_at(before)
        try:
            gone = self._delete(self._ledger, {"slot": {"$lt": bound}}, most)
            for others in (self._replays, self._notices):
                self._delete(others, {"at": {"$lt": before}}, most)
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return gone

    @staticmethod
    def _delete(collection: Any, wanted: Mapping[str, Any], most: int) -> int:
        old = [each["_id"] for each in collection.find(wanted, {"_id": 1}).limit(most)]
        if old:
            collection.bulk_write(
                [DeleteOne({"_id": each}) for each in old], ordered=False
            )
        return len(old)


def slot_at(moment: datetime) -> str:
    """Return the slot of calls that came at *moment*."""
    number = int(moment.timestamp() * 1000) >> SLOT_BITS
    digits = [ids.ALPHABET[number >> shift & 31] for shift in range(35, -1, -5)]
    return "pc_" + "".join(digits)


def _with_bodies(pack: Mapping[str, Any], wanted: Collection[str]) -> dict[str, Entry]:
    calls = [each for each in pack["calls"] if each["call_id"] in wanted]
    if not calls:
        return {}
    bodies = zlib.decompress(pack["bodies"])
    found = {}
    for each in calls:
        entry = _read(each, pack["account_id"])
        body = bodies[each["body_at"] :][: each["body_bytes"]]
        entry.call = replace(entry.call, body=body)
        found[entry.call.call_id] = entry
    return found


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
    pack["shelves"] = [
        f"{account_id}:{channel_id}:{slot}"
        for channel_id in sorted({entry.channel_id for entry in entries} - {""})
    ]
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
        "secret_print": call.secret_print,
        "replay_of": call.replay_of,
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
            secret_print=document.get("secret_print", ""),
            replay_of=document.get("replay_of", ""),
        ),
        account_id=account_id,
        channel_id=document["channel_id"],
        fate=Fate(document["fate"]),
        reason=document.get("reason", ""),
        keys=list(document["keys"]),
        counts=dict(document["counts"]),
        body_bytes=document["body_bytes"],
    )
