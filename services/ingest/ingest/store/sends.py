"""Messages on their way out, in MongoDB: one document each, attempts inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import BulkWriteError, PyMongoError

from chassis import mongo
from chassis.outbox import Outbox

from ..domain.delivery import Send, State, Step
from ..domain.events import DeliveryMoved
from ..domain.inbound import Reported, Status
from ..domain.story import Story, What
from ..ports import Clock
from ..sealing import Sealer
from ..wire.events import write_event
from .collections import SENDS
from .send_documents import (
    LOST,
    again,
    finishing,
    read_send,
    read_story,
    reporting,
    write_send,
)

AT_ONCE = 200
"""Sends taken over or looked up in one go."""

REPORTED = {"state": 1, "done": 1, "parts": 1, "provider_ids": 1}
"""What has to be known of a message to make sense of a status."""

WHAT = {
    State.WAITING: What.WAITING,
    State.SENT: What.SENT,
    State.FAILED: What.FAILED,
    State.UNKNOWN: What.UNKNOWN,
}


class MongoSends:
    """The `Sends` port over MongoDB."""

    def __init__(
        self, database: Database[Any], outbox: Outbox, sealer: Sealer, clock: Clock
    ) -> None:
        self._sends = database[SENDS]
        self._outbox = outbox
        self._sealer = sealer
        self._clock = clock

    def add(self, sends: Sequence[Send], holder: str, until: datetime) -> list[Send]:
        """Store what is not there yet, held by *holder*, and return it."""
        documents = [write_send(send, holder, until) for send in sends]
        try:
            self._sends.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if not mongo.duplicate(error):
                raise
            there = {each["index"] for each in error.details["writeErrors"]}
            fresh = [send for n, send in enumerate(sends) if n not in there]
            known = [send for n, send in enumerate(sends) if n in there]
            begun = (self._again(send, holder, until) for send in known)
            return fresh + [send for send in begun if send is not None]
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return list(sends)

    def _again(self, send: Send, holder: str, until: datetime) -> Send | None:
        """Begin anew on what was asked for again; None if that was done."""
        if not send.retries:
            return None
        with _translated():
            found = self._sends.find_one({"_id": send.message_id})
            change = found and again(found, send, holder, until, self._clock())
            if not change or not self._sends.bulk_write([change]).modified_count:
                return None
            after = self._sends.find_one({"_id": send.message_id})
        return read_send(after) if after else None

    def begin(
        self, send: Send, number: int, at: datetime, attempt_id: str
    ) -> Send | None:
        """Record the attempt *number*; None if it is not ours to make."""
        waiting: dict[str, Any] = {
            "_id": send.message_id,
            "state": State.WAITING.value,
            "attempts": number - 1,
        }
        if send.done or send.takes_several:
            # A status may have told meanwhile that a part went out.
            waiting["done"] = list(send.done)
        calling = {"state": State.CALLING.value, "attempts": number}
        record = {"what": What.ATTEMPT.value, "attempt": number, "time": at}
        with _translated():
            begun = self._sends.update_one(
                waiting,
                {
                    "$set": calling | {"attempt_time": at, "attempt_id": attempt_id},
                    "$push": {"history": record},
                },
            )
            if not begun.matched_count:
                # The answer to the same question may have been lost on its way.
                ours = {"_id": send.message_id, "attempt_id": attempt_id} | calling
                if self._sends.find_one(ours, {"_id": 1}) is None:
                    return None
        return send.begun(number, at)

    def settle(
        self, send: Send, number: int, result: Step, check: datetime | None
    ) -> None:
        """Store what the attempt came to and announce it, in one step."""
        known = result.state is not State.UNKNOWN
        mine = {
            "state": {"$in": LOST} if known else State.CALLING.value,
            "attempts": number,
        }
        what = What.PART_SENT if result.part_done else WHAT[result.state]
        self._finish(send, mine, result, check, what)

    def checked(self, send: Send, found: Step | None, check: datetime | None) -> None:
        """Store what a look-up found, and when to look again."""
        if found is not None:
            unknown = {"state": State.UNKNOWN.value}
            self._finish(send, unknown, found, None, What.LOOKED_UP)
            return
        with _translated():
            self._sends.update_one(
                {"_id": send.message_id, "state": State.UNKNOWN.value},
                {"$set": {"check_time": check}, "$inc": {"checks": 1}},
            )

    def _finish(
        self,
        send: Send,
        mine: Mapping[str, Any],
        result: Step,
        check: datetime | None,
        what: What,
    ) -> None:
        """A status may have been quicker than the answer; then nothing matches."""
        now = self._clock()
        change = finishing(send, result, check, now, what)
        # Nobody waits to hear of a reaction.
        silent = result.status is None or send.is_reaction

        def work(session: ClientSession) -> tuple[None, list[Any]]:
            changed = self._sends.update_one(
                {"_id": send.message_id, **mine}, change, session=session
            )
            if not changed.matched_count or silent or result.status is None:
                return None, []
            event = _moved(send, result, result.status, now)
            return None, [write_event(event, self._sealer.seal)]

        self._outbox.run(work)

    def confirm(self, reports: Sequence[Reported]) -> None:
        """Keep what statuses tell, and settle sends whose answer was lost."""
        ours, theirs = defaultdict(list), defaultdict(list)
        for report in reports:
            if report.message_id:
                ours[report.message_id].append(report)
            else:
                theirs[report.provider_message_id].append(report)
        with _translated():
            found = [*self._sends.find({"_id": {"$in": list(ours)}}, REPORTED)]
            changes = [c for d in found for c in reporting(d, ours[d["_id"]])]
            changes += self._by_provider_id(theirs)
            if changes:
                self._sends.bulk_write(changes, ordered=False)

    def _by_provider_id(self, reports: Mapping[str, list[Reported]]) -> list[UpdateOne]:
        """Return the changes of reports that do not name our message."""
        if not reports:
            return []
        found = self._sends.find({"provider_ids": {"$in": list(reports)}}, REPORTED)
        return [
            change
            for document in found
            for provider_id in document["provider_ids"]
            for change in reporting(document, reports.get(provider_id, ()))
        ]

    def story(self, message_id: str) -> Story | None:
        """Return what happened to a message; None if we do not know it."""
        with _translated():
            found = self._sends.find_one({"_id": message_id})
        if found is None:
            return None
        return Story(
            message_id=message_id,
            account_id=found["account_id"],
            channel_id=found["channel_id"],
            steps=tuple(read_story(found)),
        )

    def hold(self, message_ids: Collection[str], until: datetime) -> None:
        """
        Say that this process still works on them.

        One write for each: the embedded database holds the whole collection
        while an update of many waits for one document, and whoever has that
        document in a transaction waits for the collection.
        """
        held = {"$set": {"lease_time": until}}
        if message_ids:
            with _translated():
                self._sends.bulk_write(
                    [UpdateOne({"_id": each}, held) for each in message_ids],
                    ordered=False,
                )

    def abandoned(self, holder: str, now: datetime, until: datetime) -> list[Send]:
        """Take over what nobody holds any more, oldest first."""
        wanted = {
            "state": {"$in": [State.WAITING.value, State.CALLING.value]},
            "lease_time": {"$lt": now},
        }
        taken = []
        with _translated():
            for document in self._sends.find(wanted).sort("_id", 1).limit(AT_ONCE):
                won = self._sends.update_one(
                    {
                        "_id": document["_id"],
                        "state": document["state"],
                        "lease_time": document["lease_time"],
                    },
                    {"$set": {"holder": holder, "lease_time": until}},
                )
                if won.matched_count:
                    taken.append(read_send(document))
        return taken

    def unknown(self, now: datetime) -> list[Send]:
        """Return unknown sends whose look-up is due."""
        wanted = {"state": State.UNKNOWN.value, "check_time": {"$lt": now}}
        with _translated():
            return [read_send(d) for d in self._sends.find(wanted).limit(AT_ONCE)]

    def taken_ids(self, provider_message_ids: Collection[str]) -> frozenset[str]:
        """Return those that belong to a message of ours already."""
        asked = set(provider_message_ids)
        wanted = {"provider_ids": {"$in": list(asked)}}
        with _translated():
            found = self._sends.find(wanted, {"provider_ids": 1})
            return (
                frozenset(
                    each for document in found for each in document["provider_ids"]
                )
                & asked
            )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PyMongoError as error:
        raise mongo.translated(error) from error


def _moved(send: Send, result: Step, status: Status, at: datetime) -> DeliveryMoved:
    return DeliveryMoved(
        account_id=send.account_id,
        channel_id=send.channel_id,
        status=status,
        at=at,
        provider_time=at,
        message_id=send.message_id,
        provider_message_id=result.provider_message_id,
        error_reason=result.reason if status is Status.FAILED else "",
        error_detail=result.detail if status is Status.FAILED else "",
        cause_id=send.cause_id,
    )
