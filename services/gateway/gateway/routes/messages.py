"""The thread of a conversation: reading it, and writing to the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints
from recado.conversations.v1 import message_service_pb2 as messages
from recado.ingest.v1 import content_pb2 as content
from recado.ingest.v1 import media_service_pb2 as media

from .. import shapes, wire
from ..endpoint import Call, Endpoint
from ..inputs import INT64, Body, Id, NoBody, NoQuery, Page
from ..problems import bad_field
from .views import ONE, UNKNOWN, view

T = TypeVar("T")

RequestId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]

LONGEST = 65_536  # characters; each channel has a smaller limit of its own


Variables = Annotated[
    dict[
        Annotated[str, StringConstraints(min_length=1, max_length=64)],
        Annotated[str, StringConstraints(max_length=1024)],
    ],
    Field(max_length=40),
]
"""A value for each variable of a template."""


class Place(Body):
    """A place to send; degrees north and east."""

    latitude: Annotated[float, Field(ge=-90, le=90, strict=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, strict=False)]
    name: Annotated[str, StringConstraints(max_length=200)] = ""
    address: Annotated[str, StringConstraints(max_length=400)] = ""


class NewMessage(Body):
    """What to write to the person; which members it needs follows from `kind`."""

    kind: Literal["text", "media", "location", "template"] = "text"
    text: Annotated[str, StringConstraints(max_length=LONGEST)] = ""
    """The text, or the words below the file. See the channel's capabilities."""
    attachment_id: Id | None = None
    """`media`: the file, given by `POST /api/v1/media` before."""
    location: Place | None = None
    """`location`: where."""
    template_id: Id | None = None
    """`template`: which; only approved ones."""
    variables: Variables = Field(default_factory=dict)
    """`template`: what to fill in."""
    header_attachment_id: Id | None = None
    """`template`: the file of the header, of the kind it was approved with."""
    reply_to_message_id: Id | None = None
    """The message to quote, where the channel can."""
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


async def send_message(call: Call[NewMessage, NoQuery]) -> shapes.SentMessage:
    """Store a message and queue it for delivery."""
    body = call.body
    request = messages.SendMessageRequest(
        request_id=wish(call, body.request_id),
        conversation_id=call.ids["conversation_id"],
        text=body.text,
        seen_sequence=body.seen_sequence,
        reply_to_message_id=body.reply_to_message_id or "",
    )
    match body.kind:
        case "media":
            file_id = needed("attachment_id", body.attachment_id)
            request.attachment.CopyFrom(await attachment(call, file_id))
        case "location":
            request.location.CopyFrom(_place(needed("location", body.location)))
        case "template":
            template_id = needed("template_id", body.template_id)
            request.template.CopyFrom(
                await template(
                    call, template_id, body.variables, body.header_attachment_id
                )
            )
    return sent(
        call, await call.ask(call.gateway.backends.messages.SendMessage, request)
    )


def sent(call: Call[Any, Any], answer: Any) -> shapes.SentMessage:
    """Return a message as stored, and its conversation after it."""
    return {
        "message": wire.write_message(answer.message),
        "conversation": view(call, answer.item),
    }


def wish(call: Call[Any, Any], given: str | None) -> str:
    """Return what makes sending happen once; a client must think of it."""
    if given is None and not call.given_key:
        raise bad_field(
            "request_id", "give a request_id, or the header Idempotency-Key"
        )
    return given or call.request_id


def needed(name: str, value: T | None) -> T:
    """Return a member that this kind of message needs."""
    if value is None:
        raise bad_field(name, "this kind of message needs it")
    return value


async def attachment(call: Call[Any, Any], attachment_id: str) -> Any:
    """Return a file as ingest knows it: the caller cannot say what it is."""
    request = media.GetAttachmentRequest(attachment_id=attachment_id)
    answer = await call.ask(call.gateway.backends.media.GetAttachment, request)
    return answer.attachment


async def template(
    call: Call[Any, Any],
    template_id: str,
    variables: Mapping[str, str],
    header_id: str | None,
) -> messages.TemplateToSend:
    """Return a template with what is to be filled in."""
    chosen = messages.TemplateToSend(template_id=template_id, variables=variables)
    if header_id is not None:
        chosen.header.CopyFrom(await attachment(call, header_id))
    return chosen


def _place(place: Place) -> content.Location:
    return content.Location(
        latitude=place.latitude,
        longitude=place.longitude,
        name=place.name,
        address=place.address,
    )


THREAD = f"{ONE}/messages"

REFUSALS: Mapping[int, Sequence[str]] = {
    404: ["CONVERSATION_UNKNOWN", "ATTACHMENT_UNKNOWN", "MESSAGE_UNKNOWN"],
    409: [
        "CONVERSATION_CLOSED",
        "WINDOW_ENDED",
        "STALE_REPLY",
        "CHANNEL_STOPPED",
        "KIND_REFUSED",
        "TYPE_REFUSED",
        "FILE_TOO_LARGE",
        "REPLY_REFUSED",
        "TEMPLATE_REFUSED",
    ],
    422: ["TEXT_EMPTY", "TEXT_TOO_LONG", "VARIABLE_MISSING"],
}
"""Why a message may not be sent."""

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
        body=NewMessage,
        answer=shapes.SentMessage,
        status=201,
        refusals=REFUSALS,
    ),
)
