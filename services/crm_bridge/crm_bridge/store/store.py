"""The `Contacts` port over MongoDB."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, TypeVar

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from chassis.envelope import Outgoing
from chassis.errors import Conflict

from ..domain.contact import Contact
from ..domain.events import ContactEdited, ContactMatched
from ..ports import Link
from ..wire.outgoing import write_fact
from . import documents
from .collections import CONTACTS, LINKS

T = TypeVar("T")

WRITTEN_PHONE = re.compile(r"[\s()+./-]*[0-9][0-9\s()+./-]*\Z")
NOT_A_DIGIT = re.compile(r"[^0-9]")


class Outbox(Protocol):
    """Makes state and events durable together: `chassis.outbox.Outbox`."""

    def run(self, work: Callable[[ClientSession], tuple[T, Sequence[Outgoing]]]) -> T:
        """Run *work* in one transaction that also stores its events."""


class MongoContacts:
    """Contacts, the identities joined in them, and the links to conversations."""

    def __init__(self, database: Database[Any], outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    def change(self, account_id: str, work: Callable[[MongoStep], T]) -> T:
        """Run *work* in one transaction with its events."""

        def transaction(session: ClientSession) -> tuple[T, Sequence[Outgoing]]:
            step = MongoStep(self._database, account_id, session)
            return work(step), step.outgoing

        return self._outbox.run(transaction)

    def find(self, account_id: str, contact_id: str) -> Contact | None:
        """Return a contact, or None."""
        found = self._database[CONTACTS].find_one(
            {"_id": contact_id, "account_id": account_id}
        )
        return documents.read_contact(found) if found else None

    def find_link(self, account_id: str, conversation_id: str) -> Link | None:
        """Return the link of a conversation, or None."""
        found = self._database[LINKS].find_one(
            {"_id": conversation_id, "account_id": account_id}
        )
        return documents.read_link(found) if found else None

    def page(
        self, account_id: str, *, text: str, after: str, size: int
    ) -> list[Contact]:
        """Return up to *size* contacts in the order of their `place`."""
        # "}" follows "|", which ends the account in every place.
        within = {"$gt": documents.keyed(account_id, after), "$lt": f"{account_id}}}"}
        wanted: dict[str, Any] = {"place": within, "account_id": account_id}
        if text:
            # A phone is found however its digits are grouped.
            is_phone = WRITTEN_PHONE.match(text)
            sought = NOT_A_DIGIT.sub("", text) if is_phone else text
            wanted["search_text"] = {"$regex": re.escape(sought)}
        found = self._database[CONTACTS].find(wanted).sort("place").limit(size)
        return [documents.read_contact(document) for document in found]


class MongoStep:
    """One atomic step on one account; `outgoing` are the events to publish."""

    def __init__(
        self, database: Database[Any], account_id: str, session: ClientSession
    ) -> None:
        self._contacts = database[CONTACTS]
        self._links = database[LINKS]
        self._account_id = account_id
        self._session = session
        self.outgoing: list[Outgoing] = []

    def linked(self, conversation_ids: Collection[str]) -> frozenset[str]:
        """Return those of *conversation_ids* that have a link."""
        wanted = {"_id": {"$in": list(conversation_ids)}}
        return frozenset(self._linked_to(wanted))

    def candidates(
        self, identities: Collection[str], lines: Collection[str]
    ) -> list[Contact]:
        """
        Return contacts with any of these identities or numbers, oldest first.

        Two finds rather than one `$or`, so that each walks its own index.
        """
        found: dict[str, Contact] = {}
        for name, values in (("identities", identities), ("line", lines)):
            if values:
                keys = [documents.keyed(self._account_id, value) for value in values]
                found |= {c.contact_id: c for c in self._found({name: {"$in": keys}})}
        return sorted(found.values(), key=lambda c: (c.create_time, c.contact_id))

    def find(self, contact_id: str) -> Contact | None:
        """Return a contact, or None."""
        return next(iter(self._found({"_id": contact_id})), None)

    def conversations_of(self, contact_id: str) -> tuple[str, ...]:
        """Return the conversations behind which the contact stands, in no order."""
        return tuple(self._linked_to({"contact_id": contact_id}))

    def requested(self, request_id: str) -> Contact | None:
        """Return what *request_id* made before, or None."""
        wanted = {"request_key": documents.keyed(self._account_id, request_id)}
        return next(iter(self._found(wanted)), None)

    def add(self, contacts: Sequence[Contact], *, request_id: str = "") -> None:
        """Store new contacts; the request that made one is remembered."""
        new = [documents.write_contact(contact) for contact in contacts]
        if request_id:
            [document] = new
            document["request_key"] = documents.keyed(self._account_id, request_id)
        if new:
            self._contacts.insert_many(new, session=self._session)

    def join(self, contacts: Sequence[Contact]) -> None:
        """
        Store the identities of contacts that get another conversation.

        Written even without a new one: it is what collides with an edit.
        """
        writes = []
        for contact in contacts:
            document = documents.write_contact(contact)
            lists = {n: document.get(n, []) for n in ("identity_keys", "identities")}
            writes.append(
                UpdateOne(
                    {"_id": contact.contact_id, "account_id": self._account_id},
                    {
                        "$addToSet": {n: {"$each": v} for n, v in lists.items() if v},
                        "$inc": {"joins": 1},
                    },
                )
            )
        if writes:
            self._contacts.bulk_write(writes, session=self._session)

    def save(self, contact: Contact, *, seen_version: int) -> None:
        """Store a contact that was edited; Conflict if somebody was first."""
        document = documents.write_contact(contact)
        one = {
            "_id": document.pop("_id"),
            "account_id": document.pop("account_id"),
            "version": seen_version,
        }
        gone = {name: "" for name in documents.SOMETIMES if name not in document}
        changes = {"$set": document, **({"$unset": gone} if gone else {})}
        done = self._contacts.update_one(one, changes, session=self._session)
        if not done.matched_count:
            raise Conflict("somebody else changed the contact meanwhile")

    def add_links(self, links: Sequence[Link]) -> None:
        """Store new links."""
        if links:
            self._links.insert_many(
                [documents.write_link(self._account_id, link) for link in links],
                session=self._session,
            )

    def tell(self, facts: Sequence[ContactMatched | ContactEdited]) -> None:
        """Publish *facts* if and only if this step happens."""
        self.outgoing += [write_fact(fact) for fact in facts]

    def _found(self, wanted: dict[str, Any]) -> list[Contact]:
        found = self._contacts.find(
            {**wanted, "account_id": self._account_id}, session=self._session
        )
        return [documents.read_contact(document) for document in found]

    def _linked_to(self, wanted: dict[str, Any]) -> list[str]:
        found = self._links.find(
            {**wanted, "account_id": self._account_id},
            {"_id": 1},
            session=self._session,
        )
        return [document["_id"] for document in found]
