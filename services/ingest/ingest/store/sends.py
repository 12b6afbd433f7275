"""Messages on their way out, in MongoDB: one document each, attempts inside."""

from __future__ import annotations

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
from ..ports import Clock
from ..sealing import Sealer
from ..wire.events import write_event
from .collections import SENDS

AT_ONCE = 200
"""Sends taken over or looked up in one go."""

LOST = [State.CALLING.value, State.UNKNOWN.value]


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
        """Store those not there yet, held by *holder*, and return them."""
        documents = [_document(send, holder, until) for send in sends]
        try:
            self._sends.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if not mongo.duplicate(error):
                raise
            there = {each["index"] for each in error.details["writeErrors"]}
            return [send for n, send in enumerate(sends) if n not in there]
        except PyMongoError as error:
            raise mongo.translated(error) from error
        return list(sends)

    def begin(self, send: Send, number: int, at: datetime, attempt_id: str) -> bool:
        """Record the attempt *number*; False if it is not ours to make."""
        waiting = {
            "_id": send.message_id,
            "state": State.WAITING.value,
            "attempts": number - 1,
        }
        calling = {"state": State.CALLING.value, "attempts": number}
        record = {"number": number, "begin_time": at}
        with _translated():
            begun = self._sends.update_one(
                waiting,
                {
                    "$set": calling | {"attempt_time": at, "attempt_id": attempt_id},
                    "$push": {"history": record},
                },
            )
            if begun.matched_count:
                return True
            # The answer to the same question may have been lost on its way.
            ours = {"_id": send.message_id, "attempt_id": attempt_id} | calling
            return self._sends.find_one(ours, {"_id": 1}) is not None

    def settle(
        self, send: Send, number: int, result: Step, check: datetime | None
    ) -> None:
        """Store what the attempt came to and announce it, in one step."""
        known = result.state is not State.UNKNOWN
        mine = {
            "state": {"$in": LOST} if known else State.CALLING.value,
            "attempts": number,
        }
        self._finish(send, mine, result, check)

    def checked(self, send: Send, found: Step | None, check: datetime | None) -> None:
        """Store what a look-up found, and when to look again."""
        if found is not None:
            self._finish(send, {"state": State.UNKNOWN.value}, found, None)
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
    ) -> None:
        """A status may have been quicker than the answer; then nothing matches."""
        now = self._clock()
        outcome = {"time": now, "state": result.state.value, "reason": result.reason}
        change = {
            "$set": {
                "state": result.state.value,
                "provider_message_id": result.provider_message_id,
                "reason": result.reason,
                "detail": result.detail,
                "check_time": check,
            },
            "$push": {"history": outcome},
        }

        def work(session: ClientSession) -> tuple[None, list[Any]]:
            changed = self._sends.update_one(
                {"_id": send.message_id, **mine}, change, session=session
            )
            if not changed.matched_count or result.status is None:
                return None, []
            event = _moved(send, result, result.status, now)
            return None, [write_event(event, self._sealer.seal)]

        self._outbox.run(work)

    def confirm(self, reports: Sequence[Reported]) -> None:
        """Settle sends whose answer was lost and which a status tells of."""
        by_id = {report.message_id: report for report in reports}
        with _translated():
            lost = self._sends.find(
                {"_id": {"$in": list(by_id)}, "state": {"$in": LOST}}, {"_id": 1}
            )
            changes = [_confirmation(by_id[d["_id"]]) for d in lost]
            if changes:
                self._sends.bulk_write(changes, ordered=False)

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
                    taken.append(_read(document))
        return taken

    def unknown(self, now: datetime) -> list[Send]:
        """Return unknown sends whose look-up is due."""
        wanted = {"state": State.UNKNOWN.value, "check_time": {"$lt": now}}
        with _translated():
            return [_read(d) for d in self._sends.find(wanted).limit(AT_ONCE)]

    def taken_ids(self, provider_message_ids: Collection[str]) -> frozenset[str]:
        """Return those that belong to a message of ours already."""
        wanted = {"provider_message_id": {"$in": list(provider_message_ids)}}
        with _translated():
            return frozenset(
                document["provider_message_id"]
                for document in self._sends.find(wanted, {"provider_message_id": 1})
            )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PyMongoError as error:
        raise mongo.translated(error) from error


def _confirmation(report: Reported) -> UpdateOne:
    failed = report.status is Status.FAILED
    return UpdateOne(
        {"_id": report.message_id, "state": {"$in": LOST}},
        {
            "$set": {
                "state": (State.FAILED if failed else State.SENT).value,
                "provider_message_id": report.provider_message_id,
                "reason": report.error_reason,
                "check_time": None,
            }
        },
    )


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


def _document(send: Send, holder: str, until: datetime) -> dict[str, Any]:
    return {
        "_id": send.message_id,
        "account_id": send.account_id,
        "channel_id": send.channel_id,
        "conversation_id": send.conversation_id,
        "keys": list(send.keys),
        "text": send.text,
        "cause_id": send.cause_id,
        "create_time": send.create_time,
        "attempts": send.attempts,
        "attempt_time": send.attempt_time,
        "state": send.state.value,
        "holder": holder,
        "lease_time": until,
        "checks": 0,
        "check_time": None,
        "provider_message_id": "",
        "reason": "",
        "detail": "",
        "history": [],
    }


def _read(document: Mapping[str, Any]) -> Send:
    return Send(
        message_id=document["_id"],
        account_id=document["account_id"],
        channel_id=document["channel_id"],
        conversation_id=document["conversation_id"],
        keys=tuple(document["keys"]),
        text=document["text"],
        cause_id=document["cause_id"],
        create_time=document["create_time"],
        attempts=document["attempts"],
        state=State(document["state"]),
        attempt_time=document["attempt_time"],
        checks=document["checks"],
    )
