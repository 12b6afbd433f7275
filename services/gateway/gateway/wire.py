"""
From the messages of the other services to the JSON of the API.

`write_*` cannot fail: a number that a newer service sends and we do not know
becomes `unknown`, so that one new kind never hides a whole list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from recado.conversations.v1 import (
    conversation_pb2,
    conversation_service_pb2,
    message_pb2,
)
from recado.crm.v1 import contact_pb2
from recado.ingest.v1 import channel_pb2
from recado.routing.v1 import assignment_pb2

from . import shapes
from .moments import time_of, write_time
from .wire_content import write_content, write_quote, write_reaction, write_referral

ChannelName = Callable[[str, str], str]
"""(account id, channel id) -> the channel's name; empty when unknown."""

Kind = channel_pb2.Channel
KINDS: dict[int, shapes.ChannelKind] = {
    Kind.KIND_WHATSAPP_CLOUD: "whatsapp_cloud",
    Kind.KIND_WHATSAPP_TWILIO: "whatsapp_twilio",
    Kind.KIND_MESSENGER: "messenger",
    Kind.KIND_INSTAGRAM: "instagram",
    Kind.KIND_WEBCHAT: "webchat",
}

DIRECTIONS: dict[int, Any] = {
    message_pb2.Message.DIRECTION_INBOUND: "inbound",
    message_pb2.Message.DIRECTION_OUTBOUND: "outbound",
    message_pb2.Message.DIRECTION_INTERNAL: "internal",
}

STATUSES: dict[int, Any] = {
    message_pb2.Message.STATUS_QUEUED: "queued",
    message_pb2.Message.STATUS_SENT: "sent",
    message_pb2.Message.STATUS_DELIVERED: "delivered",
    message_pb2.Message.STATUS_READ: "read",
    message_pb2.Message.STATUS_FAILED: "failed",
    message_pb2.Message.STATUS_UNKNOWN: "unknown",
}


def write_message(message: message_pb2.Message) -> shapes.Message:
    """Return one entry of a thread."""
    failed = message.status == message_pb2.Message.STATUS_FAILED
    return {
        "id": message.message_id,
        "conversation_id": message.conversation_id,
        "sequence": message.sequence,
        "direction": DIRECTIONS.get(message.direction, "internal"),
        "kind": message.kind,
        "text": message.text,
        "author_id": message.author_id or None,
        "status": STATUSES.get(message.status),
        "error": (
            {"reason": message.error_reason, "detail": message.error_detail}
            if failed
            else None
        ),
        "create_time": write_time(message.create_time),
        "provider_time": time_of(message, "provider_time"),
        "request_id": message.request_id or None,
        "provider_kind": message.provider_kind or None,
        "timeline": (
            _write_timeline(message.timeline) if message.HasField("timeline") else None
        ),
        "content": (
            write_content(message.content) if message.HasField("content") else None
        ),
        "quote": (
            write_quote(message.quote, DIRECTIONS)
            if message.HasField("quote")
            else None
        ),
        "reactions": [write_reaction(reaction) for reaction in message.reactions],
        "edit_time": time_of(message, "edit_time"),
        "delete_time": time_of(message, "delete_time"),
        "former_texts": list(message.former_texts),
        "origin": message.origin,
        "retries": message.retries,
    }


def _write_timeline(entry: message_pb2.Message.TimelineEntry) -> shapes.TimelineEntry:
    return {
        "what": entry.what,
        "actor_id": entry.actor_id or None,
        "from_id": entry.from_id or None,
        "to_id": entry.to_id or None,
        "reason": entry.reason or None,
    }


def write_shared(
    conversation: conversation_pb2.Conversation, channel_name: ChannelName
) -> shapes.SharedConversation:
    """Return a conversation without what only one viewer knows of it."""
    contact = conversation.contact
    closed = conversation.state == conversation_pb2.Conversation.STATE_CLOSED
    last = conversation.last_message if conversation.HasField("last_message") else None
    return {
        "id": conversation.conversation_id,
        "channel": {
            "id": conversation.channel_id,
            "kind": KINDS.get(conversation.channel_kind, "unknown"),
            "name": channel_name(conversation.account_id, conversation.channel_id),
        },
        "contact": {
            "id": contact.contact_id or None,
            "name": contact.name,
            "phone": contact.phone or None,
            "handle": contact.handle or None,
            "avatar_url": contact.avatar_url or None,
        },
        "state": "closed" if closed else "open",
        "assignee_id": conversation.assignee_id or None,
        "sector_id": conversation.sector_id or None,
        "assignment_version": conversation.assignment_version,
        "waiting": conversation.waiting,
        "last_message": None if last is None else write_message(last),
        "activity_time": write_time(conversation.activity_time),
        "create_time": write_time(conversation.create_time),
        "close_time": time_of(conversation, "close_time"),
        "window_close_time": time_of(conversation, "window_close_time"),
        "sequence": conversation.sequence,
        "inbound_count": conversation.inbound_count,
        "last_inbound_sequence": conversation.last_inbound_sequence,
        "referral": (
            write_referral(conversation.referral)
            if conversation.HasField("referral")
            else None
        ),
        "opted_out": conversation.opted_out,
    }


def write_read_mark(mark: conversation_pb2.ReadMark) -> shapes.ReadMark:
    """Return how far a viewer has read."""
    return {"inbound_count": mark.inbound_count, "marked_unread": mark.marked_unread}


def write_view(
    view: conversation_service_pb2.ConversationView,
    viewer_id: str,
    channel_name: ChannelName,
) -> shapes.Conversation:
    """Return a conversation as *viewer_id* sees it."""
    shared = write_shared(view.conversation, channel_name)
    read = write_read_mark(view.read_mark)
    unread = max(
        shared["inbound_count"] - read["inbound_count"],
        1 if read["marked_unread"] else 0,
    )
    return {
        **shared,
        "section": section_of(shared, viewer_id),
        "read": read,
        "unread": unread,
    }


def section_of(
    conversation: shapes.SharedConversation, viewer_id: str
) -> shapes.Section:
    """Return the one section the conversation is in for a viewer (INB-3)."""
    if conversation["state"] == "closed":
        return "closed"
    if conversation["assignee_id"] is None:
        return "unassigned"
    return "mine" if conversation["assignee_id"] == viewer_id else "others"


def write_decision(decision: assignment_pb2.Decision) -> shapes.Decision:
    """Return why somebody has the conversation."""
    return {
        "id": decision.decision_id,
        "conversation_id": decision.conversation_id,
        "trigger": decision.trigger,
        "policy": decision.policy or None,
        "candidates": [
            {
                "user_id": c.user_id,
                "load": c.load,
                "ruled_out_by": c.ruled_out_by or None,
            }
            for c in decision.candidates
        ],
        "assignee_id": decision.assignee_id or None,
        "actor_id": decision.actor_id or None,
        "decide_time": write_time(decision.decide_time),
    }


def write_contact(contact: contact_pb2.Contact) -> shapes.Contact:
    """Return a person in the CRM."""
    return {
        "id": contact.contact_id,
        "name": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "owner_id": contact.owner_id,
        "city": contact.city,
        "company": contact.company,
        "notes": contact.notes,
        "is_profile": contact.is_profile,
        "source": contact.source,
        "identity_keys": list(contact.identity_keys),
        "create_time": write_time(contact.create_time),
        "version": contact.version,
    }
