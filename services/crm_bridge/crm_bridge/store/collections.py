"""The collections of the CRM bridge, and the question each index answers."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database
from pymongo.errors import CollectionInvalid

CONTACTS = "contacts"
LINKS = "links"


def prepare(database: Database[Any]) -> None:
    """
    Create collections and indexes that are missing; safe to repeat.

    A transaction cannot create a collection, so this comes before the first.
    Sparse indexes pass over what a contact does not have.
    """
    present = set(database.list_collection_names())
    for name in (CONTACTS, LINKS):
        if name not in present:
            try:
                database.create_collection(name)
            except CollectionInvalid:
                # Another process starting at this moment was first.
                continue
    contacts = database[CONTACTS]
    # Who has an identity: at most one contact. This, and no look-up, is what
    # makes two workers that meet one stranger make one profile.
    contacts.create_index("identities", unique=True, sparse=True)
    # Who had a number first: at most one contact.
    contacts.create_index("held_line", unique=True, sparse=True)
    # Everybody with a number.
    contacts.create_index("line", sparse=True)
    # What a request made before.
    contacts.create_index("request_key", unique=True, sparse=True)
    # The list of an account by name.
    contacts.create_index("place", unique=True)
    # Where a contact takes part.
    database[LINKS].create_index("contact_id")
