"""Who has a conversation, and why."""

from __future__ import annotations

from typing import Any

from recado.routing.v1 import assignment_service_pb2 as assignments

from .. import shapes, wire
from ..endpoint import Call, Endpoint
from ..inputs import Body, Id, NoBody, NoQuery, Version
from .views import ONE, UNKNOWN, act, get, look, view

ASSIGNING = (
    "ATTENDANT_UNAVAILABLE",
    "ATTENDANT_FULL",
    "NOT_AN_ATTENDANT",
    "CONVERSATION_CLOSED",
)


class Assign(Body):
    """Who gets the conversation."""

    user_id: Id
    seen_version: Version = 0
    """The assignment version on screen; 0 assigns regardless."""


async def claim(call: Call[NoBody, NoQuery]) -> shapes.Conversation:
    """Take an unassigned conversation (ASG-5)."""
    request = assignments.ClaimConversationRequest(
        request_id=call.request_id, conversation_id=call.ids["conversation_id"]
    )
    return await _assigned(
        call, call.gateway.backends.assignments.ClaimConversation, request
    )


async def assign(call: Call[Assign, NoQuery]) -> shapes.Conversation:
    """Give a conversation to a user (ASG-1, ASG-4)."""
    request = assignments.AssignConversationRequest(
        request_id=call.request_id,
        conversation_id=call.ids["conversation_id"],
        user_id=call.body.user_id,
        seen_version=call.body.seen_version,
    )
    return await _assigned(
        call, call.gateway.backends.assignments.AssignConversation, request
    )


async def unassign(call: Call[NoBody, NoQuery]) -> shapes.Conversation:
    """Take a conversation from whoever has it (ASG-4)."""
    request = assignments.UnassignConversationRequest(
        request_id=call.request_id, conversation_id=call.ids["conversation_id"]
    )
    return await _assigned(
        call, call.gateway.backends.assignments.UnassignConversation, request
    )


async def list_decisions(call: Call[NoBody, NoQuery]) -> shapes.Decisions:
    """Tell why the conversation is whose it is."""
    request = assignments.ListDecisionsRequest(
        conversation_id=call.ids["conversation_id"]
    )
    answer = await call.ask(call.gateway.backends.assignments.ListDecisions, request)
    return {"items": [wire.write_decision(decision) for decision in answer.decisions]}


async def _assigned(
    call: Call[Any, Any], method: Any, request: Any
) -> shapes.Conversation:
    """Let routing decide, and answer once lists show it."""
    with call.gateway.live.own_writes.watching(request.conversation_id) as watch:
        answer = await call.ask(method, request)
        version = answer.assignment.version
        found = await get(call)
        if found.conversation.assignment_version < version:
            await watch.reached(version)
            found = await get(call)
    return view(call, found)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    look(
        f"{ONE}/decisions",
        "Why the conversation is whose it is, newest first.",
        list_decisions,
        shapes.Decisions,
        refusals=UNKNOWN,
    ),
    act(
        "claim",
        "Take an unassigned conversation.",
        claim,
        refusals={**UNKNOWN, 409: ["ALREADY_ASSIGNED", *ASSIGNING]},
    ),
    act(
        "assign",
        "Give the conversation to a user.",
        assign,
        body=Assign,
        refusals={
            404: ["CONVERSATION_UNKNOWN", "USER_UNKNOWN"],
            409: ["ASSIGNMENT_CHANGED", *ASSIGNING],
        },
    ),
    act("unassign", "Take the conversation from whoever has it.", unassign),
)
