"""People who came with an id alone are told by name later (MSG-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.clock import Clock

from ..domain.contact import Contact
from ..domain.events import ContactEdited
from ..ports import Contacts, Step
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class NameProfile:
    """
    A conversation shows its person by this name.

    `contact_id` is empty while the conversation has not heard of its contact.
    """

    account_id: str
    conversation_id: str
    contact_id: str
    name: str


def name_profiles(
    account_id: str,
    commands: Sequence[NameProfile],
    *,
    contacts: Contacts,
    clock: Clock,
) -> list[Outcome]:
    """
    Give profiles that have but an id for a name the one that is shown.

    All of one account, in one atomic step. Safe to repeat. What comes before
    the conversation heard of its contact is let go: it tells again once it has.
    """
    wanted = {c.contact_id: c.name for c in commands if c.contact_id}
    nameless = {
        contact_id: name
        for contact_id, name in wanted.items()
        if _would_change(contacts.find(account_id, contact_id), name)
    }
    if not nameless:
        return [Outcome.UNCHANGED for _ in commands]
    named = contacts.change(account_id, lambda step: _name(step, nameless, clock))
    return [
        Outcome.NAMED if c.contact_id in named else Outcome.UNCHANGED for c in commands
    ]


def _would_change(contact: Contact | None, name: str) -> bool:
    return contact is not None and contact.named(name) is not contact


def _name(step: Step, wanted: Mapping[str, str], clock: Clock) -> frozenset[str]:
    """Name those who still need it, and tell their conversations."""
    named = set()
    for contact_id, name in wanted.items():
        present = step.find(contact_id)
        after = present.named(name) if present else None
        if present is None or after is None or after is present:
            continue
        step.save(after, seen_version=present.version)
        told = step.conversations_of(contact_id)
        step.tell([ContactEdited(after, told, clock())])
        named.add(contact_id)
    return frozenset(named)
