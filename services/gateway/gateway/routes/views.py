"""What the routes of one conversation share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from recado.conversations.v1 import conversation_service_pb2 as conversations

from .. import shapes, wire
from ..endpoint import Call, Endpoint

UNKNOWN: Mapping[int, Sequence[str]] = {404: ["CONVERSATION_UNKNOWN"]}

ONE = "/api/v1/conversations/{conversation_id}"


async def get(call: Call[Any, Any]) -> conversations.ConversationView:
    """Return the conversation of the path as the user sees it."""
    request = conversations.GetConversationRequest(
        conversation_id=call.ids["conversation_id"]
    )
    answer = await call.ask(
        call.gateway.backends.conversations.GetConversation, request
    )
    item: conversations.ConversationView = answer.item
    return item


def view(
    call: Call[Any, Any], item: conversations.ConversationView
) -> shapes.Conversation:
    """Return a conversation as the JSON that the user is answered with."""
    return wire.write_view(item, call.who.user.user_id, call.channel_name)


def act(verb: str, summary: str, handler: Any, **more: Any) -> Endpoint[Any, Any]:
    """Return an action on one conversation that answers with it."""
    given: dict[str, Any] = {
        "answer": shapes.Conversation,
        "refusals": UNKNOWN,
        **more,
    }
    return Endpoint(
        method="POST",
        path=f"{ONE}/{verb}",
        summary=summary,
        tag="conversations",
        handler=handler,
        **given,
    )


def look(
    path: str, summary: str, handler: Any, answer: Any, **more: Any
) -> Endpoint[Any, Any]:
    """Return an endpoint that reads."""
    return Endpoint(
        method="GET",
        path=path,
        summary=summary,
        tag="conversations",
        handler=handler,
        answer=answer,
        **more,
    )
