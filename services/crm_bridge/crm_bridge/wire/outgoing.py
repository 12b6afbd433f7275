"""From the domain to protobuf; cannot fail."""

from __future__ import annotations

from recado.crm.v1 import contact_pb2, events_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.contact import Contact
from ..ports import Edited, Matched


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
    )
    message.create_time.FromDatetime(contact.create_time)
    return message


def write_fact(fact: Matched | Edited) -> Outgoing:
    """Return the event that tells of *fact*."""
    if isinstance(fact, Matched):
        event = events_pb2.ContactMatched(
            conversation_id=fact.link.conversation_id,
            contact=write_contact(fact.contact),
        )
        stamp(event, account_id=fact.contact.account_id, causation_id=fact.cause_id)
        return Outgoing("contact_matched", event, subject=fact.link.conversation_id)
    edited = events_pb2.ContactEdited(
        contact=write_contact(fact.contact), conversation_ids=fact.conversation_ids
    )
    stamp(edited, account_id=fact.contact.account_id)
    return Outgoing("contact_edited", edited, subject=fact.contact.contact_id)
