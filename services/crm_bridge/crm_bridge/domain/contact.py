"""A person, as the CRM knows them, and as a channel does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from .errors import ContactInvalid
from .phones import line_of

LIMITS = {
    "name": 200,
    "email": 254,
    "city": 200,
    "company": 200,
    "notes": 4000,
    "owner_id": 64,
}
"""Most characters of each field; that of e-mail is RFC 5321, section 4.5.3.1.3."""

EMAIL = re.compile(r"[^@\s<>\",;]+@[^@\s<>\",;.]+(\.[^@\s<>\",;.]+)+\Z")
ID = re.compile(r"[A-Za-z0-9_.-]*\Z")


@dataclass(frozen=True, slots=True)
class Person:
    """
    Somebody a channel speaks with, as far as it knows them.

    *keys* are their identities, most lasting first, at least one. *phone* is in
    E.164 or empty; `is_vouched` says that the provider routes messages by it,
    so that it is no mere claim of a visitor.
    """

    keys: tuple[str, ...]
    name: str
    phone: str
    source: str
    is_vouched: bool = False

    @property
    def line(self) -> str:
        """The number they may be recognised by; empty when there is none."""
        return line_of(self.phone) if self.is_vouched else ""

    @property
    def identities(self) -> tuple[str, ...]:
        """Their keys as they are compared."""
        return tuple(dict.fromkeys(map(identity_of, self.keys)))


@dataclass(frozen=True, slots=True)
class Contact:
    """
    One contact. `version` counts its changes, starting at 1.

    A *profile* is what a channel told of somebody nobody entered yet; it is
    *ambiguous* when several contacts have its number and none was chosen.
    The *identity_keys* are the ids by which channels know the person. `line`
    is the number they are recognised by, empty for a mere claim; `holds_line`
    is true for the one contact that had it first.
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
    is_ambiguous: bool = False
    identity_keys: tuple[str, ...] = ()
    line: str = ""
    holds_line: bool = False
    version: int = 1

    @property
    def identities(self) -> tuple[str, ...]:
        """The identity keys as they are compared; each belongs to one contact."""
        return tuple(dict.fromkeys(map(identity_of, self.identity_keys)))

    @property
    def place(self) -> str:
        """Where it stands in the list: by folded name, then by id."""
        return f"{folded(self.name)}\x1f{self.contact_id}"

    @property
    def search_text(self) -> str:
        """What a search looks at: name, e-mail and both spellings of the phone."""
        return "\n".join((folded(self.name), folded(self.email), self.phone, self.line))

    def changed(self, changes: Mapping[str, str]) -> Contact:
        """
        Return it with checked *changes*; itself if they say nothing new.

        A profile that somebody edits is a contact from then on, and no longer
        ambiguous: a person looked.
        """
        news: dict[str, Any] = {
            name: value
            for name, value in changes.items()
            if value != getattr(self, name)
        }
        if not news:
            return self
        after = replace(
            self, **news, is_profile=False, is_ambiguous=False, version=self.version + 1
        )
        line = line_of(after.phone)
        return replace(
            after, line=line, holds_line=self.holds_line and line == self.line
        )

    def named(self, name: str) -> Contact:
        """
        Return it by the *name* that its channel tells now.

        Itself if it has a name already: an id is none, and what people entered
        is never replaced.
        """
        told = one_line(name)[: LIMITS["name"]].strip()
        ids = {_shown_id(key) for key in self.identity_keys if _is_opaque(key)}
        if not self.is_profile or self.name not in ids or not told or told in ids:
            return self
        return replace(self, name=told, version=self.version + 1)

    def joined(self, keys: Iterable[str]) -> Contact:
        """Return it with those identity *keys* that it lacks; itself if none."""
        known = set(self.identities)
        fresh = tuple(key for key in keys if identity_of(key) not in known)
        return (
            replace(self, identity_keys=self.identity_keys + fresh) if fresh else self
        )


def identity_of(key: str) -> str:
    """Return an identity key as it is compared: a number in any spelling."""
    kind, _, value = key.partition(":")
    return f"phone:{line_of(value)}" if kind == "phone" else key


def checked(name: str, value: str) -> str:
    """
    Return *value* as the field *name* keeps it.

    Raises:
        ContactInvalid: It makes no sense there.
    """
    value = value.strip() if name == "notes" else one_line(value)
    if name == "name" and not value:
        raise ContactInvalid("a contact needs a name", field="name")
    limit = LIMITS.get(name)
    if limit is not None and len(value) > limit:
        raise ContactInvalid(f"at most {limit} characters", field=name)
    if name == "email" and value and not EMAIL.match(value):
        raise ContactInvalid("an address looks like name@example.com", field="email")
    if name == "owner_id" and not ID.match(value):
        raise ContactInvalid("the owner is the id of a user", field="owner_id")
    return value


def shown_name(person: Person) -> str:
    """Return what to call *person*: by name, else phone or id; never empty."""
    told = one_line(person.name) or person.phone
    return told[: LIMITS["name"]].strip() or _shown_id(person.keys[0])


def _shown_id(key: str) -> str:
    """Return what stands for the name of somebody of whom only *key* is known."""
    return (one_line(key.partition(":")[2]) or key)[: LIMITS["name"]].strip()


def _is_opaque(key: str) -> bool:
    """Whether people can do nothing with it; a phone they can."""
    return not key.startswith("phone:")


def one_line(text: str) -> str:
    """Return *text* without control characters and with single spaces."""
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    return " ".join(spaced.split())


def folded(text: str) -> str:
    """Return *text* without case and accents, for search and order."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())
