"""Messages on their way out as MongoDB documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import UpdateOne
from recado.ingest.v1.content_pb2 import Content as ContentMessage

from ..domain.channels import Kind
from ..domain.delivery import Send, State, Step
from ..domain.inbound import Reported, Status
from ..domain.parts import plan
from ..domain.story import TOLD, Told, What
from ..wire.content import read_content, write_content

LOST = [State.CALLING.value, State.UNKNOWN.value]
OVER = [State.SENT.value, State.FAILED.value, State.UNKNOWN.value]

READERS = ("psid:", "igsid:")
"""Keys of people whose receipts are about all messages up to one."""

WORTH_TELLING = frozenset({Status.DELIVERED, Status.READ, Status.FAILED})
"""Reports that are kept with the message; the rest we know already."""


def write_send(send: Send, holder: str, until: datetime) -> dict[str, Any]:
    """Return the document of a send that is new to us."""
    return {
        "_id": send.message_id,
        "account_id": send.account_id,
        "channel_id": send.channel_id,
        "create_time": send.create_time,
        **_wish(send, holder, until),
        "attempts": send.attempts,
        "attempt_time": send.attempt_time,
        "done": [],
        "provider_ids": [],
        "provider_message_id": "",
        "history": [],
        "reports": [],
    }


def again(
    document: Mapping[str, Any],
    send: Send,
    holder: str,
    until: datetime,
    now: datetime,
) -> UpdateOne | None:
    """
    Return the change that begins anew on what a person asked for again.

    None unless it is over, and once per number of retries. The parts that the
    provider took are not repeated, unless it said later that one failed.
    """
    before = document.get("retries", 0)
    if document["state"] not in OVER or before >= send.retries:
        return None
    wish = _wish(send, holder, until)
    failed = any(each["status"] == Status.FAILED.name for each in _reports(document))
    if failed or document["state"] == State.SENT.value:
        wish["done"] = []
    asked = {"what": What.RETRIED.value, "time": now, "attempt": 0}
    same = {"_id": send.message_id, "state": document["state"], "retries": before}
    return UpdateOne(same, {"$set": wish, "$push": {"history": asked}})


def _reports(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = document.get("reports", ())
    return found


def _wish(send: Send, holder: str, until: datetime) -> dict[str, Any]:
    """Return the fields that a retry by hand sets anew."""
    return {
        "conversation_id": send.conversation_id,
        "keys": list(send.keys),
        "kind": send.kind,
        "text": send.text,
        "content": write_content(send.content).SerializeToString(),
        "reply_to": send.reply_to,
        "emoji": send.emoji,
        "retries": send.retries,
        "channel_kind": send.channel_kind.value if send.channel_kind else "",
        "parts": len(plan(send, send.channel_kind)) if send.channel_kind else 1,
        "cause_id": send.cause_id,
        "state": State.WAITING.value,
        "failures": 0,
        "holder": holder,
        "lease_time": until,
        "checks": 0,
        "check_time": None,
        "reason": "",
        "detail": "",
        **_reader(send),
    }


def _reader(send: Send) -> dict[str, str]:
    """Return whose receipt this waits for, where receipts are about many."""
    for key in send.keys:
        if key.startswith(READERS) and not send.is_reaction:
            return {"reader": f"{send.channel_id}:{key}"}
    return {}


def read_send(document: Mapping[str, Any]) -> Send:
    """Return the send of a document; older ones lack what is newer."""
    kind = document.get("channel_kind", "")
    return Send(
        message_id=document["_id"],
        account_id=document["account_id"],
        channel_id=document["channel_id"],
        conversation_id=document["conversation_id"],
        keys=tuple(document["keys"]),
        text=document["text"],
        cause_id=document["cause_id"],
        create_time=document["create_time"],
        kind=document.get("kind", "text"),
        content=read_content(ContentMessage.FromString(document.get("content", b""))),
        reply_to=document.get("reply_to", ""),
        emoji=document.get("emoji", ""),
        retries=document.get("retries", 0),
        channel_kind=Kind(kind) if kind else None,
        attempts=document["attempts"],
        failures=document.get("failures", 0),
        done=tuple(document.get("done", ())),
        state=State(document["state"]),
        attempt_time=document["attempt_time"],
        checks=document["checks"],
    )


def finishing(
    send: Send, result: Step, check: datetime | None, now: datetime, what: What
) -> dict[str, Any]:
    """Return the change that stores what an attempt or a look-up came to."""
    waits = result.state is State.WAITING and not result.part_done
    told = {
        "what": what.value,
        "time": now,
        "attempt": send.attempts,
        "reason": result.reason,
        "detail": result.detail,
    }
    if waits:
        told["retry_time"] = now + timedelta(seconds=result.delay_seconds)
    change: dict[str, Any] = {
        "$set": {
            "state": result.state.value,
            "reason": result.reason,
            "detail": result.detail,
            "check_time": check,
            "failures": send.after(result).failures,
        },
        "$push": {"history": told},
    }
    if result.provider_message_id:
        change["$set"]["provider_message_id"] = result.provider_message_id
        change["$push"]["provider_ids"] = result.provider_message_id
    if result.part_done or result.state is State.SENT:
        change["$push"]["done"] = result.provider_message_id
    return change


def reporting(
    document: Mapping[str, Any], reports: Sequence[Reported]
) -> list[UpdateOne]:
    """Return what statuses change about a message: at most two writes."""
    changes = []
    news = [
        {
            "status": report.status.name,
            "time": report.provider_time,
            "provider_message_id": report.provider_message_id,
            "reason": report.error_reason,
            "detail": report.error_detail,
        }
        for report in reports
        if report.status in WORTH_TELLING
    ]
    if news:
        kept = {"$addToSet": {"reports": {"$each": news}}}
        changes.append(UpdateOne({"_id": document["_id"]}, kept))
    known = document.get("provider_ids", ())
    answers = [each for each in reports if each.provider_message_id not in known]
    if document["state"] in LOST and answers:
        changes.append(_confirmation(document, answers))
    return changes


def _confirmation(
    document: Mapping[str, Any], reports: Sequence[Reported]
) -> UpdateOne:
    """Return the change that settles a call whose answer was lost."""
    failed = next((each for each in reports if each.status is Status.FAILED), None)
    answer = failed or reports[0]
    more = len(document.get("done", ())) + 1 < document.get("parts", 1)
    state = State.WAITING if more else State.SENT
    settled = {
        "state": (State.FAILED if failed else state).value,
        "provider_message_id": answer.provider_message_id,
        "reason": answer.error_reason,
        "failures": 0,
        "check_time": None,
    }
    pushed: dict[str, Any] = {"provider_ids": answer.provider_message_id}
    if not failed:
        pushed["done"] = answer.provider_message_id
    return UpdateOne(
        {
            "_id": document["_id"],
            "state": {"$in": LOST},
            "provider_ids": {"$ne": answer.provider_message_id},
        },
        {"$set": settled, "$push": pushed},
    )


def read_story(document: Mapping[str, Any]) -> list[Told]:
    """Return what happened to a message, oldest first."""
    found = [
        Told(
            what=What(each["what"]),
            at=each["time"],
            attempt=each.get("attempt", 0),
            reason=each.get("reason", ""),
            detail=each.get("detail", ""),
            retry_time=each.get("retry_time"),
        )
        for each in document.get("history", ())
        if "what" in each
    ]
    found += [
        Told(
            what=TOLD[Status[each["status"]]],
            at=each["time"],
            reason=each["reason"],
            detail=each["detail"],
        )
        for each in _reports(document)
    ]
    return sorted(found, key=lambda told: told.at)
