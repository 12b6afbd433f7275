"""Conversations: lists, one, who has it, open or closed, read or unread."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from recado.conversations.v1 import conversation_pb2
from recado.conversations.v1 import conversation_service_pb2 as conversations
from recado.crm.v1 import contact_service_pb2
from recado.routing.v1 import assignment_service_pb2 as assignments

from .. import shapes, wire
from ..endpoint import Call, Endpoint
from ..inputs import INT64, Body, Id, IdOrEmpty, NoBody, NoQuery, Page, Query, Version
from .refusals import ASSIGNING, CONVERSATION

SECTIONS = {
    "unassigned": conversations.SECTION_UNASSIGNED,
    "mine": conversations.SECTION_MINE,
    "others": conversations.SECTION_OTHERS,
    "closed": conversations.SECTION_CLOSED,
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


class OfChannel(Query):
    """Which conversations to count."""

    channel: IdOrEmpty = ""
    """Only this channel."""


class Assign(Body):
    """Who gets the conversation."""

    user_id: Id
    seen_version: Version = 0
    """The assignment version on screen; 0 assigns regardless."""


class ReadUpTo(Body):
    """How far the user has read."""

    inbound_count: Annotated[int, Field(ge=0, le=INT64)] = 0
    """The conversation's `inbound_count` on screen; 0 means all there is."""


async def list_conversations(call: Call[NoBody, Filter]) -> shapes.ConversationPage:
    """List a section, newest activity first (INB-9)."""
    query = call.query
    request = conversations.ListConversationsRequest(
        section=SECTIONS[query.section] if query.section else conversations.SECTION_UNSPECIFIED,
        channel_id=query.channel,
        unread_only=query.unread == "true",
        query=query.q,
        page_size=query.limit,
        page_token=query.cursor,
    )
    answer = await call.ask(call.gateway.backends.conversations.ListConversations, request)
    return {
        "items": [_view(call, item) for item in answer.items],
        "next_cursor": answer.next_page_token or None,
        "position": answer.position,
    }


async def count_conversations(call: Call[NoBody, OfChannel]) -> shapes.Counts:
    """Count every section."""
    request = conversations.CountConversationsRequest(channel_id=call.query.channel)
    answer = await call.ask(call.gateway.backends.conversations.CountConversations, request)
    return {
        "unassigned": answer.unassigned,
        "mine": answer.mine,
        "others": answer.others,
        "closed": answer.closed,
    }


async def get_conversation(call: Call[Any, Any]) -> shapes.Conversation:
    """Return one conversation."""
    return _view(call, await _get(call))


async def claim(call: Call[NoBody, NoQuery]) -> shapes.Conversation:
    """Take an unassigned conversation (ASG-5)."""
    request = assignments.ClaimConversationRequest(
        request_id=call.request_id, conversation_id=call.ids["conversation_id"]
    )
    return await _assigned(call, call.gateway.backends.assignments.ClaimConversation, request)


async def assign(call: Call[Assign, NoQuery]) -> shapes.Conversation:
    """Give a conversation to a user (ASG-1, ASG-4)."""
    request = assignments.AssignConversationRequest(
        request_id=call.request_id,
        conversation_id=call.ids["conversation_id"],
        user_id=call.body.user_id,
        seen_version=call.body.seen_version,
    )
    return await _assigned(call, call.gateway.backends.assignments.AssignConversation, request)


async def unassign(call: Call[NoBody, NoQuery]) -> shapes.Conversation:
    """Take a conversation from whoever has it (ASG-4)."""
    request = assignments.UnassignConversationRequest(
        request_id=call.request_id, conversation_id=call.ids["conversation_id"]
    )
    return await _assigned(call, call.gateway.backends.assignments.UnassignConversation, request)


async def close(call: Call[NoBody, NoQuery]) -> shapes.Conversation:
    """Close a conversation (LIF-1); what lists are read from has it at once."""
    request = conversations.CloseConversationRequest(
        request_id=call.request_id, conversation_id=call.ids["conversation_id"]
    )
    answer = await call.ask(call.gateway.backends.conversations.CloseConversation, request)
    return _view(call, answer.item)


async def reopen(call: Call[NoBody, NoQuery]) -> shapes.Conversation:
    """Reopen a conversation (LIF-4), and say whose it is then (LIF-10)."""
    conversation_id = call.ids["conversation_id"]
    backend = call.gateway.backends.conversations
    with call.gateway.live.own_writes.watching(conversation_id) as watch:
        before = await _get(call)
        if before.conversation.state == conversation_pb2.Conversation.STATE_OPEN:
            return _view(call, before)
        request = conversations.ReopenConversationRequest(
            request_id=call.request_id, conversation_id=conversation_id
        )
        await call.ask(backend.ReopenConversation, request)
        # Routing decides after every opening, so one more version will come.
        await watch.reached(before.conversation.assignment_version + 1)
    return _view(call, await _get(call))


