"""When a person may be written to."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from .channel import ChannelKind
from .errors import ConversationClosed, StaleReply, WindowEnded

REGARDLESS = -1
"""A `seen_sequence` that sends whatever the person wrote since."""


class Answerable(Protocol):
    """What of a conversation decides it."""

    conversation_id: str
    channel_kind: ChannelKind
    window_close_time: datetime | None
    last_inbound_sequence: int

    @property
    def is_open(self) -> bool:
        """Whether it is in one of the three open sections."""


def check_reply(conversation: Answerable, seen_sequence: int, now: datetime) -> None:
    """
    Raises:
        ConversationClosed: It has to be reopened first (LIF-9).
        WindowEnded: The window shut, or never opened; its end is exclusive,
            so at that very moment it has (WIN-1, WIN-2).
        StaleReply: The person wrote after *seen_sequence*.
    """
    c = conversation
    facts = {"conversation_id": c.conversation_id}
    if not c.is_open:
        raise ConversationClosed(
            "the conversation is closed; reopen it to write", **facts
        )
    if c.channel_kind.has_window and (
        c.window_close_time is None or now >= c.window_close_time
    ):
        raise WindowEnded(
            "the reply window has ended; wait for the person to write", **facts
        )
    if REGARDLESS != seen_sequence < c.last_inbound_sequence:
        raise StaleReply(
            "the person wrote again; read it, then send",
            last_inbound_sequence=str(c.last_inbound_sequence),
            **facts,
        )
