"""From the domain to protobuf; cannot fail."""

from __future__ import annotations

import base64

from recado.crm.v1 import contact_pb2, events_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.contact import Contact
from ..domain.events import ContactEdited, ContactMatched


def write_contact(contact: Contact) -> contact_pb2.Contact:
    """Return the contact as callers and subscribers see it."""
    message = contact_pb2.Contact(
        contact_id=contact.contact_id,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        owner_id=contact.owner_id,
        is_profile=contact.is_profile,
        source=contact.source,
        identity_keys=contact.identity_keys,
        version=contact.version,
        city=contact.city,
        company=contact.company,
        notes=contact.notes,
        is_ambiguous=contact.is_ambiguous,
    )
    message.create_time.FromDatetime(contact.create_time)
    return message


def write_page_token(after: str) -> str:
    """Return what asks for the page behind the place *after*; empty at the end."""
    return base64.urlsafe_b64encode(after.encode()).decode()


def write_fact(fact: ContactMatched | ContactEdited) -> Outgoing:
    """Return the event that tells of *fact*."""
    contact = write_contact(fact.contact)
    account_id = fact.contact.account_id
    if isinstance(fact, ContactMatched):
        event = events_pb2.ContactMatched(
            conversation_id=fact.conversation_id, contact=contact
        )
        stamp(event, account_id=account_id, at=fact.at, causation_id=fact.cause_id)
        return Outgoing("contact_matched", event, subject=fact.conversation_id)
    edited = events_pb2.ContactEdited(
        contact=contact, conversation_ids=fact.conversation_ids
    )
    stamp(edited, account_id=account_id, at=fact.at)
    return Outgoing("contact_edited", edited, subject=fact.contact.contact_id)
