"""The collections of routing, and the indexes with the question each answers."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from pymongo.errors import CollectionInvalid

ASSIGNMENTS = "assignments"
ATTENDANTS = "attendants"
CHANNELS = "channels"
DECISIONS = "decisions"
DISTRIBUTIONS = "distributions"
OWNERS = "owners"
PRESENCE = "presence"
SECTORS = "sectors"

COLLECTIONS = (
    ASSIGNMENTS,
    ATTENDANTS,
    CHANNELS,
    DECISIONS,
    DISTRIBUTIONS,
    OWNERS,
    PRESENCE,
    SECTORS,
)


def prepare(database: Database[Any]) -> None:
    """
    Create collections and indexes that are missing; safe to repeat.

    A transaction cannot create a collection, so this comes before the first.
    """
    present = set(database.list_collection_names())
    for name in COLLECTIONS:
        if name not in present:
            _create(database, name)
    # Sparse: an opening that goes to nobody touches none of these three.
    # Who has what (loads, access that ends).
    database[ASSIGNMENTS].create_index("holder_id", sparse=True)
    # What waits, oldest first.
    database[ASSIGNMENTS].create_index("wait.since", sparse=True)
    # What the CRM has yet to say.
    database[ASSIGNMENTS].create_index("owner_wait.until", sparse=True)
    # Why, newest first.
    database[DECISIONS].create_index(
        [("conversation_id", ASCENDING), ("_id", DESCENDING)]
    )
    # The roster of an account.
    database[ATTENDANTS].create_index([("account_id", ASCENDING)])
    # Whose load changed and nobody was told yet.
    database[ATTENDANTS].create_index("changed", sparse=True)
    database[CHANNELS].create_index("account_id")
    # One sector of a name, whatever its case; one per request.
    database[SECTORS].create_index(
        [("account_id", ASCENDING), ("name_key", ASCENDING)], unique=True
    )
    database[SECTORS].create_index("request_key", unique=True, sparse=True)


def _create(database: Database[Any], name: str) -> None:
    try:
        database.create_collection(name)
    except CollectionInvalid:
        # Another process starting at this moment was first.
        return
