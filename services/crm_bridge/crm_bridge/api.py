"""The gRPC side of the CRM bridge. Never import it from the worker process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
from recado.crm.v1 import contact_service_pb2 as messages
from recado.crm.v1 import contact_service_pb2_grpc as stubs

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from .app import App
from .domain import errors
from .wire import incoming, outgoing

STATUS: dict[type[Refusal], Any] = {
    errors.ContactUnknown: grpc.StatusCode.NOT_FOUND,
    errors.ContactChanged: grpc.StatusCode.ABORTED,
    errors.ContactInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.PhoneTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.PageTokenInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.PermissionMissing: grpc.StatusCode.PERMISSION_DENIED,
}

refusing: Callable[[Callable[..., Any]], Callable[..., Any]] = refusals(
    errors.CrmError, STATUS, domain="crm_bridge.recado"
)


class ContactService(stubs.ContactServiceServicer):
    """Serves `recado.crm.v1.ContactService`."""

    def __init__(self, app: App) -> None:
        self._app = app

    @refusing
    def GetContact(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Get one contact."""
        contact_id = incoming.required(request, "contact_id")
        found = self._app.get_contact(contact_id, caller(context))
        return messages.GetContactResponse(contact=outgoing.write_contact(found))

    @refusing
    def GetConversationContact(
        self, request: Any, context: grpc.ServicerContext
    ) -> Any:
        """Get the contact behind a conversation."""
        conversation_id = incoming.required(request, "conversation_id")
        found = self._app.get_conversation_contact(conversation_id, caller(context))
        return messages.GetConversationContactResponse(
            contact=outgoing.write_contact(found)
        )

    @refusing
    def ListContacts(self, request: Any, context: grpc.ServicerContext) -> Any:
        """List contacts by name."""
        text, after, size = incoming.read_page(request)
        found = self._app.list_contacts(text, after, size + 1, caller(context))
        more = found[size - 1].place if len(found) > size else ""
        return messages.ListContactsResponse(
            contacts=[outgoing.write_contact(c) for c in found[:size]],
            next_page_token=outgoing.write_page_token(more),
        )

    @refusing
    def CreateContact(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Create a contact."""
        made = self._app.create_contact(
            incoming.read_new_contact(request), request.request_id, caller(context)
        )
        return messages.CreateContactResponse(contact=outgoing.write_contact(made))

    @refusing
    def ChangeContact(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Change a contact."""
        changed = self._app.change_contact(
            incoming.read_change(request), caller(context)
        )
        return messages.ChangeContactResponse(contact=outgoing.write_contact(changed))


def register(app: App) -> Callable[[grpc.Server], None]:
    """Return what adds the service over *app* to a server."""

    def add(server: grpc.Server) -> None:
        stubs.add_ContactServiceServicer_to_server(ContactService(app), server)

    return add
