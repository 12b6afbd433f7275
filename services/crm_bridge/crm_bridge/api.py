"""The gRPC side of the CRM bridge. Never import it from the worker process."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

import grpc
from recado.crm.v1 import contact_service_pb2 as messages
from recado.crm.v1 import contact_service_pb2_grpc as stubs

from chassis.errors import Refusal
from chassis.rpc import caller, refusals

from .app import App
from .domain import errors
from .domain.contact import folded
from .wire import incoming, outgoing

STATUS: dict[type[Refusal], Any] = {
    errors.ContactUnknown: grpc.StatusCode.NOT_FOUND,
    errors.ContactChanged: grpc.StatusCode.ABORTED,
    errors.ContactInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.PhoneTaken: grpc.StatusCode.ALREADY_EXISTS,
    errors.PageTokenInvalid: grpc.StatusCode.INVALID_ARGUMENT,
    errors.PermissionMissing: grpc.StatusCode.PERMISSION_DENIED,
}

PAGE_SIZE, LARGEST_PAGE = 30, 100

refusing: Callable[[Callable[..., Any]], Callable[..., Any]] = refusals(
    errors.CrmError, STATUS, domain="crm_bridge.recado"
)


class ContactService(stubs.ContactServiceServicer):
    """Serves `recado.crm.v1.ContactService`."""

    def __init__(self, app: App) -> None:
        self._app = app

    @refusing
    def GetContact(self, request: Any, context: grpc.ServicerContext) -> Any:
        found = self._app.get_contact(request.contact_id, caller(context))
        return messages.GetContactResponse(contact=outgoing.write_contact(found))

    @refusing
    def GetConversationContact(
        self, request: Any, context: grpc.ServicerContext
    ) -> Any:
        found = self._app.get_conversation_contact(
            request.conversation_id, caller(context)
        )
        return messages.GetConversationContactResponse(
            contact=outgoing.write_contact(found)
        )

    @refusing
    def ListContacts(self, request: Any, context: grpc.ServicerContext) -> Any:
        size = min(request.page_size or PAGE_SIZE, LARGEST_PAGE)
        found = self._app.list_contacts(
            folded(request.query.strip()),
            _read_token(request.page_token),
            size + 1,
            caller(context),
        )
        more = len(found) > size
        return messages.ListContactsResponse(
            contacts=[outgoing.write_contact(c) for c in found[:size]],
            next_page_token=_write_token(found[size - 1]) if more else "",
        )

    @refusing
    def CreateContact(self, request: Any, context: grpc.ServicerContext) -> Any:
        made = self._app.create_contact(
            incoming.read_new_contact(request), request.request_id, caller(context)
        )
        return messages.CreateContactResponse(contact=outgoing.write_contact(made))

    @refusing
    def ChangeContact(self, request: Any, context: grpc.ServicerContext) -> Any:
        changed = self._app.change_contact(
            incoming.read_change(request), caller(context)
        )
        return messages.ChangeContactResponse(contact=outgoing.write_contact(changed))


def register(app: App) -> Callable[[grpc.Server], None]:
    """Return what adds the service over *app* to a server."""

    def add(server: grpc.Server) -> None:
        stubs.add_ContactServiceServicer_to_server(ContactService(app), server)

    return add


def _write_token(contact: Any) -> str:
    place = f"{contact.contact_id}|{folded(contact.name)}"
    return base64.urlsafe_b64encode(place.encode()).decode()


def _read_token(token: str) -> tuple[str, str] | None:
    if not token:
        return None
    try:
        place = base64.b64decode(token.encode(), altchars=b"-_", validate=True).decode()
        contact_id, found, name_key = place.partition("|")
    except (binascii.Error, UnicodeError):
        found = ""
    if not found:
        raise errors.PageTokenInvalid("this page token is not one of ours; begin anew")
    return name_key, contact_id
