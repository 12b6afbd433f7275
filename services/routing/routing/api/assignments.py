"""Serves who has a conversation."""

from __future__ import annotations

import grpc
from recado.routing.v1 import assignment_service_pb2 as messages
from recado.routing.v1 import assignment_service_pb2_grpc as stubs

from chassis.rpc import caller

from ..app import App
from ..use_cases.handovers import (
    AssignConversation,
    ClaimConversation,
    UnassignConversation,
)
from ..wire import outgoing as wire
from ..wire.incoming import required
from .status import refusing


class AssignmentService(stubs.AssignmentServiceServicer):
    """Serves `recado.routing.v1.AssignmentService`."""

    def __init__(self, app: App) -> None:
        self._app = app

    @refusing
    def GetAssignment(
        self,
        request: messages.GetAssignmentRequest,
        context: grpc.ServicerContext,
    ) -> messages.GetAssignmentResponse:
        """Get the assignment of one conversation."""
        assignment = self._app.get_assignment(
            required(request, "conversation_id"), caller(context)
        )
        return messages.GetAssignmentResponse(
            assignment=wire.write_assignment(assignment)
        )

    @refusing
    def ClaimConversation(
        self,
        request: messages.ClaimConversationRequest,
        context: grpc.ServicerContext,
    ) -> messages.ClaimConversationResponse:
        """Take an unassigned conversation for the caller."""
        command = ClaimConversation(
            conversation_id=required(request, "conversation_id"),
            request_id=request.request_id,
        )
        assignment = self._app.claim_conversation(command, caller(context))
        return messages.ClaimConversationResponse(
            assignment=wire.write_assignment(assignment)
        )

    @refusing
    def AssignConversation(
        self,
        request: messages.AssignConversationRequest,
        context: grpc.ServicerContext,
    ) -> messages.AssignConversationResponse:
        """Give a conversation to a user."""
        command = AssignConversation(
            conversation_id=required(request, "conversation_id"),
            user_id=required(request, "user_id"),
            seen_version=request.seen_version,
            request_id=request.request_id,
        )
        assignment = self._app.assign_conversation(command, caller(context))
        return messages.AssignConversationResponse(
            assignment=wire.write_assignment(assignment)
        )

    @refusing
    def UnassignConversation(
        self,
        request: messages.UnassignConversationRequest,
        context: grpc.ServicerContext,
    ) -> messages.UnassignConversationResponse:
        """Take a conversation from whoever has it."""
        command = UnassignConversation(
            conversation_id=required(request, "conversation_id"),
            request_id=request.request_id,
        )
        assignment = self._app.unassign_conversation(command, caller(context))
        return messages.UnassignConversationResponse(
            assignment=wire.write_assignment(assignment)
        )

    @refusing
    def ListDecisions(
        self,
        request: messages.ListDecisionsRequest,
        context: grpc.ServicerContext,
    ) -> messages.ListDecisionsResponse:
        """List the decisions about one conversation, newest first."""
        conversation_id = required(request, "conversation_id")
        found = self._app.list_decisions(conversation_id, caller(context))
        return messages.ListDecisionsResponse(
            decisions=[
                wire.write_decision(conversation_id, decision_id, decision)
                for decision_id, decision in found
            ]
        )
