"""Which collections there are, and the index each query needs."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from pymongo.database import Database
from pymongo.errors import CollectionInvalid

CHANNELS = "channels"
FILES = "files"
LEDGER = "ledger_packs"
NOTICES = "notices"
REPLAYS = "replays"
SENDS = "sends"
TEMPLATES = "templates"
TRANSCRIPTS = "transcripts"
TURNS = "turns"
UPLOADS = "uploads"
PEOPLE = "people"

UNIQUE: dict[str, Any] = {"unique": True}

INDEXES: dict[str, list[tuple[list[tuple[str, int]], dict[str, Any]]]] = {
    CHANNELS: [
        # A name is unique in its account, whatever its case.
        ([("account_id", 1), ("name_key", 1)], UNIQUE),
        # The provider's id decides whose a call is, so it is unique at all.
        ([("kind", 1), ("provider_id", 1)], UNIQUE),
        # Repeating a request returns the first answer.
        ([("account_id", 1), ("request_id", 1)], UNIQUE),
        # Quarantined calls go to the account of the app that signed them.
        ([("facts.app_id", 1)], {}),
        # News of a template are for every number of its WhatsApp account.
        ([("facts.waba_id", 1)], {}),
    ],
    FILES: [
        # What is to be fetched, the most overdue first.
        ([("due_time", 1)], {"sparse": True}),
        # Uploads that no message came for.
        ([("expire_time", 1)], {"sparse": True}),
    ],
    LEDGER: [
        # Has this been forwarded before?
        ([("keys", 1)], {}),
        # The list of one fate; packs that were all forwarded are not in it.
        ([("attention", 1)], {"sparse": True}),
        # The list of one channel.
        ([("shelves", 1)], {}),
        # What is old enough to go.
        ([("slot", 1)], {}),
    ],
    NOTICES: [
        # The list, newest first.
        ([("account_id", 1), ("at", -1)], {}),
        # What is old enough to go.
        ([("at", 1)], {}),
    ],
    PEOPLE: [
        # Whom to ask the provider about, the most overdue first.
        ([("due_time", 1)], {"sparse": True}),
    ],
    REPLAYS: [
        # What is old enough to go.
        ([("at", 1)], {}),
    ],
    TEMPLATES: [
        # A name is there once per language; removed ones have another key.
        ([("channel_id", 1), ("key", 1)], UNIQUE),
        # Repeating a request returns the first answer.
        ([("account_id", 1), ("request_id", 1)], UNIQUE),
        # News name the provider's id.
        ([("provider_id", 1)], {}),
    ],
    SENDS: [
        # What nobody holds any more.
        ([("state", 1), ("lease_time", 1)], {}),
        # Unknown ones to look up.
        ([("state", 1), ("check_time", 1)], {}),
        # Is this provider's id ours already?
        ([("provider_ids", 1)], {}),
        # What a person on Messenger or Instagram has not read yet.
        ([("reader", 1)], {"sparse": True}),
    ],
    TRANSCRIPTS: [
        # A line is stored once.
        ([("key", 1)], UNIQUE),
    ],
    # Found by id: what is done, and for which channel.
    TURNS: [],
    # Found by id: the channel and the file.
    UPLOADS: [],
}


def prepare(database: Database[Any]) -> None:
    """Create what is missing; a transaction cannot. Safe to repeat and to race."""
    there = set(database.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in there:
            with suppress(CollectionInvalid):
                database.create_collection(name)
        for keys, options in indexes:
            database[name].create_index(keys, **options)
