"""The thread of a conversation: reading it, and writing to the person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from recado.conversations.v1 import message_service_pb2 as messages

from .. import shapes, wire
from ..endpoint import Call, Endpoint
from ..inputs import INT64, Body, NoBody, NoQuery, Page
from ..problems import bad_field
from .views import ONE, UNKNOWN, view

RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]

LONGEST = 65_536  # characters; each channel has a smaller limit of its own


class SendText(Body):
    """What to write to the person."""

    kind: Literal["text"] = "text"
    text: Annotated[str, StringConstraints(max_length=LONGEST)]
    """At most 4,096 characters, 1,600 on Twilio."""
    request_id: RequestId | None = None
    """Identifies the wish: repeating it sends once. Absent: `Idempotency-Key`."""
    seen_sequence: Annotated[int, Field(ge=-1, le=INT64)]
    """`last_inbound_sequence` on screen: a reply to something older is held."""


async def list_messages(call: Call[NoBody, Page]) -> shapes.MessagePage:
    """List the thread, newest first."""
    request = messages.ListMessagesRequest(
        conversation_id=call.ids["conversation_id"],
        page_size=call.query.limit,
        page_token=call.query.cursor,
    )
    answer = await call.ask(call.gateway.backends.messages.ListMessages, request)
    return {
        "items": [wire.write_message(message) for message in answer.messages],
        "next_cursor": answer.next_page_token or None,
    }


async def send_message(call: Call[SendText, NoQuery]) -> shapes.SentMessage:
    """Store a message and queue it for delivery."""
    body = call.body
    if body.request_id is None and not call.given_key:
        raise bad_field(
            "request_id", "give a request_id, or the header Idempotency-Key"
        )
    request = messages.SendMessageRequest(
        request_id=body.request_id or call.request_id,
        conversation_id=call.ids["conversation_id"],
        text=body.text,
        seen_sequence=body.seen_sequence,
    )
    answer = await call.ask(call.gateway.backends.messages.SendMessage, request)
    return {
        "message": wire.write_message(answer.message),
        "conversation": view(call, answer.item),
    }


THREAD = f"{ONE}/messages"

ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="GET",
        path=THREAD,
        summary="The messages of a conversation, newest first.",
        tag="messages",
        handler=list_messages,
        query=Page,
        answer=shapes.MessagePage,
        refusals={**UNKNOWN, 422: ["PAGE_TOKEN_INVALID"]},
    ),
    Endpoint(
        method="POST",
        path=THREAD,
        summary="Write to the person.",
        tag="messages",
        handler=send_message,
        body=SendText,
        answer=shapes.SentMessage,
        status=201,
        refusals={
            **UNKNOWN,
            409: ["CONVERSATION_CLOSED", "WINDOW_ENDED", "STALE_REPLY"],
            422: ["TEXT_EMPTY", "TEXT_TOO_LONG"],
        },
    ),
)
