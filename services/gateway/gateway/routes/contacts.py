"""CRM contacts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import StringConstraints
from recado.crm.v1 import contact_pb2, contact_service_pb2

from .. import shapes, wire
from ..domain.people import CONTACTS_EDIT
from ..endpoint import Call, Endpoint
from ..inputs import Body, IdOrEmpty, Line, NoBody, NoQuery, Page, Version

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Notes = Annotated[str, StringConstraints(max_length=4000)]

EDITABLE = ("name", "phone", "email", "owner_id", "city", "company", "notes")


class Search(Page):
    """Which contacts."""

    q: Annotated[str, StringConstraints(max_length=100)] = ""
    """Only where name, phone or e-mail contains this."""


class NewContact(Body):
    """A contact to create."""

    name: Line
    phone: Short = ""
    email: Short = ""
    owner_id: IdOrEmpty = ""
    city: Short = ""
    company: Short = ""
    notes: Notes = ""


class ContactChange(Body):
    """What to change: absent stays, empty removes."""

    seen_version: Version = 0
    """The version on screen; 0 changes regardless."""
    name: Line | None = None
    phone: Short | None = None
    email: Short | None = None
    owner_id: IdOrEmpty | None = None
    city: Short | None = None
    company: Short | None = None
    notes: Notes | None = None


async def list_contacts(call: Call[NoBody, Search]) -> shapes.ContactPage:
    """List contacts by name."""
    request = contact_service_pb2.ListContactsRequest(
        query=call.query.q, page_size=call.query.limit, page_token=call.query.cursor
    )
    answer = await call.ask(call.gateway.backends.contacts.ListContacts, request)
    return {
        "items": [wire.write_contact(contact) for contact in answer.contacts],
        "next_cursor": answer.next_page_token or None,
    }


async def create_contact(call: Call[NewContact, NoQuery]) -> shapes.Contact:
    """Create a contact."""
    request = contact_service_pb2.CreateContactRequest(
        request_id=call.request_id,
        contact=contact_pb2.Contact(**call.body.model_dump()),
    )
    answer = await call.ask(call.gateway.backends.contacts.CreateContact, request)
    return wire.write_contact(answer.contact)


async def get_contact(call: Call[NoBody, NoQuery]) -> shapes.Contact:
    """Return one contact."""
    request = contact_service_pb2.GetContactRequest(contact_id=call.ids["contact_id"])
    answer = await call.ask(call.gateway.backends.contacts.GetContact, request)
    return wire.write_contact(answer.contact)


async def change_contact(call: Call[ContactChange, NoQuery]) -> shapes.Contact:
    """Change a contact (PRM-3)."""
    given = {name: getattr(call.body, name) for name in EDITABLE}
    request = contact_service_pb2.ChangeContactRequest(
        contact_id=call.ids["contact_id"], seen_version=call.body.seen_version, **given
    )
    answer = await call.ask(call.gateway.backends.contacts.ChangeContact, request)
    return wire.write_contact(answer.contact)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="GET",
        path="/api/v1/contacts",
        summary="Contacts by name.",
        tag="contacts",
        handler=list_contacts,
        query=Search,
        answer=shapes.ContactPage,
        refusals={422: ["PAGE_TOKEN_INVALID"]},
    ),
    Endpoint(
        method="POST",
        path="/api/v1/contacts",
        summary="Create a contact.",
        tag="contacts",
        handler=create_contact,
        body=NewContact,
        answer=shapes.Contact,
        status=201,
        permission=CONTACTS_EDIT,
        refusals={409: ["PHONE_TAKEN"], 422: ["CONTACT_INVALID"]},
    ),
    Endpoint(
        method="GET",
        path="/api/v1/contacts/{contact_id}",
        summary="One contact.",
        tag="contacts",
        handler=get_contact,
        answer=shapes.Contact,
        refusals={404: ["CONTACT_UNKNOWN"]},
    ),
    Endpoint(
        method="PATCH",
        path="/api/v1/contacts/{contact_id}",
        summary="Change a contact.",
        tag="contacts",
        handler=change_contact,
        body=ContactChange,
        answer=shapes.Contact,
        permission=CONTACTS_EDIT,
        refusals={
            404: ["CONTACT_UNKNOWN"],
            409: ["CONTACT_CHANGED", "PHONE_TAKEN"],
            422: ["CONTACT_INVALID"],
        },
    ),
)
