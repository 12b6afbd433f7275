"""Serves lists and conversations."""

# methods are named as in the protos

from __future__ import annotations

import grpc
from recado.conversations.v1 import conversation_service_pb2 as messages
from recado.conversations.v1 import conversation_service_pb2_grpc as stubs

from ..app import App
from ..use_cases.viewer import Viewer
from ..wire import events_out, requests
from .status import refusing, viewer


class ConversationService(stubs.ConversationServiceServicer):
    """Serves `recado.conversations.v1.ConversationService`."""

    def __init__(self, app: App) -> None:
        self._app = app

    @refusing
    def ListConversations(
        self,
        request: messages.ListConversationsRequest,
        context: grpc.ServicerContext,
    ) -> messages.ListConversationsResponse:
        """List one section, newest activity first."""
        who = viewer(context)
        if request.order == messages.ORDER_CLOSES_FIRST:
            return self._list_closing(request, who)
        page = self._app.list_conversations(who, *requests.read_list(request, who))
        return messages.ListConversationsResponse(
            items=[events_out.write_view(view) for view in page.views],
            next_page_token=requests.write_cursor(page.cursor),
            position=page.position,
        )

    def _list_closing(
        self, request: messages.ListConversationsRequest, who: Viewer
    ) -> messages.ListConversationsResponse:
        page, last = self._app.list_closing(who, *requests.read_closing(request, who))
        return messages.ListConversationsResponse(
            items=[events_out.write_view(view) for view in page.views],
            next_page_token=requests.write_closing_cursor(last),
            position=page.position,
        )

    @refusing
    def CountConversations(
        self,
        request: messages.CountConversationsRequest,
        context: grpc.ServicerContext,
    ) -> messages.CountConversationsResponse:
        """Count the conversations of each section."""
        counts = self._app.count_conversations(viewer(context), request.channel_id)
        return messages.CountConversationsResponse(**counts)

    @refusing
    def GetConversation(
        self,
        request: messages.GetConversationRequest,
        context: grpc.ServicerContext,
    ) -> messages.GetConversationResponse:
        """Get one conversation."""
        view = self._app.get_conversation(viewer(context), request.conversation_id)
        return messages.GetConversationResponse(item=events_out.write_view(view))

    @refusing
    def CloseConversation(
        self,
        request: messages.CloseConversationRequest,
        context: grpc.ServicerContext,
    ) -> messages.CloseConversationResponse:
        """Close a conversation."""
        command = requests.read_close(request, viewer(context))
        view = self._app.close_conversation(command)
        return messages.CloseConversationResponse(item=events_out.write_view(view))

    @refusing
    def ReopenConversation(
        self,
        request: messages.ReopenConversationRequest,
        context: grpc.ServicerContext,
    ) -> messages.ReopenConversationResponse:
        """Reopen a closed conversation."""
        command = requests.read_reopen(request, viewer(context))
        view = self._app.reopen_conversation(command)
        return messages.ReopenConversationResponse(item=events_out.write_view(view))

    @refusing
    def MarkConversation(
        self,
        request: messages.MarkConversationRequest,
        context: grpc.ServicerContext,
    ) -> messages.MarkConversationResponse:
        """Mark a conversation as read or unread for the caller."""
        command = requests.read_mark(request, viewer(context))
        mark = self._app.mark_conversation(command)
        return messages.MarkConversationResponse(
            read_mark=events_out.write_read_mark(mark)
        )
