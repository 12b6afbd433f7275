"""Who asks, and what they may see."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.conversation import Conversation
from ..domain.errors import ConversationUnknown
from ..domain.reading import ReadMark
from ..ports import Conversations


@dataclass(frozen=True, slots=True)
class Viewer:
    """
    The user that a call acts for.

    `channel_ids` decides alone: who may see a channel may work with it, the
    installer of a private one as well as those with shared access (LIF-3).
    """

    account_id: str
    user_id: str
    channel_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class View:
    """A conversation and how far the viewer has read it."""

    conversation: Conversation
    mark: ReadMark


def visible(
    viewer: Viewer, conversation_id: str, *, conversations: Conversations
) -> Conversation:
    """
    Return the conversation.

    Raises:
        ConversationUnknown: It is not there, or on a channel that *viewer*
            may not see; which of the two is not told.
    """
    found = conversations.find(viewer.account_id, [conversation_id])
    conversation = found.get(conversation_id)
    if conversation is None or conversation.channel_id not in viewer.channel_ids:
        raise ConversationUnknown(
            "no such conversation", conversation_id=conversation_id
        )
    return conversation
