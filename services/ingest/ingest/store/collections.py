"""Which collections there are, and the index each query needs."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database
from pymongo.errors import CollectionInvalid

CHANNELS = "channels"
LEDGER = "ledger"
SENDS = "sends"
TRANSCRIPTS = "transcripts"

INDEXES: dict[str, list[tuple[list[tuple[str, int]], bool]]] = {
    CHANNELS: [
        # A name is unique in its account, whatever its case.
        ([("account_id", 1), ("name_key", 1)], True),
        # The provider's id decides whose a call is, so it is unique at all.
        ([("kind", 1), ("provider_id", 1)], True),
        # Repeating a request returns the first answer.
        ([("account_id", 1), ("request_id", 1)], True),
        # Quarantined calls go to the account of the app that signed them.
        ([("facts.app_id", 1)], False),
    ],
    LEDGER: [
        # Has this been forwarded before?
        ([("keys", 1)], False),
        # The list, and the list of one fate, newest first.
        ([("account_id", 1), ("call_id", -1)], False),
        ([("account_id", 1), ("fate", 1), ("call_id", -1)], False),
    ],
    SENDS: [
        # What nobody holds any more.
        ([("state", 1), ("lease_time", 1)], False),
        # Unknown ones to look up.
        ([("state", 1), ("check_time", 1)], False),
        # Is this provider's id ours already?
        ([("provider_message_id", 1)], False),
    ],
    TRANSCRIPTS: [
        # A line is stored once.
        ([("key", 1)], True),
    ],
}


def prepare(database: Database[Any]) -> None:
    """Create what is missing; a transaction cannot. Safe to repeat and to race."""
    there = set(database.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in there:
            try:
                database.create_collection(name)
            except CollectionInvalid:
                pass
        for keys, unique in indexes:
            database[name].create_index(keys, unique=unique)
