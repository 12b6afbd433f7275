"""Serves threads."""

# methods are named as in the protos

from __future__ import annotations

import grpc
from recado.conversations.v1 import message_service_pb2 as messages
from recado.conversations.v1 import message_service_pb2_grpc as stubs

from ..app import App
from ..wire import events_out, requests
from .status import refusing, viewer


class MessageService(stubs.MessageServiceServicer):
    """Serves `recado.conversations.v1.MessageService`."""

    def __init__(self, app: App) -> None:
        self._app = app

    @refusing
    def ListMessages(
        self,
        request: messages.ListMessagesRequest,
        context: grpc.ServicerContext,
    ) -> messages.ListMessagesResponse:
        """List the entries of a thread, newest first."""
        found, following = self._app.list_messages(
            viewer(context), *requests.read_thread(request)
        )
        return messages.ListMessagesResponse(
            messages=[events_out.write_message(message) for message in found],
            next_page_token=requests.write_thread_token(following),
        )

    @refusing
    def SendMessage(
        self,
        request: messages.SendMessageRequest,
        context: grpc.ServicerContext,
    ) -> messages.SendMessageResponse:
        """Queue a message to the person."""
        command = requests.read_send(request, viewer(context))
        message, view = self._app.send_message(command)
        return messages.SendMessageResponse(
            message=events_out.write_message(message),
            item=events_out.write_view(view),
        )

    @refusing
    def RetryMessage(
        self,
        request: messages.RetryMessageRequest,
        context: grpc.ServicerContext,
    ) -> messages.RetryMessageResponse:
        """Queue a message once more."""
        command = requests.read_retry(request, viewer(context))
        message = self._app.desk.retry(command)
        return messages.RetryMessageResponse(message=events_out.write_message(message))

    @refusing
    def ReactToMessage(
        self,
        request: messages.ReactToMessageRequest,
        context: grpc.ServicerContext,
    ) -> messages.ReactToMessageResponse:
        """React to a message."""
        command = requests.read_react(request, viewer(context))
        message = self._app.desk.react(command)
        return messages.ReactToMessageResponse(
            message=events_out.write_message(message)
        )

    @refusing
    def StartConversation(
        self,
        request: messages.StartConversationRequest,
        context: grpc.ServicerContext,
    ) -> messages.StartConversationResponse:
        """Write to somebody first."""
        command = requests.read_start(request, viewer(context))
        message, view = self._app.desk.start(command)
        return messages.StartConversationResponse(
            message=events_out.write_message(message),
            item=events_out.write_view(view),
        )
