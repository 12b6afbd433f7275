"""A person, as the CRM knows them, and how a stranger is recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .errors import ContactChanged, ContactInvalid
from .phones import same_phone

LIMITS = {"name": 200, "email": 254, "city": 120, "company": 200, "notes": 4000}
"""Most characters of each field."""

EMAIL = re.compile(r"^[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+$")


@dataclass(slots=True)
class Contact:
    """
    One contact. `version` counts saves and is the store's to change.

    A *profile* is what a channel told of somebody nobody entered yet. The
    *identity_keys* are the ids by which channels know the person.
    """

    account_id: str
    contact_id: str
    name: str
    create_time: datetime
    phone: str = ""
    email: str = ""
    city: str = ""
    company: str = ""
    notes: str = ""
    owner_id: str = ""
    source: str = "manual"
    is_profile: bool = False
    identity_keys: list[str] = field(default_factory=list)
    version: int = 0

    def change(self, changes: Mapping[str, str], *, seen_version: int) -> None:
        """
        Set the fields in *changes*; a profile becomes a contact by it.

        Raises:
            ContactChanged: *seen_version* is neither 0 nor the present one.
            ContactInvalid: A field makes no sense.
        """
        if seen_version not in (0, self.version):
            raise ContactChanged(
                "the contact changed meanwhile; look at it again",
                version=str(self.version),
            )
        for name, value in changes.items():
            setattr(self, name, checked(name, value))
        self.is_profile = False

    @property
    def search_text(self) -> str:
        """What a search looks at: name, phone and e-mail, folded."""
        return folded(f"{self.name} {self.phone} {self.email}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a channel speaks with, as far as it knows them."""

    keys: tuple[str, ...]
    name: str
    phone: str
    source: str


def checked(name: str, value: str) -> str:
    """
    Return *value* as the field *name* keeps it.

    Raises:
        ContactInvalid: It makes no sense there.
    """
    value = value.strip() if name == "notes" else " ".join(value.split())
    if name == "name" and not value:
        raise ContactInvalid("a contact needs a name", field="name")
    limit = LIMITS.get(name)
    if limit is not None and len(value) > limit:
        raise ContactInvalid(f"at most {limit} characters", field=name)
    if name == "email" and value and not EMAIL.match(value):
        raise ContactInvalid("this is no e-mail address", field="email")
    return value


def recognise(person: Person, candidates: Iterable[Contact]) -> Contact | None:
    """
    Return the one contact who is *person*, or None if nobody or several are.

    An identity that a contact already has decides. Otherwise the phone does,
    in any of its equivalent forms; of several contacts with that phone, one
    that people made is preferred to a profile, and two of a kind are not
    guessed between (CRM-9).
    """
    found = list(candidates)
    known = [c for c in found if set(c.identity_keys) & set(person.keys)]
    if known:
        return known[0]
    phones = same_phone(person.phone)
    by_phone = [c for c in found if c.phone in phones]
    made = [c for c in by_phone if not c.is_profile]
    chosen = made or by_phone
    return chosen[0] if len(chosen) == 1 else None


def joined(contact: Contact, person: Person) -> Contact:
    """Return *contact* with the identities of *person* added."""
    new = [key for key in person.keys if key not in contact.identity_keys]
    return replace(contact, identity_keys=[*contact.identity_keys, *new])


def folded(text: str) -> str:
    """Return *text* without case and accents, for search and order."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
