"""What callers ask for over gRPC, as commands and queries."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta

from recado.conversations.v1 import (
    conversation_service_pb2 as conversation_rpc,
)
from recado.conversations.v1 import (
    event_feed_service_pb2 as feed_rpc,
)
from recado.conversations.v1 import (
    message_service_pb2 as message_rpc,
)

from chassis.identity import Identity

from ..domain.contact import folded
from ..domain.conversation import Conversation
from ..domain.errors import PageTokenInvalid, RequestInvalid
from ..ports import ClosingCursor, Cursor, ListQuery
from ..use_cases.attending import (
    CloseConversation,
    MarkConversation,
    ReopenConversation,
)
from ..use_cases.drafting import Draft
from ..use_cases.looking import narrowed
from ..use_cases.sending import (
    ReactToMessage,
    RetryMessage,
    SendMessage,
    StartConversation,
)
from ..use_cases.viewer import Viewer
from .content import place_content, read_file, read_use

SECTIONS = {
    conversation_rpc.SECTION_UNSPECIFIED: "",
    conversation_rpc.SECTION_UNASSIGNED: "unassigned",
    conversation_rpc.SECTION_MINE: "mine",
    conversation_rpc.SECTION_OTHERS: "others",
    conversation_rpc.SECTION_CLOSED: "closed",
}

CLOSES_FIRST = "w"
"""What page tokens of lists by their window's end begin with."""

MAX_QUERY = 100  # characters
MAX_REQUEST_ID = 128  # characters
MAX_PAGE, DEFAULT_PAGE = 100, 30
MAX_EVENTS, DEFAULT_EVENTS = 500, 200


def read_viewer(identity: Identity) -> Viewer:
    """Return whom the call acts for."""
    return Viewer(identity.account_id, identity.user_id, identity.visible_ids)


def read_list(
    request: conversation_rpc.ListConversationsRequest, viewer: Viewer
) -> tuple[ListQuery, Cursor | None, int]:
    """
    Return what to list, from where, and how many.

    Raises:
        RequestInvalid: The section is unknown or the query too long.
        PageTokenInvalid: The token is not one of ours.
    """
    if request.section not in SECTIONS:
        raise RequestInvalid("the section is unknown", field="section")
    if len(request.query) > MAX_QUERY:
        raise RequestInvalid(
            "the query is too long; shorten it", field="query", limit=str(MAX_QUERY)
        )
    query = ListQuery(
        user_id=viewer.user_id,
        channel_ids=viewer.channel_ids,
        section=SECTIONS[request.section],
        unread_only=request.unread_only,
        text=folded(request.query),
    )
    cursor = None
    if request.page_token:
        cursor = Cursor(*_numbers(request.page_token, 2))
    return (
        narrowed(query, request.channel_id),
        cursor,
        page_size(request.page_size, DEFAULT_PAGE, MAX_PAGE),
    )


def read_closing(
    request: conversation_rpc.ListConversationsRequest, viewer: Viewer
) -> tuple[ListQuery, ClosingCursor | None, int]:
    """
    Return what to list by its window's end, from where, and how many.

    Raises:
        RequestInvalid: See `read_list`.
        PageTokenInvalid: The token is not one of ours.
    """
    first = conversation_rpc.ListConversationsRequest()
    first.CopyFrom(request)
    first.page_token = ""
    query, _, size = read_list(first, viewer)
    if not request.page_token:
        return query, None, size
    kind, _, token = request.page_token.partition(".")
    number, _, conversation_id = token.partition(".")
    if kind != CLOSES_FIRST or not number.isdecimal() or not conversation_id:
        raise PageTokenInvalid(
            "the page token is not ours; start from the first page", field="page_token"
        )
    moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(number))
    return query, ClosingCursor(moment, conversation_id), size


def write_closing_cursor(conversation: Conversation | None) -> str:
    """Return the page token for what follows *conversation*; empty for None."""
    if conversation is None or conversation.window_close_time is None:
        return ""
    since = conversation.window_close_time - datetime.fromtimestamp(0, UTC)
    milliseconds = since // timedelta(milliseconds=1)
    return f"{CLOSES_FIRST}.{milliseconds}.{conversation.conversation_id}"


def write_cursor(cursor: Cursor | None) -> str:
    """Return the page token for *cursor*; empty on the last page."""
    return "" if cursor is None else _token(cursor.snapshot, cursor.below)


def read_thread(request: message_rpc.ListMessagesRequest) -> tuple[str, int, int]:
    """
    Return the conversation, the sequence to read below (0: the newest), and
    how many.

    Raises:
        PageTokenInvalid: The token is not one of ours.
    """
    before = _numbers(request.page_token, 1)[0] if request.page_token else 0
    return (
        _required(request.conversation_id, "conversation_id"),
        before,
        page_size(request.page_size, DEFAULT_PAGE, MAX_PAGE),
    )


def write_thread_token(before: int) -> str:
    """Return the page token to read below *before*; empty for 0."""
    return _token(before) if before else ""


