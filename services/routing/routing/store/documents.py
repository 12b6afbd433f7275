"""How domain objects look in MongoDB, both ways."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chassis import ids

from ..domain.assignment import Assignment, Decision, OwnerWait, Trigger, Wait
from ..domain.attendant import NEVER, Attendant, Channel, Rule
from ..domain.distribution import Candidate, Distribution, Method, ReopenPolicy
from ..ports import Owner

Document = dict[str, Any]

SOMETIMES = ("holder_id", "wait", "owner_wait", "request_ids")
"""Fields of an assignment that are absent where they would say nothing."""


def write_assignment(assignment: Assignment) -> Document:
    """
    Return the document of *assignment*.

    `holder_id` says whose load it counts in; it is there to be indexed.
    """
    document: Document = {
        "_id": assignment.conversation_id,
        "account_id": assignment.account_id,
        "channel_id": assignment.channel_id,
        "open": assignment.is_open,
        "assignee_id": assignment.assignee_id,
        "sector_id": assignment.sector_id,
        "version": assignment.version,
        "sequence": assignment.sequence,
        "message_id": assignment.message_id,
        "update_time": assignment.update_time,
    }
    if assignment.holder_id:
        document["holder_id"] = assignment.holder_id
    if assignment.request_ids:
        document["request_ids"] = list(assignment.request_ids)
    if assignment.wait is not None:
        document["wait"] = _write_wait(assignment.wait)
    if assignment.owner_wait is not None:
        document["owner_wait"] = {
            "until": assignment.owner_wait.until,
            "settings_version": assignment.owner_wait.settings_version,
        }
    return document


def _write_wait(wait: Wait) -> Document:
    return {
        "since": wait.since,
        "method": wait.method.value,
        "settings_version": wait.settings_version,
        "owner_id": wait.owner_id,
    }


def read_assignment(document: Document) -> Assignment:
    """Return the assignment in *document*."""
    wait, owner_wait = document.get("wait"), document.get("owner_wait")
    return Assignment(
        account_id=document["account_id"],
        conversation_id=document["_id"],
        channel_id=document["channel_id"],
        is_open=document["open"],
        assignee_id=document["assignee_id"],
        sector_id=document["sector_id"],
        version=document["version"],
        sequence=document["sequence"],
        message_id=document["message_id"],
        wait=wait
        and Wait(
            since=wait["since"],
            method=Method(wait["method"]),
            settings_version=wait["settings_version"],
            owner_id=wait["owner_id"],
        ),
        owner_wait=owner_wait
        and OwnerWait(owner_wait["until"], owner_wait["settings_version"]),
        request_ids=tuple(document.get("request_ids", ())),
        update_time=document["update_time"],
        loaded_mark=(document["version"], document["sequence"]),
    )


def write_decision(assignment: Assignment, decision: Decision) -> Document:
    """Return the document of *decision*; candidates as short as can be."""
    return {
        "_id": ids.new("dc"),
        "account_id": assignment.account_id,
        "conversation_id": assignment.conversation_id,
        "trigger": decision.trigger.value,
        "at": decision.at,
        "assignee_id": decision.assignee_id,
        "policy": decision.policy,
        "settings_version": decision.settings_version,
        "actor_id": decision.actor_id,
        "candidates": [
            [c.user_id, c.load, c.ruled_out_by or ""] for c in decision.candidates
        ],
    }


def read_decision(document: Document) -> tuple[str, Decision]:
    """Return id and decision in *document*."""
    return document["_id"], Decision(
        trigger=Trigger(document["trigger"]),
        at=document["at"],
        assignee_id=document["assignee_id"],
        policy=document["policy"],
        settings_version=document["settings_version"],
        actor_id=document["actor_id"],
        candidates=tuple(
            Candidate(user_id, load, Rule(rule) if rule else None)
            for user_id, load, rule in document["candidates"]
        ),
    )


def read_attendant(document: Document) -> Attendant:
    """Return the attendant in *document*."""
    return Attendant(
        account_id=document["account_id"],
        user_id=document["_id"],
        name=document["name"],
        is_attendant=document["is_attendant"],
        available=document["available"],
        online=document["online"],
        load=document["load"],
        capacity=document["capacity"],
        sector_ids=frozenset(document["sector_ids"]),
        active=document["active"],
        may_inbox=document["may_inbox"],
        assign_time=read_microseconds(document["assign_microseconds"]),
    )


def write_microseconds(moment: datetime) -> int:
    """Return *moment* as microseconds since 1970; BSON keeps milliseconds only."""
    return (moment - NEVER) // timedelta(microseconds=1)


def read_microseconds(count: int) -> datetime:
    """Return the moment *count* microseconds after 1970."""
    return NEVER + timedelta(microseconds=count)


def read_channel(document: Document) -> Channel:
    """Return the channel in *document*."""
    return Channel(
        account_id=document["account_id"],
        channel_id=document["_id"],
        shared=document["shared"],
        installer_id=document["installer_id"],
    )


def write_owner(account_id: str, owner: Owner) -> Document:
    """Return the document of *owner*."""
    return {
        "_id": owner.conversation_id,
        "account_id": account_id,
        "contact_id": owner.contact_id,
        "owner_id": owner.owner_id,
        "contact_version": owner.contact_version,
    }


def read_owner(document: Document) -> Owner:
    """Return the owner in *document*."""
    return Owner(
        conversation_id=document["_id"],
        contact_id=document["contact_id"],
        owner_id=document["owner_id"],
        contact_version=document["contact_version"],
    )


def read_distribution(document: Document | None) -> Distribution:
    """Return the settings in *document*; the defaults where there is none."""
    if document is None:
        return Distribution()
    return Distribution(
        method=Method(document["method"]),
        reopen_policy=ReopenPolicy(document["reopen_policy"]),
        version=document["version"],
    )
