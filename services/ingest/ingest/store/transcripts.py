"""Web chat transcripts in MongoDB: one document per line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError
from recado.ingest.v1.content_pb2 import Attachment as AttachmentMessage

from chassis import mongo
from chassis.outbox import Outbox

from ..domain.events import Event, TranscriptGrew
from ..domain.inbound import Status
from ..domain.transcripts import Line
from ..ports import Clock
from ..sealing import Sealer
from ..wire.content import read_attachment, write_attachment
from ..wire.events import write_event
from .collections import TRANSCRIPTS

MOST_LINES = 200
"""Lines read at once."""


class ReadTranscripts:
    """
    Reads transcripts.

    A line's `_id` is `<channel>:<visitor>:<sequence, 9 digits>`: the unique id
    decides who is next, so a transcript has no gaps and no doubles.
    """

    def __init__(self, database: Database[Any]) -> None:
        self._lines = database[TRANSCRIPTS]

    def after(self, channel_id: str, visitor_id: str, sequence: int) -> list[Line]:
        """
        Return the lines after *sequence*, oldest first, at most MOST_LINES.

        0 means from the beginning, and then the newest MOST_LINES.
        """
        bounds = {
            "$gt": _id(channel_id, visitor_id, sequence),
            "$lt": _prefix(channel_id, visitor_id) + "~",
        }
        if sequence == 0:
            return self._read({"_id": bounds}, -1)[::-1]
        return self._read({"_id": bounds}, 1)

    def unseen(
        self, channel_id: str, visitor_id: str, up_to: int, status: Status
    ) -> list[Line]:
        """Return agents' lines up to a place that have not got to *status*."""
        wanted = {
            "_id": {
                "$gte": _prefix(channel_id, visitor_id),
                "$lte": _id(channel_id, visitor_id, up_to),
            },
            "from_visitor": False,
            "seen": {"$lt": status.value},
        }
        return self._read(wanted, -1)

    def _read(self, wanted: Mapping[str, Any], direction: int) -> list[Line]:
        try:
            found = self._lines.find(wanted).sort("_id", direction).limit(MOST_LINES)
            return [_read(document) for document in found]
        except PyMongoError as error:
            raise mongo.translated(error) from error


class MongoTranscripts(ReadTranscripts):
    """The `Transcripts` port over MongoDB."""

    def __init__(
        self, database: Database[Any], outbox: Outbox, sealer: Sealer, clock: Clock
    ) -> None:
        super().__init__(database)
        self._outbox = outbox
        self._sealer = sealer
        self._clock = clock

    def append(self, lines: Sequence[Line], events: Sequence[Event]) -> None:
        """Store lines that are new and announce; see `Transcripts.append`."""

        def work(session: ClientSession) -> tuple[None, list[Any]]:
            stored = self._insert(lines, session)
            now = self._clock()
            grew = [TranscriptGrew(line, now) for line in stored]
            return None, [
                write_event(event, self._sealer.seal) for event in (*grew, *events)
            ]

        self._outbox.run(work)

    def mark(self, lines: Sequence[Line], status: Status) -> None:
        """Store that *lines* got to *status*."""
        if not lines:
            return
        wanted = [_id(x.channel_id, x.visitor_id, x.sequence) for x in lines]
        try:
            self._lines.update_many(
                {"_id": {"$in": wanted}}, {"$max": {"seen": status.value}}
            )
        except PyMongoError as error:
            raise mongo.translated(error) from error

    def _insert(self, lines: Sequence[Line], session: ClientSession) -> list[Line]:
        """Store those not there yet after what each visitor has; return them."""
        if not lines:
            return []
        keys = {_key(line) for line in lines}
        there = {
            document["key"]
            for document in self._lines.find(
                {"key": {"$in": list(keys)}}, {"key": 1}, session=session
            )
        }
        last: dict[str, int] = {}
        stored = []
        for line in lines:
            if _key(line) in there:
                continue
            there.add(_key(line))
            prefix = _prefix(line.channel_id, line.visitor_id)
            if prefix not in last:
                last[prefix] = self._last(prefix, session)
            last[prefix] += 1
            stored.append(replace(line, sequence=last[prefix]))
        if stored:
            self._lines.insert_many([_document(x) for x in stored], session=session)
        return stored

    def _last(self, prefix: str, session: ClientSession) -> int:
        newest = self._lines.find_one(
            {"_id": {"$gte": prefix, "$lt": prefix + "~"}},
            {"sequence": 1},
            sort=[("_id", -1)],
            session=session,
        )
        return newest["sequence"] if newest else 0


def _prefix(channel_id: str, visitor_id: str) -> str:
    return f"{channel_id}:{visitor_id}:"


def _id(channel_id: str, visitor_id: str, sequence: int) -> str:
    return f"{_prefix(channel_id, visitor_id)}{min(sequence, 999_999_999):09d}"


def _key(line: Line) -> str:
    return _prefix(line.channel_id, line.visitor_id) + line.key


def _document(line: Line) -> dict[str, Any]:
    return {
        "_id": _id(line.channel_id, line.visitor_id, line.sequence),
        "key": _key(line),
        "account_id": line.account_id,
        "channel_id": line.channel_id,
        "visitor_id": line.visitor_id,
        "sequence": line.sequence,
        "from_visitor": line.from_visitor,
        "message_id": line.message_id,
        "text": line.text,
        "time": line.at,
        "seen": line.seen.value,
        "attachments": [
            write_attachment(each).SerializeToString() for each in line.attachments
        ],
    }


def _read(document: Mapping[str, Any]) -> Line:
    return Line(
        account_id=document["account_id"],
        channel_id=document["channel_id"],
        visitor_id=document["visitor_id"],
        from_visitor=document["from_visitor"],
        message_id=document["message_id"],
        text=document["text"],
        at=document["time"],
        sequence=document["sequence"],
        seen=Status(document["seen"]),
        attachments=tuple(
            read_attachment(AttachmentMessage.FromString(each))
            for each in document.get("attachments", ())
        ),
    )
