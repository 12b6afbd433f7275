"""How a stranger is recognised (CRM-9)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .contact import Contact, Person, identity_of


class Basis(enum.Enum):
    """What recognising somebody rests on."""

    IDENTITY = "identity"
    PHONE = "phone"
    NOBODY = "nobody"
    AMBIGUOUS = "ambiguous"


@dataclass(slots=True)
class Book:
    """
    The contacts that some people could be, by identity and by number.

    What is kept in it is found by those who come next, so that two openings
    of one person agree.
    """

    by_id: dict[str, Contact] = field(default_factory=dict)
    by_identity: dict[str, str] = field(default_factory=dict)
    by_line: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, contacts: Iterable[Contact]) -> Book:
        """Return a book of *contacts*."""
        book = cls()
        for contact in contacts:
            book.keep(contact)
        return book

    def keep(self, contact: Contact) -> None:
        """Add *contact*, or put it in the place of what it was."""
        self.by_id[contact.contact_id] = contact
        for identity in contact.identities:
            self.by_identity[identity] = contact.contact_id
        if contact.line:
            on_line = self.by_line.setdefault(contact.line, [])
            if contact.contact_id not in on_line:
                on_line.append(contact.contact_id)

    def on_line(self, line: str) -> list[Contact]:
        """Return who has the number; an empty *line* is nobody's."""
        return [self.by_id[i] for i in self.by_line.get(line, ()) if line]

    def recognise(self, person: Person) -> tuple[Basis, Contact | None]:
        """
        Return the one contact who is *person*, or None if nobody or several.

        An identity that a contact already has decides, the most lasting first.
        Otherwise the number does; of several contacts with it, one that people
        made is preferred to profiles, and two of a kind are not guessed
        between.
        """
        for identity in person.identities:
            if identity in self.by_identity:
                return Basis.IDENTITY, self.by_id[self.by_identity[identity]]
        on_line = self.on_line(person.line)
        chosen = [c for c in on_line if not c.is_profile] or on_line
        if not chosen:
            return Basis.NOBODY, None
        return (Basis.PHONE, chosen[0]) if len(chosen) == 1 else (Basis.AMBIGUOUS, None)

    def join(self, contact: Contact, person: Person) -> Contact:
        """Keep and return *contact* with those identities that nobody has."""
        joined = contact.joined(
            key for key in person.keys if identity_of(key) not in self.by_identity
        )
        self.keep(joined)
        return joined


def offered(contacts: Sequence[Contact]) -> Contact:
    """Return whom to offer for a number: made by people first, then the oldest."""
    return min(contacts, key=lambda c: (c.is_profile, c.create_time, c.contact_id))
