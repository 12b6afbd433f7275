"""What is done with messages beside writing one: resume, start, retry, react."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints
from recado.conversations.v1 import message_service_pb2 as messages
from recado.ingest.v1 import delivery_service_pb2 as deliveries

from .. import shapes, wire, wire_sending
from .. import shapes_sending as sending
from ..endpoint import Call, Endpoint
from ..inputs import Body, Id, NoBody, NoQuery
from .messages import (
    LONGEST,
    REFUSALS,
    THREAD,
    RequestId,
    Variables,
    sent,
    template,
    wish,
)
from .views import ONE, view

MESSAGE = f"{THREAD}/{{message_id}}"

UNKNOWN = {404: ["CONVERSATION_UNKNOWN", "MESSAGE_UNKNOWN"]}


class Resume(Body):
    """The template that takes a conversation up again (WIN-3)."""

    template_id: Id
    variables: Variables = Field(default_factory=dict)
    """What to fill in."""
    header_attachment_id: Id | None = None
    """The file of the header, of the kind it was approved with."""
    request_id: RequestId | None = None
    """Identifies the wish: repeating it sends once. Absent: `Idempotency-Key`."""


class Start(Resume):
    """Whom to write to first, and with what."""

    template_id: Id | None = None  # type: ignore[assignment]  # free text may do instead
    """The template; absent only with `text`, while the window is open."""
    channel_id: Id
    """The channel to write on; see its capabilities."""
    phone: Annotated[str, StringConstraints(min_length=3, max_length=32)]
    """The person's phone in E.164."""
    name: Annotated[str, StringConstraints(max_length=200)] = ""
    """The person's name."""
    text: Annotated[str, StringConstraints(max_length=LONGEST)] = ""
    """Free text instead of a template."""


class Again(Body):
    """A wish to send once more."""

    request_id: RequestId | None = None
    """Identifies the wish. Absent: `Idempotency-Key`."""


class React(Body):
    """What the user feels about a message."""

    emoji: Annotated[str, StringConstraints(max_length=32)]
    """One emoji; empty takes the reaction back."""


async def resume(call: Call[Resume, NoQuery]) -> shapes.SentMessage:
    """Send a template to take the conversation up again."""
    body = call.body
    request = messages.SendMessageRequest(
        request_id=wish(call, body.request_id),
        conversation_id=call.ids["conversation_id"],
        template=await template(
            call, body.template_id, body.variables, body.header_attachment_id
        ),
        seen_sequence=-1,
    )
    return sent(
        call, await call.ask(call.gateway.backends.messages.SendMessage, request)
    )


async def start(call: Call[Start, NoQuery]) -> sending.Started:
    """Write to somebody first (ACT-7)."""
    body = call.body
    request = messages.StartConversationRequest(
        request_id=wish(call, body.request_id),
        channel_id=body.channel_id,
        phone=body.phone,
        name=body.name,
        text=body.text,
    )
    if body.template_id is not None:
        request.template.CopyFrom(
            await template(
                call, body.template_id, body.variables, body.header_attachment_id
            )
        )
    backend = call.gateway.backends.messages
    answer = await call.ask(backend.StartConversation, request)
    return {
        "conversation": view(call, answer.item),
        "message": wire.write_message(answer.message),
    }


async def retry(call: Call[Again, NoQuery]) -> sending.ChangedMessage:
    """Send a message that failed, or whose fate is unknown, once more."""
    request = messages.RetryMessageRequest(
        request_id=wish(call, call.body.request_id),
        conversation_id=call.ids["conversation_id"],
        message_id=call.ids["message_id"],
    )
    answer = await call.ask(call.gateway.backends.messages.RetryMessage, request)
    return {"message": wire.write_message(answer.message)}


async def react(call: Call[React, NoQuery]) -> sending.ChangedMessage:
    """React to a message, or take the reaction back."""
    request = messages.ReactToMessageRequest(
        request_id=call.request_id,
        conversation_id=call.ids["conversation_id"],
        message_id=call.ids["message_id"],
        emoji=call.body.emoji,
    )
    answer = await call.ask(call.gateway.backends.messages.ReactToMessage, request)
    return {"message": wire.write_message(answer.message)}


async def get_delivery(call: Call[NoBody, NoQuery]) -> sending.Delivery:
    """Tell the story of a message on its way out."""
    request = deliveries.GetDeliveryRequest(message_id=call.ids["message_id"])
    answer = await call.ask(call.gateway.backends.deliveries.GetDelivery, request)
    return wire_sending.write_delivery(answer)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="POST",
        path="/api/v1/conversations/start",
        summary="Write to somebody first, with a template.",
        tag="messages",
        handler=start,
        body=Start,
        answer=sending.Started,
        status=201,
        refusals={
            **REFUSALS,
            409: ["START_REFUSED", "IN_PROGRESS", "OPTED_OUT", *REFUSALS[409]],
            422: ["PHONE_INVALID", *REFUSALS[422]],
        },
    ),
    Endpoint(
        method="POST",
        path=f"{ONE}/resume",
        summary="Take the conversation up again with a template.",
        tag="messages",
        handler=resume,
        body=Resume,
        answer=shapes.SentMessage,
        status=201,
        refusals=REFUSALS,
    ),
    Endpoint(
        method="POST",
        path=f"{MESSAGE}/retry",
        summary="Send a failed or unknown message once more.",
        tag="messages",
        handler=retry,
        body=Again,
        answer=sending.ChangedMessage,
        refusals={**UNKNOWN, 409: ["RETRY_REFUSED", *REFUSALS[409]]},
    ),
    Endpoint(
        method="PUT",
        path=f"{MESSAGE}/reaction",
        summary="React to a message; an empty emoji takes it back.",
        tag="messages",
        handler=react,
        body=React,
        answer=sending.ChangedMessage,
        refusals={
            **UNKNOWN,
            409: ["KIND_REFUSED", "WINDOW_ENDED", "CONVERSATION_CLOSED"],
            422: ["EMOJI_INVALID"],
        },
    ),
    Endpoint(
        method="GET",
        path=f"{MESSAGE}/delivery",
        summary="What happened to a message on its way out.",
        tag="messages",
        handler=get_delivery,
        answer=sending.Delivery,
        refusals={404: ["DELIVERY_UNKNOWN"]},
    ),
)
