"""Conversations: lists, one, who has it, open or closed, read or unread."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from recado.conversations.v1 import conversation_pb2
from recado.conversations.v1 import conversation_service_pb2 as conversations
from recado.crm.v1 import contact_service_pb2

from .. import shapes, wire
from ..endpoint import Call, Endpoint
from ..inputs import INT64, Body, IdOrEmpty, NoBody, NoQuery, Page, Query
from .views import ONE, UNKNOWN, act, get, look, view

SECTIONS = {
    "unassigned": conversations.SECTION_UNASSIGNED,
    "mine": conversations.SECTION_MINE,
    "others": conversations.SECTION_OTHERS,
    "closed": conversations.SECTION_CLOSED,
}

ORDERS = {
    "newest": conversations.ORDER_UNSPECIFIED,
    "closes_first": conversations.ORDER_CLOSES_FIRST,
}


class Filter(Page):
    """Which conversations."""

    section: Literal["unassigned", "mine", "others", "closed"] | None = None
    """Absent lists all sections together."""
    channel: IdOrEmpty = ""
    """Only this channel."""
    unread: Literal["true", "false"] = "false"
    """Only those with unread messages."""
    q: Annotated[str, StringConstraints(max_length=100)] = ""
    """Only where the contact's name, phone or handle contains this."""
    order: Literal["newest", "closes_first"] = "newest"
    """`closes_first`: those whose reply window shuts next come first."""


class OfChannel(Query):
    """Which conversations to count."""

    channel: IdOrEmpty = ""
    """Only this channel."""


class ReadUpTo(Body):
    """How far the user has read."""

    inbound_count: Annotated[int, Field(ge=0, le=INT64)] = 0
    """The conversation's `inbound_count` on screen; 0 means all there is."""


async def list_conversations(call: Call[NoBody, Filter]) -> shapes.ConversationPage:
    """List a section, newest activity first (INB-9)."""
    query = call.query
    request = conversations.ListConversationsRequest(
        section=SECTIONS[query.section]
        if query.section
        else conversations.SECTION_UNSPECIFIED,
        channel_id=query.channel,
        unread_only=query.unread == "true",
        query=query.q,
        order=ORDERS[query.order],
        page_size=query.limit,
        page_token=query.cursor,
    )
    answer = await call.ask(
        call.gateway.backends.conversations.ListConversations, request
    )
    return {
        "items": [view(call, item) for item in answer.items],
        "next_cursor": answer.next_page_token or None,
        "position": answer.position,
    }


async def count_conversations(call: Call[NoBody, OfChannel]) -> shapes.Counts:
    """Count every section."""
    request = conversations.CountConversationsRequest(channel_id=call.query.channel)
    answer = await call.ask(
        call.gateway.backends.conversations.CountConversations, request
    )
    return {
        "unassigned": answer.unassigned,
        "mine": answer.mine,
        "others": answer.others,
        "closed": answer.closed,
    }


async def get_conversation(call: Call[Any, Any]) -> shapes.Conversation:
    """Return one conversation."""
    return view(call, await get(call))


async def close(call: Call[NoBody, NoQuery]) -> shapes.Conversation:
    """Close a conversation (LIF-1); what lists are read from has it at once."""
    request = conversations.CloseConversationRequest(
        request_id=call.request_id, conversation_id=call.ids["conversation_id"]
    )
    answer = await call.ask(
        call.gateway.backends.conversations.CloseConversation, request
    )
    return view(call, answer.item)


async def reopen(call: Call[NoBody, NoQuery]) -> shapes.Conversation:
    """Reopen a conversation (LIF-4), and say whose it is then (LIF-10)."""
    conversation_id = call.ids["conversation_id"]
    backend = call.gateway.backends.conversations
    with call.gateway.live.own_writes.watching(conversation_id) as watch:
        before = await get(call)
        if before.conversation.state == conversation_pb2.Conversation.STATE_OPEN:
            return view(call, before)
        request = conversations.ReopenConversationRequest(
            request_id=call.request_id, conversation_id=conversation_id
        )
        await call.ask(backend.ReopenConversation, request)
        # Routing decides after every opening, so one more version will come.
        await watch.reached(before.conversation.assignment_version + 1)
    return view(call, await get(call))


async def mark_read(call: Call[ReadUpTo, NoQuery]) -> shapes.Marked:
    """Mark a conversation as read for the user."""
    return await _mark(call, inbound_count=call.body.inbound_count)


async def mark_unread(call: Call[NoBody, NoQuery]) -> shapes.Marked:
    """Mark a conversation as unread for the user (FLT-2)."""
    return await _mark(call, unread=True)


async def get_conversation_contact(call: Call[NoBody, NoQuery]) -> shapes.Contact:
    """Return the CRM contact behind the conversation."""
    request = contact_service_pb2.GetConversationContactRequest(
        conversation_id=call.ids["conversation_id"]
    )
    answer = await call.ask(
        call.gateway.backends.contacts.GetConversationContact, request
    )
    return wire.write_contact(answer.contact)


async def _mark(call: Call[Any, Any], **what: Any) -> shapes.Marked:
    request = conversations.MarkConversationRequest(
        conversation_id=call.ids["conversation_id"], **what
    )
    answer = await call.ask(
        call.gateway.backends.conversations.MarkConversation, request
    )
    return {"read": wire.write_read_mark(answer.read_mark)}


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    look(
        "/api/v1/conversations",
        "List conversations, newest activity first.",
        list_conversations,
        shapes.ConversationPage,
        query=Filter,
        refusals={422: ["PAGE_TOKEN_INVALID"]},
    ),
    look(
        "/api/v1/counts",
        "Count the conversations of each section.",
        count_conversations,
        shapes.Counts,
        query=OfChannel,
    ),
    look(
        ONE,
        "One conversation.",
        get_conversation,
        shapes.Conversation,
        refusals=UNKNOWN,
    ),
    look(
        f"{ONE}/contact",
        "The CRM contact behind the conversation.",
        get_conversation_contact,
        shapes.Contact,
        refusals={404: ["CONTACT_UNKNOWN"]},
    ),
    act("close", "Close the conversation; twice is harmless.", close),
    act("reopen", "Reopen the conversation; twice is harmless.", reopen),
    act(
        "read",
        "Mark the conversation as read for the user.",
        mark_read,
        body=ReadUpTo,
        answer=shapes.Marked,
    ),
    act(
        "unread",
        "Mark the conversation as unread for the user.",
        mark_unread,
        answer=shapes.Marked,
    ),
)
