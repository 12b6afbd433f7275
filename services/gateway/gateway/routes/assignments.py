"""Who has a conversation, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import grpc
from recado.routing.v1 import assignment_service_pb2 as assignments

from chassis import rpc

from .. import shapes, wire
from ..endpoint import Call, Endpoint
from ..inputs import Body, Id, NoBody, NoQuery, Version
from ..live.own_writes import Watch
from ..problems import Problem
from .views import ONE, UNKNOWN, act, get, look, view

ASSIGNING = (
    "ATTENDANT_UNAVAILABLE",
    "ATTENDANT_FULL",
    "NOT_AN_ATTENDANT",
    "CONVERSATION_CLOSED",
)

TOO_NEW: Mapping[int, Sequence[str]] = {503: ["ASSIGNMENT_UNKNOWN"]}


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
        answer = await _decided(call, method, request, watch)
        version = answer.assignment.version
        found = await get(call)
        if found.conversation.assignment_version < version:
            await watch.reached(version)
            found = await get(call)
    return view(call, found)


async def _decided(
    call: Call[Any, Any], method: Any, request: Any, watch: Watch
) -> Any:
    """
    Ask routing; once more where the conversation is too new for it.

    Who sees a conversation open may act within milliseconds, before routing
    has heard of it. Routing answers every opening, so that is waited for.
    """
    try:
        return await call.ask(method, request)
    except grpc.RpcError as error:
        if not _unheard_of(error):
            raise
    found = await get(call)
    if not found.conversation.assignment_version:
        await watch.reached(1)
    try:
        return await call.ask(method, request)
    except grpc.RpcError as error:
        if not _unheard_of(error):
            raise
        raise Problem(
            503, "ASSIGNMENT_UNKNOWN", "this conversation only just opened; try again in a moment",
            headers={"Retry-After": "1"},
        ) from None  # fmt: skip


def _unheard_of(error: grpc.RpcError) -> bool:
    info = rpc.error_info(error)
    return info is not None and info[0] == "ASSIGNMENT_UNKNOWN"


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
        refusals={**UNKNOWN, 409: ["ALREADY_ASSIGNED", *ASSIGNING], **TOO_NEW},
    ),
    act(
        "assign",
        "Give the conversation to a user.",
        assign,
        body=Assign,
        refusals={
            404: ["CONVERSATION_UNKNOWN", "USER_UNKNOWN"],
            409: ["ASSIGNMENT_CHANGED", *ASSIGNING],
            **TOO_NEW,
        },
    ),
    act(
        "unassign",
        "Take the conversation from whoever has it.",
        unassign,
        refusals={**UNKNOWN, **TOO_NEW},
    ),
)
