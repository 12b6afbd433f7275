"""What users do with contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis import ids
from chassis.clock import Clock
from chassis.identity import Identity

from ..domain.contact import Contact, checked
from ..domain.errors import (
    ContactInvalid,
    ContactUnknown,
    PermissionMissing,
    PhoneTaken,
)
from ..domain.phones import same_phone
from ..ports import Contacts, Edited, Normalise, Step

READ = "inbox"
EDIT = "contacts.edit"


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """Set some fields of a contact; absent ones stay."""

    contact_id: str
    changes: Mapping[str, str]
    seen_version: int


def get_contact(contact_id: str, *, caller: Identity, contacts: Contacts) -> Contact:
    """
    Return a contact.

    Raises:
        ContactUnknown: There is none.
    """
    _require(caller, READ)
    return _known(contacts.find(caller.account_id, contact_id), contact_id)


def get_conversation_contact(
    conversation_id: str, *, caller: Identity, contacts: Contacts
) -> Contact:
    """
    Return the contact behind a conversation on a channel the caller sees.

    Raises:
        ContactUnknown: None was matched yet, or the channel is not visible.
    """
    link = contacts.find_link(caller.account_id, conversation_id)
    if link is None or not caller.sees(link.channel_id):
        raise ContactUnknown(
            "no contact is known for this conversation", conversation_id=conversation_id
        )
    return _known(contacts.find(caller.account_id, link.contact_id), link.contact_id)


def list_contacts(
    text: str,
    *,
    after: tuple[str, str] | None,
    size: int,
    caller: Identity,
    contacts: Contacts,
) -> Sequence[Contact]:
    """Return a page of contacts by name."""
    _require(caller, READ)
    return contacts.page(caller.account_id, text=text, after=after, size=size)


def create_contact(
    wanted: Mapping[str, str],
    *,
    request_id: str,
    caller: Identity,
    contacts: Contacts,
    clock: Clock,
    normalise: Normalise,
) -> Contact:
    """
    Create a contact; repeating a *request_id* returns the first one.

    Raises:
        PermissionMissing: The caller may not edit contacts.
        ContactInvalid: A field makes no sense.
        PhoneTaken: Another contact has the phone.
    """
    _require(caller, EDIT)
    values = {name: checked(name, value) for name, value in wanted.items()}
    if values.get("phone"):
        values["phone"] = _phone(values["phone"], normalise)

    def work(step: Step) -> Contact:
        before = step.requested(request_id) if request_id else None
        if before is not None:
            return before
        contact = Contact(
            account_id=caller.account_id,
            contact_id=ids.new("ct"),
            create_time=clock(),
            **values,  # type: ignore[arg-type]  # only the text fields of a contact
        )
        _refuse_taken(step, contact)
        step.save([contact], request_id=request_id)
        return contact

    return contacts.change(caller.account_id, work)


def change_contact(
    command: ChangeContact,
    *,
    caller: Identity,
    contacts: Contacts,
    normalise: Normalise,
) -> Contact:
    """
    Change a contact and tell of it.

    Raises:
        PermissionMissing: The caller may not edit contacts.
        ContactUnknown: There is none.
        ContactChanged: Somebody changed it since the caller saw it.
        ContactInvalid: A field makes no sense.
        PhoneTaken: Another contact has the phone.
    """
    _require(caller, EDIT)
    changes = dict(command.changes)
    if changes.get("phone"):
        changes["phone"] = _phone(changes["phone"], normalise)

    def work(step: Step) -> Contact:
        contact = _known(step.find(command.contact_id), command.contact_id)
        contact.change(changes, seen_version=command.seen_version)
        if "phone" in changes:
            _refuse_taken(step, contact)
        step.save([contact])
        step.tell([Edited(contact, tuple(step.conversations_of(contact.contact_id)))])
        return contact

    return contacts.change(caller.account_id, work)


def _refuse_taken(step: Step, contact: Contact) -> None:
    phones = same_phone(contact.phone)
    if not phones:
        return
    others = [
        c for c in step.candidates((), phones) if c.contact_id != contact.contact_id
    ]
    if others:
        raise PhoneTaken(
            f"{others[0].name} has this phone already", contact_id=others[0].contact_id
        )


def _phone(text: str, normalise: Normalise) -> str:
    phone = normalise(text)
    if not phone:
        raise ContactInvalid(
            "this is no phone number; write it with its country code", field="phone"
        )
    return phone


def _known(contact: Contact | None, contact_id: str) -> Contact:
    if contact is None:
        raise ContactUnknown("no such contact", contact_id=contact_id)
    return contact


def _require(caller: Identity, permission: str) -> None:
    if not caller.may(permission):
        raise PermissionMissing(
            f"this needs the permission {permission}", permission=permission
        )