def read_send(request: message_rpc.SendMessageRequest, viewer: Viewer) -> SendMessage:
    """
    Raises:
        RequestInvalid: An id is missing or too long, or there is more than one
            thing to send.
    """
    draft = Draft(
        text=request.text,
        file=read_file(request.attachment) if request.HasField("attachment") else None,
        location=(
            place_content(request.location) if request.HasField("location") else None
        ),
        template=read_use(request.template) if request.HasField("template") else None,
        reply_to_id=request.reply_to_message_id,
    )
    if (
        sum(part is not None for part in (draft.file, draft.location, draft.template))
        > 1
    ):
        raise RequestInvalid("send one thing at a time", field="attachment")
    return SendMessage(
        viewer=viewer,
        conversation_id=_required(request.conversation_id, "conversation_id"),
        request_id=request_id_of(request.request_id),
        draft=draft,
        seen_sequence=request.seen_sequence,
    )


def read_retry(
    request: message_rpc.RetryMessageRequest, viewer: Viewer
) -> RetryMessage:
    """
    Raises:
        RequestInvalid: An id is missing or too long.
    """
    return RetryMessage(
        viewer=viewer,
        conversation_id=_required(request.conversation_id, "conversation_id"),
        message_id=_required(request.message_id, "message_id"),
        request_id=request_id_of(request.request_id),
    )


def read_react(
    request: message_rpc.ReactToMessageRequest, viewer: Viewer
) -> ReactToMessage:
    """
    Raises:
        RequestInvalid: An id is missing or too long.
    """
    return ReactToMessage(
        viewer=viewer,
        conversation_id=_required(request.conversation_id, "conversation_id"),
        message_id=_required(request.message_id, "message_id"),
        request_id=request_id_of(request.request_id),
        emoji=request.emoji,
    )


def read_start(
    request: message_rpc.StartConversationRequest, viewer: Viewer
) -> StartConversation:
    """
    Raises:
        RequestInvalid: An id is missing or too long.
    """
    template = read_use(request.template) if request.HasField("template") else None
    return StartConversation(
        viewer=viewer,
        channel_id=_required(request.channel_id, "channel_id"),
        request_id=request_id_of(request.request_id),
        phone=_required(request.phone, "phone"),
        name=request.name,
        draft=Draft(text=request.text, template=template),
    )


def request_id_of(given: str) -> str:
    """
    Raises:
        RequestInvalid: It is missing or too long.
    """
    request_id = _required(given, "request_id")
    if len(request_id) > MAX_REQUEST_ID:
        raise RequestInvalid(
            "the request_id is too long; shorten it",
            field="request_id",
            limit=str(MAX_REQUEST_ID),
        )
    return request_id


def read_close(
    request: conversation_rpc.CloseConversationRequest, viewer: Viewer
) -> CloseConversation:
    """
    Raises:
        RequestInvalid: The conversation is missing.
    """
    conversation_id = _required(request.conversation_id, "conversation_id")
    return CloseConversation(viewer, conversation_id, request.request_id)


def read_reopen(
    request: conversation_rpc.ReopenConversationRequest, viewer: Viewer
) -> ReopenConversation:
    """
    Raises:
        RequestInvalid: The conversation is missing.
    """
    conversation_id = _required(request.conversation_id, "conversation_id")
    return ReopenConversation(viewer, conversation_id, request.request_id)


def read_mark(
    request: conversation_rpc.MarkConversationRequest, viewer: Viewer
) -> MarkConversation:
    """
    Raises:
        RequestInvalid: The conversation is missing, or the count negative.
    """
    if request.inbound_count < 0:
        raise RequestInvalid("the count is negative", field="inbound_count")
    return MarkConversation(
        viewer=viewer,
        conversation_id=_required(request.conversation_id, "conversation_id"),
        inbound_count=request.inbound_count,
        unread=request.unread,
    )


def read_position(
    request: feed_rpc.ReadEventsRequest | feed_rpc.SubscribeRequest,
) -> int:
    """
    Raises:
        RequestInvalid: The position is negative.
    """
    if request.after_position < 0:
        raise RequestInvalid("the position is negative", field="after_position")
    return request.after_position


def page_size(asked: int, default: int, most: int) -> int:
    """
    Return how many items a page has; more than *most* gives *most*.

    Raises:
        RequestInvalid: *asked* is negative.
    """
    if asked < 0:
        raise RequestInvalid("the page size is negative", field="page_size")
    return min(asked or default, most)


def _required(value: str, field: str) -> str:
    if not value:
        raise RequestInvalid(f"{field} is empty; name one", field=field)
    return value


def _token(*numbers: int) -> str:
    text = ".".join(format(number, "x") for number in numbers)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _numbers(token: str, count: int) -> list[int]:
    try:
        raw = base64.b64decode(
            token + "=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
        numbers = [int(part, 16) for part in raw.decode("ascii").split(".")]
    except (binascii.Error, ValueError):
        numbers = []
    if len(numbers) != count or not all(0 < n < 2**63 for n in numbers):
        raise PageTokenInvalid(
            "the page token is not ours; start from the first page", field="page_token"
        )
    return numbers
