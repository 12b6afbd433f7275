"""How a conversation begins."""

from __future__ import annotations

from datetime import datetime

from .channel import ChannelKind
from .contact import contact_of
from .conversation import Conversation
from .moves import Inbound


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
    conversation = Conversation(
        conversation_id=conversation_id,
        account_id=account_id,
        channel_id=channel_id,
        channel_kind=channel_kind,
        identity_keys=(),
        contact=contact_of(inbound.sender),
        create_time=now,
        activity_time=now,
    )
    conversation.receive(inbound, now=now)
    return conversation
