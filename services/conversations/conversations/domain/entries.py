"""How the entries of a thread are made."""

from __future__ import annotations

from datetime import datetime

from .content import Quote
from .message import (
    Direction,
    Message,
    Status,
    TimelineEntry,
    inbound_key,
    timeline_key,
)
from .moves import Echo, Inbound, Outbound

QUOTED = 200
"""Characters of a message that are kept with its answer."""


def inbound_message(
    inbound: Inbound,
    *,
    conversation_id: str,
    channel_id: str,
    sequence: int,
    now: datetime,
) -> Message:
    """Return the entry for what the person wrote, or a provider tells of them."""
    return Message(
        message_id=inbound.message_id,
        conversation_id=conversation_id,
        natural_key=inbound_key(channel_id, inbound.provider_message_id),
        sequence=sequence,
        direction=Direction.INTERNAL if inbound.is_notice else Direction.INBOUND,
        kind=inbound.kind,
        create_time=now,
        text=inbound.text,
        provider_time=inbound.provider_time,
        provider_message_id=inbound.provider_message_id,
        provider_kind=inbound.provider_kind,
        content=inbound.content,
        quote=inbound.quote,
    )


def echo_message(
    echo: Echo, *, conversation_id: str, channel_id: str, sequence: int, now: datetime
) -> Message:
    """Return the entry for what was written to the person elsewhere."""
    return Message(
        message_id=echo.message_id,
        conversation_id=conversation_id,
        natural_key=inbound_key(channel_id, echo.provider_message_id),
        sequence=sequence,
        direction=Direction.OUTBOUND,
        kind=echo.kind,
        create_time=now,
        text=echo.text,
        status=Status.SENT,
        status_at=echo.provider_time,
        provider_time=echo.provider_time,
        provider_message_id=echo.provider_message_id,
        content=echo.content,
        origin=echo.origin,
    )


def outbound_message(
    outbound: Outbound, *, conversation_id: str, sequence: int, now: datetime
) -> Message:
    """Return the entry for what a user wrote; it waits to be delivered."""
    return Message(
        message_id=outbound.message_id,
        conversation_id=conversation_id,
        natural_key=outbound.natural_key,
        sequence=sequence,
        direction=Direction.OUTBOUND,
        kind=outbound.kind,
        create_time=now,
        text=outbound.text,
        author_id=outbound.author_id,
        status=Status.QUEUED,
        request_id=outbound.request_id,
        content=outbound.content,
        quote=outbound.quote,
        origin=outbound.origin,
    )


def quote_of(message: Message) -> Quote:
    """Return *message* as another that answers it shows it."""
    return Quote(
        message_id=message.message_id,
        direction=message.direction.value,
        kind=message.kind,
        text=message.text[:QUOTED],
        provider_message_id=message.provider_message_id,
    )


def timeline_message(
    entry: TimelineEntry,
    *,
    message_id: str,
    conversation_id: str,
    sequence: int,
    now: datetime,
) -> Message:
    """Return the entry for something that happened; it never leaves us."""
    return Message(
        message_id=message_id,
        conversation_id=conversation_id,
        natural_key=timeline_key(message_id),
        sequence=sequence,
        direction=Direction.INTERNAL,
        kind="timeline",
        create_time=now,
        author_id=entry.actor_id,
        timeline=entry,
    )
