"""What is known of conversations: what opened them, and who got them."""

from __future__ import annotations

import enum
from dataclasses import dataclass

PREVIEW_LENGTH = 140  # characters
NAME_LENGTH = 120  # characters


@dataclass(frozen=True, slots=True)
class Inbound:
    """
    A message by the person, and the conversation it arrived in.

    `assignee_id` is who had the conversation at that moment, empty for
    nobody. Where `opening`, who has it is for routing to say.
    """

    account_id: str
    conversation_id: str
    channel_id: str
    message_id: str
    sequence: int
    assignee_id: str
    contact_name: str
    preview: str
    opening: bool
    cause_id: str


class Reason(enum.Enum):
    """Why somebody has a conversation from now on, as far as it matters here."""

    CLAIMED = "claim"
    KEPT = "keep_assignee"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What routing said of a conversation.

    `assignee_id` is empty when nobody has it; `actor_id` when no user acted;
    `message_id` when no message led to it.
    """

    answer_id: str
    account_id: str
    conversation_id: str
    message_id: str
    assignee_id: str
    actor_id: str
    reason: Reason
    version: int


def shortened(text: str, length: int) -> str:
    """Return *text* on one line, cut to *length* characters with an ellipsis."""
    # What lies far behind the cut is not worth splitting: texts may be long.
    words = " ".join(printable(text[: length * 8]).split())
    return words if len(words) <= length else f"{words[: length - 1].rstrip()}…"


def printable(text: str) -> str:
    """Return *text* with a space for each character that moves or hides others."""
    return "".join(c if c.isprintable() or c in "\u200d\u200c" else " " for c in text)
