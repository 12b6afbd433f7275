"""
The ledger in MongoDB: one document per call and account.

It takes a write for every message, so it is kept to two indexes besides `_id`,
which is `<account>:<call>` and therefore the order of the list. `attention`
(`<account>:<fate>:<call>`) is there only when a call was not plainly forwarded.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from chassis import mongo

from ..domain.inbound import Call, Entry, Fate
from .collections import LEDGER

PACK_FROM = 1024
"""Bodies of this many bytes or more are compressed."""

WITHOUT_BODY = {"body": 0}


class MongoLedger:
    """The `Ledger` port over MongoDB."""

    def __init__(self, database: Database[Any]) -> None:
        self._ledger = database[LEDGER]

    def known(self, keys: Collection[str]) -> dict[str, str]:
        """Return which keys were forwarded already, and by which call."""
        wanted = set(keys)
        try:
            found = self._ledger.find(
                {"keys": {"$in": list(wanted)}}, {"keys": 1, "call_id": 1}
            )
            return {
                key: document["call_id"]
                for document in found
                for key in document["keys"]
                if key in wanted
            }
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def add(self, entries: Sequence[Entry]) -> None:
        """Store entries; one that is there already stays as it is."""
        if not entries:
            return
        try:
            self._ledger.insert_many([_document(e) for e in entries], ordered=False)
        except BulkWriteError as error:
            if not mongo.duplicate(error):
                raise
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
        field, prefix = "_id", f"{account_id}:"
        if fate not in (None, Fate.FORWARDED):
            field, prefix = "attention", f"{account_id}:{fate.value}:"
        wanted: dict[str, Any] = {
            field: {"$gt": prefix, "$lt": prefix + (before or "~")}
        }
        if fate is Fate.FORWARDED:
            wanted["fate"] = fate.value
        if channel_ids is not None:
            wanted["channel_id"] = {"$in": list(channel_ids)}
        found = self._ledger.find(wanted, WITHOUT_BODY).sort(field, -1).limit(size)
        return [_read(document) for document in found]

    def body(self, call_id: str, account_id: str) -> bytes | None:
        """Return the raw body of a call; None if there is no such call."""
        document = self._ledger.find_one({"_id": _id(call_id, account_id)})
        if document is None:
            return None
        raw = bytes(document["body"])
        return zlib.decompress(raw) if document.get("packed") else raw


def _id(call_id: str, account_id: str) -> str:
    return f"{account_id}:{call_id}"


def _document(entry: Entry) -> dict[str, Any]:
    call = entry.call
    packed = len(call.body) >= PACK_FROM
    document = {
        "_id": _id(call.call_id, entry.account_id),
        "call_id": call.call_id,
        "account_id": entry.account_id,
        "channel_id": entry.channel_id,
        "provider": call.provider,
        "target": call.target,
        "fate": entry.fate.value,
        "counts": entry.counts,
        "keys": entry.keys,
        "receive_time": call.receive_time,
        "content_type": call.content_type,
        "body_bytes": len(call.body),
        "body": zlib.compress(call.body, 1) if packed else call.body,
    }
    optional = {
        "reason": entry.reason,
        "visitor_id": call.visitor_id,
        "query": call.query,
        "packed": packed,
    }
    if entry.fate is not Fate.FORWARDED:
        attention = f"{entry.account_id}:{entry.fate.value}:{call.call_id}"
        document["attention"] = attention
    return document | {name: value for name, value in optional.items() if value}


def _read(document: Mapping[str, Any]) -> Entry:
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
        account_id=document["account_id"],
        channel_id=document["channel_id"],
        fate=Fate(document["fate"]),
        reason=document.get("reason", ""),
        keys=list(document["keys"]),
        counts=dict(document["counts"]),
        body_bytes=document["body_bytes"],
    )
