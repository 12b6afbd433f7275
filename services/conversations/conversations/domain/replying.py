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


def check_reply(
    conversation: Answerable,
    seen_sequence: int,
    now: datetime,
    *,
    by_template: bool = False,
) -> None:
    """
    A template may be sent after the window, too (WIN-3).

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
    if not by_template and not window_is_open(c, now):
        raise WindowEnded(
            "the reply window has ended; resume with a template where there are "
            "any, or wait for the person to write",
            **facts,
        )
    if REGARDLESS != seen_sequence < c.last_inbound_sequence:
        raise StaleReply(
            "the person wrote again; read it, then send",
            last_inbound_sequence=str(c.last_inbound_sequence),
            **facts,
        )


def window_is_open(conversation: Answerable, now: datetime) -> bool:
    """Return whether we may write freely; the end is exclusive (WIN-1)."""
    if not conversation.channel_kind.has_window:
        return True
    shuts = conversation.window_close_time
    return shuts is not None and now < shuts
