"""What the use cases need from outside, as narrow as they need it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .domain.contact import Contact

T = TypeVar("T")

Normalise = Callable[[str], str]
"""Returns a phone in E.164, or an empty string for what is none."""


@dataclass(frozen=True, slots=True)
class Link:
    """Which contact stands behind a conversation, and where it takes place."""

    conversation_id: str
    channel_id: str
    contact_id: str


@dataclass(frozen=True, slots=True)
class Matched:
    """A fact: the conversation's person was recognised, or got a profile."""

    link: Link
    contact: Contact
    cause_id: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A fact: a contact is not what it was."""

    contact: Contact
    conversation_ids: tuple[str, ...]


class Step(Protocol):
    """One atomic step on one account; all of it happens, or nothing."""

    def links(self, conversation_ids: Collection[str]) -> Mapping[str, Link]:
        """Return the links of these conversations, by conversation."""

    def candidates(
        self, keys: Collection[str], phones: Collection[str]
    ) -> Sequence[Contact]:
        """Return contacts with any of these identities or phones."""

    def find(self, contact_id: str) -> Contact | None:
        """Return a contact, or None."""

    def conversations_of(self, contact_id: str) -> Sequence[str]:
        """Return the conversations behind which the contact stands."""

    def requested(self, request_id: str) -> Contact | None:
        """Return what *request_id* made before, or None."""

    def save(self, contacts: Sequence[Contact], *, request_id: str = "") -> None:
        """
        Store new and changed contacts with their identities.

        Raises:
            chassis.errors.Conflict: Somebody else changed one, or joined one
                of the identities to another contact.
        """

    def save_links(self, links: Sequence[Link]) -> None:
        """Store new links."""

    def tell(self, facts: Sequence[Matched | Edited]) -> None:
        """Publish *facts* if and only if this step happens."""


class Contacts(Protocol):
    """The stored contacts. Held to one behaviour by `ContactsContract`."""

    def change(self, account_id: str, work: Callable[[Step], T]) -> T:
        """Run *work* as one atomic step; it may run again after a lost race."""

    def find(self, account_id: str, contact_id: str) -> Contact | None:
        """Return a contact, or None."""

    def find_link(self, account_id: str, conversation_id: str) -> Link | None:
        """Return the link of a conversation, or None."""

    def page(
        self, account_id: str, *, text: str, after: tuple[str, str] | None, size: int
    ) -> Sequence[Contact]:
        """
        Return up to *size* contacts in order of folded name and id.

        *text*, folded, occurs in name, phone or e-mail; empty matches all.
        """
