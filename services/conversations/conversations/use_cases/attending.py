"""Closing, reopening and marking conversations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..domain.conversation import Conversation
from ..domain.reading import ReadMark
from ..ports import Clock, Conversations, Marks, NewId
from .racing import until_agreed
from .viewer import Viewer, visible


@dataclass(frozen=True, slots=True)
class CloseConversation:
    """Close a conversation; *request_id* is kept as the cause."""

    viewer: Viewer
    conversation_id: str
    request_id: str


@dataclass(frozen=True, slots=True)
class ReopenConversation:
    """Open a closed conversation; *request_id* is kept as the cause."""

    viewer: Viewer
    conversation_id: str
    request_id: str


@dataclass(frozen=True, slots=True)
class MarkConversation:
    """Mark as unread, or as read up to *inbound_count* (0: all there is)."""

    viewer: Viewer
    conversation_id: str
    inbound_count: int
    unread: bool


def close_conversation(
    command: CloseConversation,
    *,
    conversations: Conversations,
    clock: Clock,
    new_id: NewId,
) -> Conversation:
    """
    Close it and return it; one closed already is returned as it is.

    Raises:
        ConversationUnknown: Not there, or not to be seen.
    """

    def close(conversation: Conversation) -> None:
        conversation.close(
            actor_id=command.viewer.user_id,
            timeline_id=new_id("ms"),
            now=clock(),
            cause_id=command.request_id,
        )

    return _changed(command.viewer, command.conversation_id, conversations, close)


def reopen_conversation(
    command: ReopenConversation,
    *,
    conversations: Conversations,
    clock: Clock,
    new_id: NewId,
) -> Conversation:
    """
    Open it and return it; an open one is returned as it is.

    Who gets it is for routing to say, next.

    Raises:
        ConversationUnknown: Not there, or not to be seen.
    """

    def reopen(conversation: Conversation) -> None:
        conversation.reopen(
            actor_id=command.viewer.user_id,
            timeline_id=new_id("ms"),
            now=clock(),
            cause_id=command.request_id,
        )

    return _changed(command.viewer, command.conversation_id, conversations, reopen)


def mark_conversation(
    command: MarkConversation, *, conversations: Conversations, marks: Marks
) -> ReadMark:
    """
    Mark it for the viewer alone and return the mark (FLT-2, INB-5).

    Raises:
        ConversationUnknown: Not there, or not to be seen.
    """
    viewer = command.viewer
    conversation = visible(viewer, command.conversation_id, conversations=conversations)
    conversation_id = conversation.conversation_id
    found = marks.find(viewer.account_id, viewer.user_id, [conversation_id])
    mark = found.get(conversation_id) or ReadMark(conversation_id, viewer.user_id)
    everything = conversation.inbound_count
    read = mark.read_up_to(min(command.inbound_count or everything, everything))
    wanted = mark.unread() if command.unread else read
    return mark if wanted == mark else marks.save(conversation, wanted)


def _changed(
    viewer: Viewer,
    conversation_id: str,
    conversations: Conversations,
    change: Callable[[Conversation], None],
) -> Conversation:
    def attempt() -> Conversation:
        conversation = visible(viewer, conversation_id, conversations=conversations)
        change(conversation)
        if conversation.events:
            conversations.save(viewer.account_id, [conversation])
        return conversation

    return until_agreed(attempt)
