"""Writing to people."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.channel import check_text
from ..domain.conversation import Conversation
from ..domain.errors import RequestReused
from ..domain.message import Message, request_key
from ..domain.moves import Outbound
from ..domain.reading import ReadMark
from ..ports import Clock, Conversations, Marks, Messages, NewId
from .racing import until_agreed
from .viewer import View, Viewer, visible


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Write *text*; *seen_sequence* is the last inbound the writer saw, or -1."""

    viewer: Viewer
    conversation_id: str
    request_id: str
    text: str
    seen_sequence: int


@dataclass(frozen=True, slots=True)
class _Desk:
    """What sending needs."""

    conversations: Conversations
    messages: Messages
    marks: Marks
    clock: Clock
    new_id: NewId


def send_message(
    command: SendMessage,
    *,
    conversations: Conversations,
    messages: Messages,
    marks: Marks,
    clock: Clock,
    new_id: NewId,
) -> tuple[Message, View]:
    """
    Queue a message and return it; the writer has then read the conversation.

    Repeating a `request_id` returns the first message, whatever was refused
    since, even when both come at once.

    Raises:
        ConversationUnknown: Not there, or not to be seen.
        RequestReused: The request was for another conversation.
        TextEmpty, TextTooLong: See `domain.channel`.
        ConversationClosed, WindowEnded, StaleReply: See `Conversation.send`.
    """
    desk = _Desk(conversations, messages, marks, clock, new_id)
    return until_agreed(lambda: _send(command, desk))


def _send(command: SendMessage, desk: _Desk) -> tuple[Message, View]:
    viewer = command.viewer
    conversation = visible(
        viewer, command.conversation_id, conversations=desk.conversations
    )
    mark = _mark(viewer, conversation, desk.marks)
    key = request_key(viewer.account_id, command.request_id)
    first = desk.messages.find(viewer.account_id, key)
    if first is not None:
        if first.conversation_id != conversation.conversation_id:
            raise RequestReused(
                "this request_id was used elsewhere; make a new one", field="request_id"
            )
        return first, View(conversation, mark)
    check_text(conversation.channel_kind, command.text)
    message = conversation.send(
        Outbound(
            message_id=desk.new_id("ms"),
            natural_key=key,
            request_id=command.request_id,
            author_id=viewer.user_id,
            text=command.text,
            seen_sequence=command.seen_sequence,
        ),
        now=desk.clock(),
    )
    read = mark.read_up_to(conversation.inbound_count)
    desk.conversations.save(
        viewer.account_id, [conversation], mark=None if read == mark else read
    )
    return message, View(conversation, read)


def _mark(viewer: Viewer, conversation: Conversation, marks: Marks) -> ReadMark:
    conversation_id = conversation.conversation_id
    found = marks.find(viewer.account_id, viewer.user_id, [conversation_id])
    return found.get(conversation_id) or ReadMark(conversation_id, viewer.user_id)
