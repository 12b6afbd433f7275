"""
Facts about conversations, in the past tense.

Each holds the conversation as it was right after it, its `sequence` there,
when it happened and what led to it. Places in the feed are given on saving.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conversation import Conversation
    from .message import Message


@dataclass(frozen=True, slots=True)
class Fact:
    """What all events of the feed have."""

    conversation: Conversation
    sequence: int
    at: datetime
    cause_id: str


@dataclass(frozen=True, slots=True)
class ConversationOpened(Fact):
    """A person wrote on a channel for the first time, or *starter_id* to them."""

    message_id: str
    starter_id: str = ""


@dataclass(frozen=True, slots=True)
class ConversationReopened(Fact):
    """
    A closed conversation is open again; *message_id* if by the person.

    *starter_id* if a user wrote first and is to have it.
    """

    actor_id: str
    former_assignee_id: str
    message_id: str
    starter_id: str = ""


@dataclass(frozen=True, slots=True)
class ConversationClosed(Fact):
    """A user closed the conversation."""

    actor_id: str


@dataclass(frozen=True, slots=True)
class MessageAdded(Fact):
    """The person wrote, or a timeline entry was made."""

    message: Message
    opening: bool = False


@dataclass(frozen=True, slots=True)
class MessageQueued(Fact):
    """A user wrote; it waits to be delivered."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageRetried(Fact):
    """A message that failed, or of unknown fate, waits to be delivered again."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageChanged(Fact):
    """
    A message changed otherwise than by its delivery.

    *what* is `reaction`, `edited`, `deleted` or `attachment`.
    """

    message: Message
    what: str


@dataclass(frozen=True, slots=True)
class WindowClosing(Fact):
    """The reply window shuts soon."""

    minutes_left: int


@dataclass(frozen=True, slots=True)
class ReactionQueued:
    """A user reacted; the provider is to be told. Not an event of the feed."""

    conversation: Conversation
    message: Message
    reaction_id: str
    emoji: str
    at: datetime
    cause_id: str


@dataclass(frozen=True, slots=True)
class MessageStatusChanged(Fact):
    """An outbound message got further, failed, or got its provider's id."""

    message: Message
    linked: bool


@dataclass(frozen=True, slots=True)
class AssignmentChanged(Fact):
    """Routing says who has it; no message when nobody came or went."""

    message: Message | None


@dataclass(frozen=True, slots=True)
class ContactChanged(Fact):
    """The person's name, picture or CRM contact changed."""


Event = (
    ConversationOpened
    | ConversationReopened
    | ConversationClosed
    | MessageAdded
    | MessageQueued
    | MessageRetried
    | MessageChanged
    | MessageStatusChanged
    | WindowClosing
    | AssignmentChanged
    | ContactChanged
)


def entry_of(event: Event) -> Message | None:
    """Return the entry that *event* added to the thread, or None."""
    if isinstance(event, MessageAdded | MessageQueued | AssignmentChanged):
        return event.message
    return None
