"""
What the use cases need from outside, as narrow as they need it.

Everything takes the account first, so that a question about no account in
particular cannot be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .domain.contact import Contact
from .domain.events import ContactEdited, ContactMatched

T = TypeVar("T")

Normalise = Callable[[str], str]
"""Returns a phone as people write it in E.164; an empty string for what is none."""


@dataclass(frozen=True, slots=True)
class Link:
    """Which contact stands behind a conversation, and where it takes place."""

    conversation_id: str
    channel_id: str
    contact_id: str


class Step(Protocol):
    """One atomic step on one account; all of it happens, or nothing."""

    def linked(self, conversation_ids: Collection[str]) -> frozenset[str]:
        """Return those of *conversation_ids* that have a link."""

    def candidates(
        self, identities: Collection[str], lines: Collection[str]
    ) -> Sequence[Contact]:
        """Return contacts with any of these identities or numbers, oldest first."""

    def find(self, contact_id: str) -> Contact | None:
        """Return a contact, or None."""

    def conversations_of(self, contact_id: str) -> tuple[str, ...]:
        """Return the conversations behind which the contact stands, in no order."""

    def requested(self, request_id: str) -> Contact | None:
        """Return what *request_id* made before, or None."""

    def add(self, contacts: Sequence[Contact], *, request_id: str = "") -> None:
        """
        Store new contacts; the request that made one is remembered.

        An identity, or a number that is held, of another contact loses the
        step, which then runs again.
        """

    def join(self, contacts: Sequence[Contact]) -> None:
        """
        Store the identities of contacts that get another conversation.

        Loses the step if somebody edits one of them meanwhile: that edit would
        not be told to the conversation.
        """

    def save(self, contact: Contact, *, seen_version: int) -> None:
        """
        Store a contact that was edited.

        Raises:
            chassis.errors.Conflict: It is not at *seen_version* any more.
        """

    def add_links(self, links: Sequence[Link]) -> None:
        """Store new links."""

    def tell(self, facts: Sequence[ContactMatched | ContactEdited]) -> None:
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
        self, account_id: str, *, text: str, after: str, size: int
    ) -> Sequence[Contact]:
        """
        Return up to *size* contacts in the order of their `place`.

        Begins behind the place *after*; empty is the start. *text*, folded,
        occurs in name, phone or e-mail; empty matches all.
        """
