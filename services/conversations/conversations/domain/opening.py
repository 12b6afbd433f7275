"""How a conversation begins."""

from __future__ import annotations

from datetime import datetime

from .channel import ChannelKind
from .contact import Sender, contact_of
from .conversation import Conversation
from .moves import Inbound
from .place import State


def opened(
    inbound: Inbound,
    *,
    conversation_id: str,
    account_id: str,
    channel_id: str,
    channel_kind: ChannelKind,
    now: datetime,
) -> Conversation:
    """Return the conversation that a person's first message opens."""
    conversation = begun(
        inbound.sender,
        conversation_id=conversation_id,
        account_id=account_id,
        channel_id=channel_id,
        channel_kind=channel_kind,
        now=now,
    )
    conversation.identity_keys = conversation.new_keys = ()
    conversation.receive(inbound, now=now)
    return conversation


def begun(
    sender: Sender,
    *,
    conversation_id: str,
    account_id: str,
    channel_id: str,
    channel_kind: ChannelKind,
    now: datetime,
    state: State = State.OPEN,
) -> Conversation:
    """Return a conversation with *sender* in which nothing happened yet."""
    return Conversation(
        conversation_id=conversation_id,
        account_id=account_id,
        channel_id=channel_id,
        channel_kind=channel_kind,
        identity_keys=sender.keys,
        new_keys=sender.keys,
        contact=contact_of(sender),
        create_time=now,
        activity_time=now,
        state=state,
    )
