"""The collections of the CRM bridge, and the question each index answers."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database
from pymongo.errors import CollectionInvalid

CONTACTS = "contacts"
IDENTITIES = "identities"
LINKS = "links"


def prepare(database: Database[Any]) -> None:
    """
    Create collections and indexes that are missing; safe to repeat.

    `identities` has one document per identity key of an account, whose `_id`
    is both: so one identity belongs to one contact, whoever writes at once.
    """
    present = set(database.list_collection_names())
    for name in (CONTACTS, IDENTITIES, LINKS):
        if name not in present:
            try:
                database.create_collection(name)
            except CollectionInvalid:
                # Another process starting at this moment was first.
                continue
    # Who has this phone.
    database[CONTACTS].create_index([("account_id", 1), ("phone", 1)])
    # The list by name.
    database[CONTACTS].create_index([("account_id", 1), ("name_key", 1), ("_id", 1)])
    # What a request made before.
    database[CONTACTS].create_index("request_key", unique=True, sparse=True)
    # Where a contact takes part.
    database[LINKS].create_index("contact_id")
