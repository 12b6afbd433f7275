"""Between documents and the domain."""

from __future__ import annotations

from typing import Any

from ..domain.channel import ChannelKind
from ..domain.contact import Contact, search_text
from ..domain.conversation import Conversation
from ..domain.message import Direction, Message, Status, TimelineEntry
from ..domain.place import Place, State
from .parts import read_parts, written_parts

Document = dict[str, Any]

PLAIN = (
    "text",
    "author_id",
    "status_at",
    "error_reason",
    "error_detail",
    "provider_time",
    "request_id",
    "provider_message_id",
    "provider_kind",
    "edit_time",
    "delete_time",
    "origin",
    "retries",
    "stale_id",
)
"""Fields of a message that are stored as they are, and only if not empty."""


def message_document(message: Message) -> Document:
    """Return *message* with its empty fields left out; `_id` is not in it."""
    document: Document = {
        "message_id": message.message_id,
        "conversation_id": message.conversation_id,
        "sequence": message.sequence,
        "direction": message.direction.value,
        "kind": message.kind,
        "create_time": message.create_time,
    }
    for name in PLAIN:
        value = getattr(message, name)
        if value:
            document[name] = value
    if message.status is not None:
        document["status"] = message.status.value
    if message.timeline is not None:
        entry = message.timeline
        document["timeline"] = {
            "what": entry.what,
            "actor_id": entry.actor_id,
            "from_id": entry.from_id,
            "to_id": entry.to_id,
            "reason": entry.reason,
        }
    return document | written_parts(message)


def message_of(document: Document, natural_key: str) -> Message:
    """Return the message that *document* holds."""
    status = document.get("status")
    timeline = document.get("timeline")
    return Message(
        message_id=document["message_id"],
        conversation_id=document["conversation_id"],
        natural_key=natural_key,
        sequence=document["sequence"],
        direction=Direction(document["direction"]),
        kind=document["kind"],
        create_time=document["create_time"],
        status=None if status is None else Status(status),
        timeline=None if timeline is None else TimelineEntry(**timeline),
        **{name: document[name] for name in PLAIN if name in document},
        **read_parts(document),
    )


def conversation_document(conversation: Conversation) -> Document:
    """Return what a save sets; place in lists, reading and `_id` are not in it."""
    c = conversation
    last = c.last_message
    return {
        "account_id": c.account_id,
        "channel_id": c.channel_id,
        "channel_kind": c.channel_kind.value,
        "identity_keys": list(c.identity_keys),
        "contact": _contact_document(c.contact),
        "state": c.state.value,
        "assignee_id": c.assignee_id,
        "sector_id": c.sector_id,
        "assignment_version": c.assignment_version,
        "waiting": c.waiting,
        "last_message": None
        if last is None
        else {"natural_key": last.natural_key, **message_document(last)},
        "activity_time": c.activity_time,
        "create_time": c.create_time,
        "close_time": c.close_time,
        "window_close_time": c.window_close_time,
        "sequence": c.sequence,
        "inbound_count": c.inbound_count,
        "last_inbound_sequence": c.last_inbound_sequence,
        "version": c.version + 1,
        "section_key": section_key(c.account_id, c.place),
        "owner_key": f"{c.account_id}:{c.place.owner_id}" if c.place.owner_id else None,
        "search_text": search_text(c.contact),
        **_rare(c),
    }


def _rare(conversation: Conversation) -> Document:
    """Return what few conversations have; left out where there is none."""
    c = conversation
    rare: Document = {
        "referral": c.referral,
        "opted_out": c.opted_out,
        "warned_time": c.warned_time,
    }
    return {name: value for name, value in rare.items() if value}


def conversation_of(document: Document) -> Conversation:
    """Return the conversation that *document* holds."""
    d = document
    last = d["last_message"]
    conversation = Conversation(
        conversation_id=d["_id"],
        account_id=d["account_id"],
        channel_id=d["channel_id"],
        channel_kind=ChannelKind(d["channel_kind"]),
        identity_keys=tuple(d["identity_keys"]),
        contact=Contact(**d["contact"]),
        create_time=d["create_time"],
        activity_time=d["activity_time"],
        state=State(d["state"]),
        assignee_id=d["assignee_id"],
        sector_id=d["sector_id"],
        assignment_version=d["assignment_version"],
        waiting=d["waiting"],
        last_message=None if last is None else message_of(last, last["natural_key"]),
        sequence=d["sequence"],
        inbound_count=d["inbound_count"],
        last_inbound_sequence=d["last_inbound_sequence"],
        window_close_time=d["window_close_time"],
        close_time=d["close_time"],
        referral=bytes(d.get("referral", b"")),
        opted_out=d.get("opted_out", False),
        warned_time=d.get("warned_time"),
        version=d["version"],
    )
    conversation.saved_place = conversation.place
    return conversation


def section_key(account_id: str, place: Place) -> str:
    """Return the key of the section: unassigned, assigned or closed."""
    if not place.is_open:
        return f"{account_id}:c"
    return f"{account_id}:a" if place.owner_id else f"{account_id}:u"


def count_field(channel_id: str, place: Place) -> str:
    """Return where an account's document counts conversations of *place*."""
    if not place.is_open:
        return f"counts.{channel_id}.closed"
    return f"counts.{channel_id}.open.{place.owner_id or '-'}"


def _contact_document(contact: Contact) -> Document:
    return {
        "name": contact.name,
        "phone": contact.phone,
        "handle": contact.handle,
        "avatar_url": contact.avatar_url,
        "contact_id": contact.contact_id,
        "crm_version": contact.crm_version,
        "crm_time": contact.crm_time,
    }
