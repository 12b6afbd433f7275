"""The `Contacts` port over MongoDB."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from chassis.envelope import Outgoing
from chassis.errors import Conflict
from chassis.outbox import Outbox

from ..domain.contact import Contact
from ..ports import Edited, Link, Matched
from ..wire.outgoing import write_fact
from . import documents
from .collections import CONTACTS, IDENTITIES, LINKS

T = TypeVar("T")


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
        self, account_id: str, *, text: str, after: tuple[str, str] | None, size: int
    ) -> list[Contact]:
        """Return up to *size* contacts in order of folded name and id."""
        wanted: dict[str, Any] = {"account_id": account_id}
        if text:
            wanted["search_text"] = {"$regex": re.escape(text)}
        if after is not None:
            name_key, contact_id = after
            wanted["$or"] = [
                {"name_key": {"$gt": name_key}},
                {"name_key": name_key, "_id": {"$gt": contact_id}},
            ]
        found = self._database[CONTACTS].find(wanted)
        return [
            documents.read_contact(d)
            for d in found.sort([("name_key", 1), ("_id", 1)]).limit(size)
        ]


class MongoStep:
    """One atomic step on one account; `outgoing` are the events to publish."""

    def __init__(
        self, database: Database[Any], account_id: str, session: ClientSession
    ) -> None:
        self._database = database
        self._account_id = account_id
        self._session = session
        self.outgoing: list[Outgoing] = []

    def links(self, conversation_ids: Collection[str]) -> dict[str, Link]:
        """Return the links of these conversations, by conversation."""
        found = self._find(LINKS, {"_id": {"$in": list(conversation_ids)}})
        return {d["_id"]: documents.read_link(d) for d in found}

    def candidates(
        self, keys: Collection[str], phones: Collection[str]
    ) -> list[Contact]:
        """Return contacts with any of these identities or phones."""
        wanted = [documents.identity_id(self._account_id, key) for key in keys]
        found = self._find(IDENTITIES, {"_id": {"$in": wanted}}) if wanted else []
        contact_ids = {d["contact_id"] for d in found}
        contacts = {}
        if contact_ids:
            for d in self._find(CONTACTS, {"_id": {"$in": list(contact_ids)}}):
                contacts[d["_id"]] = documents.read_contact(d)
        if phones:
            for d in self._find(CONTACTS, {"phone": {"$in": list(phones)}}):
                contacts.setdefault(d["_id"], documents.read_contact(d))
        return sorted(contacts.values(), key=lambda c: c.contact_id)

    def find(self, contact_id: str) -> Contact | None:
        """Return a contact, or None."""
        for document in self._find(CONTACTS, {"_id": contact_id}):
            return documents.read_contact(document)
        return None

    def conversations_of(self, contact_id: str) -> list[str]:
        """Return the conversations behind which the contact stands."""
        return [d["_id"] for d in self._find(LINKS, {"contact_id": contact_id})]

    def requested(self, request_id: str) -> Contact | None:
        """Return what *request_id* made before, or None."""
        wanted = {"request_key": f"{self._account_id}|{request_id}"}
        for document in self._find(CONTACTS, wanted):
            return documents.read_contact(document)
        return None

    def save(self, contacts: Sequence[Contact], *, request_id: str = "") -> None:
        """Store new and changed contacts with their identities."""
        new, changed, identities = [], [], []
        for contact in contacts:
            document = documents.write_contact(contact)
            if request_id:
                document["request_key"] = f"{self._account_id}|{request_id}"
            if contact.version == 0:
                new.append(document)
            else:
                changed.append(self._replacement(contact, document))
            identities += [
                documents.identity_id(self._account_id, k)
                for k in contact.identity_keys
            ]
            contact.version += 1
        if new:
            self._database[CONTACTS].insert_many(new, session=self._session)
        if changed:
            done = self._database[CONTACTS].bulk_write(changed, session=self._session)
            if done.matched_count != len(changed):
                raise Conflict("somebody else changed a contact meanwhile")
        self._join(contacts, identities)

    def save_links(self, links: Sequence[Link]) -> None:
        """Store new links."""
        self._database[LINKS].insert_many(
            [documents.write_link(self._account_id, link) for link in links],
            session=self._session,
        )

    def tell(self, facts: Sequence[Matched | Edited]) -> None:
        """Publish *facts* if and only if this step happens."""
        self.outgoing += [write_fact(fact) for fact in facts]

    def _replacement(
        self, contact: Contact, document: dict[str, Any]
    ) -> ReplaceOne[Any]:
        return ReplaceOne(
            {
                "_id": contact.contact_id,
                "account_id": self._account_id,
                "version": contact.version,
            },
            document,
        )

    def _join(self, contacts: Sequence[Contact], identities: Sequence[str]) -> None:
        """Insert the identities that are new; a taken one loses the step."""
        if not identities:
            return
        known = {d["_id"] for d in self._find(IDENTITIES, {"_id": {"$in": identities}})}
        new = [
            {
                "_id": one,
                "account_id": self._account_id,
                "contact_id": contact.contact_id,
            }
            for contact in contacts
            for key in contact.identity_keys
            if (one := documents.identity_id(self._account_id, key)) not in known
        ]
        if new:
            self._database[IDENTITIES].insert_many(new, session=self._session)

    def _find(self, collection: str, wanted: dict[str, Any]) -> Any:
        return self._database[collection].find(
            {**wanted, "account_id": self._account_id}, session=self._session
        )