async def mark_read(call: Call[ReadUpTo, NoQuery]) -> shapes.Marked:
    """Mark a conversation as read for the user."""
    return await _mark(call, inbound_count=call.body.inbound_count)


async def mark_unread(call: Call[NoBody, NoQuery]) -> shapes.Marked:
    """Mark a conversation as unread for the user (FLT-2)."""
    return await _mark(call, unread=True)


async def list_decisions(call: Call[NoBody, NoQuery]) -> shapes.Decisions:
    """Tell why the conversation is whose it is."""
    request = assignments.ListDecisionsRequest(conversation_id=call.ids["conversation_id"])
    answer = await call.ask(call.gateway.backends.assignments.ListDecisions, request)
    return {"items": [wire.write_decision(decision) for decision in answer.decisions]}


async def get_conversation_contact(call: Call[NoBody, NoQuery]) -> shapes.Contact:
    """Return the CRM contact behind the conversation."""
    request = contact_service_pb2.GetConversationContactRequest(
        conversation_id=call.ids["conversation_id"]
    )
    answer = await call.ask(call.gateway.backends.contacts.GetConversationContact, request)
    return wire.write_contact(answer.contact)


async def _get(call: Call[Any, Any]) -> conversations.ConversationView:
    request = conversations.GetConversationRequest(conversation_id=call.ids["conversation_id"])
    answer = await call.ask(call.gateway.backends.conversations.GetConversation, request)
    return answer.item


async def _assigned(call: Call[Any, Any], method: Any, request: Any) -> shapes.Conversation:
    """Let routing decide, and answer once lists show it."""
    with call.gateway.live.own_writes.watching(request.conversation_id) as watch:
        answer = await call.ask(method, request)
        version = answer.assignment.version
        found = await _get(call)
        if found.conversation.assignment_version < version:
            await watch.reached(version)
            found = await _get(call)
    return _view(call, found)


async def _mark(call: Call[Any, Any], **what: Any) -> shapes.Marked:
    request = conversations.MarkConversationRequest(
        conversation_id=call.ids["conversation_id"], **what
    )
    answer = await call.ask(call.gateway.backends.conversations.MarkConversation, request)
    return {"read": wire.write_read_mark(answer.read_mark)}


def _view(call: Call[Any, Any], item: conversations.ConversationView) -> shapes.Conversation:
    return wire.write_view(item, call.who.user.user_id, call.channel_name)


ONE = "/api/v1/conversations/{conversation_id}"


def _act(verb: str, summary: str, handler: Any, **more: Any) -> Endpoint[Any, Any]:
    """Return an action on one conversation that answers with it."""
    given: dict[str, Any] = {"answer": shapes.Conversation, "refusals": CONVERSATION, **more}
    return Endpoint(
        method="POST",
        path=f"{ONE}/{verb}",
        summary=summary,
        tag="conversations",
        handler=handler,
        **given,
    )


def _look(path: str, summary: str, handler: Any, answer: Any, **more: Any) -> Endpoint[Any, Any]:
    return Endpoint(
        method="GET",
        path=path,
        summary=summary,
        tag="conversations",
        handler=handler,
        answer=answer,
        **more,
    )


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    _look(
        "/api/v1/conversations",
        "List conversations, newest activity first.",
        list_conversations,
        shapes.ConversationPage,
        query=Filter,
        refusals={422: ["PAGE_TOKEN_INVALID"]},
    ),
    _look(
        "/api/v1/counts",
        "Count the conversations of each section.",
        count_conversations,
        shapes.Counts,
        query=OfChannel,
    ),
    _look(ONE, "One conversation.", get_conversation, shapes.Conversation, refusals=CONVERSATION),
    _look(
        f"{ONE}/decisions",
        "Why the conversation is whose it is, newest first.",
        list_decisions,
        shapes.Decisions,
        refusals=CONVERSATION,
    ),
    _look(
        f"{ONE}/contact",
        "The CRM contact behind the conversation.",
        get_conversation_contact,
        shapes.Contact,
        refusals={404: ["CONTACT_UNKNOWN"]},
    ),
    _act(
        "claim",
        "Take an unassigned conversation.",
        claim,
        refusals={**CONVERSATION, 409: ["ALREADY_ASSIGNED", *ASSIGNING]},
    ),
    _act(
        "assign",
        "Give the conversation to a user.",
        assign,
        body=Assign,
        refusals={
            404: ["CONVERSATION_UNKNOWN", "USER_UNKNOWN"],
            409: ["ASSIGNMENT_CHANGED", *ASSIGNING],
        },
    ),
    _act("unassign", "Take the conversation from whoever has it.", unassign),
    _act("close", "Close the conversation; twice is harmless.", close),
    _act("reopen", "Reopen the conversation; twice is harmless.", reopen),
    _act(
        "read",
        "Mark the conversation as read for the user.",
        mark_read,
        body=ReadUpTo,
        answer=shapes.Marked,
    ),
    _act(
        "unread",
        "Mark the conversation as unread for the user.",
        mark_unread,
        answer=shapes.Marked,
    ),
)
