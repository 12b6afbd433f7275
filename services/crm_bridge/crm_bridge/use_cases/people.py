"""What users do with contacts (PNL-1 to 3, PRM-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chassis import ids
from chassis.clock import Clock
from chassis.identity import Identity

from ..domain.contact import Contact, checked
from ..domain.errors import (
    ContactChanged,
    ContactInvalid,
    ContactUnknown,
    PermissionMissing,
    PhoneTaken,
)
from ..domain.events import ContactEdited
from ..domain.recognition import offered
from ..ports import Contacts, Normalise, Step

READ = "inbox"
EDIT = "contacts.edit"


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """
    Set some fields of a contact; absent ones stay.

    `seen_version` is the version the caller saw; 0 changes whatever is there.
    """

    contact_id: str
    changes: Mapping[str, str]
    seen_version: int


def get_contact(contact_id: str, *, caller: Identity, contacts: Contacts) -> Contact:
    """
    Return a contact; contacts are the whole account's.

    Raises:
        PermissionMissing: The caller has no part in the inbox.
        ContactUnknown: There is none.
    """
    _require(caller, READ, EDIT)
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
    after: str,
    size: int,
    caller: Identity,
    contacts: Contacts,
) -> Sequence[Contact]:
    """
    Return a page of contacts by name, from behind the place *after* on.

    Raises:
        PermissionMissing: The caller has no part in the inbox.
    """
    _require(caller, READ, EDIT)
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
        PhoneTaken: Another contact has the phone: offered, not doubled (CRM-1).
    """
    _require(caller, EDIT)
    values = _checked(wanted, normalise)
    draft = Contact(caller.account_id, ids.new("ct"), values["name"], clock())
    contact = replace(draft.changed(values), version=1)
    contact = replace(contact, holds_line=bool(contact.line))

    def work(step: Step) -> Contact:
        before = step.requested(request_id) if request_id else None
        if before is not None:
            return before
        _refuse_taken(step, contact)
        step.add([contact], request_id=request_id)
        return contact

    return contacts.change(caller.account_id, work)


def change_contact(
    command: ChangeContact,
    *,
    caller: Identity,
    contacts: Contacts,
    clock: Clock,
    normalise: Normalise,
) -> Contact:
    """
    Change a contact and tell its conversations.

    To set what is set already does nothing, whatever the caller saw, so that a
    call repeated after a lost answer succeeds.

    Raises:
        PermissionMissing: The caller may not edit contacts.
        ContactUnknown: There is none.
        ContactChanged: Somebody changed it since the caller saw it (PNL-2).
        ContactInvalid: A field makes no sense.
        PhoneTaken: Another contact has the phone.
    """
    _require(caller, EDIT)
    changes = _checked(command.changes, normalise)

    def work(step: Step) -> Contact:
        present = _known(step.find(command.contact_id), command.contact_id)
        after = present.changed(changes)
        if after is present:
            return present
        _refuse_stale(present, command.seen_version)
        if after.phone != present.phone:
            _refuse_taken(step, after)
            after = replace(after, holds_line=bool(after.line))
        step.save(after, seen_version=present.version)
        told = step.conversations_of(after.contact_id)
        step.tell([ContactEdited(after, told, clock())])
        return after

    return contacts.change(caller.account_id, work)


def _checked(values: Mapping[str, str], normalise: Normalise) -> dict[str, str]:
    found = {name: checked(name, value) for name, value in values.items()}
    if found.get("phone"):
        found["phone"] = normalise(found["phone"])
        if not found["phone"]:
            raise ContactInvalid(
                "write the phone with its area code, or from + and the country on",
                field="phone",
            )
    return found


def _refuse_stale(present: Contact, seen_version: int) -> None:
    if seen_version not in (0, present.version):
        raise ContactChanged(
            "the contact changed meanwhile; look at it again",
            contact_id=present.contact_id,
            version=str(present.version),
        )


def _refuse_taken(step: Step, contact: Contact) -> None:
    others = [
        other
        for other in (step.candidates((), (contact.line,)) if contact.line else ())
        if other.contact_id != contact.contact_id
    ]
    if others:
        raise PhoneTaken(
            "another contact has this phone; open that one, or give another phone",
            contact_id=offered(others).contact_id,
            field="phone",
        )


def _known(contact: Contact | None, contact_id: str) -> Contact:
    if contact is None:
        raise ContactUnknown(
            "no such contact; it is not in this account", contact_id=contact_id
        )
    return contact


def _require(caller: Identity, *permissions: str) -> None:
    if not any(caller.may(permission) for permission in permissions):
        raise PermissionMissing(
            "an administrator can grant the permission", permission=permissions[0]
        )
