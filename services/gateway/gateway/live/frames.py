"""
Events as server-sent event frames, encoded once for all streams.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from recado.conversations.v1 import event_feed_service_pb2, events_pb2

from chassis.envelope import routing_key

from .. import wire

FEED_TYPES: tuple[Any, ...] = (
    events_pb2.ConversationOpened,
    events_pb2.ConversationReopened,
    events_pb2.ConversationClosed,
    events_pb2.MessageAdded,
    events_pb2.MessageQueued,
    events_pb2.MessageStatusChanged,
    events_pb2.AssignmentChanged,
    events_pb2.ContactChanged,
    events_pb2.MessageChanged,
    events_pb2.WindowClosing,
)

NAMES = {kind: routing_key(kind) for kind in FEED_TYPES}

PING = b": ping\n\n"


@dataclass(frozen=True, slots=True)
class Frame:
    """One event of the feed, ready to be sent to whoever sees its channel."""

    position: int
    channel_id: str
    data: bytes


def frame_of(event: Any, channel_name: wire.ChannelName) -> Frame:
    """Return a feed event as its frame."""
    body: dict[str, Any] = {
        "position": event.mark.position,
        "sequence": event.mark.sequence,
        "conversation": wire.write_shared(event.conversation, channel_name),
    }
    if "message" in event.DESCRIPTOR.fields_by_name and event.HasField("message"):
        body["message"] = wire.write_message(event.message)
    for name in ("what", "minutes_left"):
        if name in event.DESCRIPTOR.fields_by_name:
            body[name] = getattr(event, name)
    return Frame(
        position=event.mark.position,
        channel_id=event.conversation.channel_id,
        data=encoded(NAMES[type(event)], body, event.mark.position),
    )


def unwrapped(event: event_feed_service_pb2.FeedEvent) -> Any | None:
    """Return what is in a feed event; None for a type we do not know yet."""
    name = event.WhichOneof("event")
    return getattr(event, name) if name else None


def encoded(name: str, body: Mapping[str, Any], position: int | None = None) -> bytes:
    """Return a frame; only feed events carry an id to resume from."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    head = "" if position is None else f"id: {position}\n"
    return f"{head}event: {name}\ndata: {data}\n\n".encode()
