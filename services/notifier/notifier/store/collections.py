"""The collections of the notifier, and the question each index answers."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database
from pymongo.errors import CollectionInvalid

ACCOUNTS = "accounts"
USERS = "users"
CHANNELS = "channels"
PREFERENCES = "preferences"
OPENINGS = "openings"
ANSWERS = "answers"
NOTIFICATIONS = "notifications"
MAILS = "mails"

ALL = (
    ACCOUNTS,
    USERS,
    CHANNELS,
    PREFERENCES,
    OPENINGS,
    ANSWERS,
    NOTIFICATIONS,
    MAILS,
)


def prepare(database: Database[Any]) -> None:
    """
    Create collections and indexes that are missing; safe to repeat.

    A transaction cannot create a collection, so this comes before the first.
    """
    present = set(database.list_collection_names())
    for name in ALL:
        if name not in present:
            try:
                database.create_collection(name)
            except CollectionInvalid:
                # Another process starting at this moment was first.
                continue
    # The audience of an account, when it changed.
    for name in (USERS, CHANNELS, PREFERENCES):
        database[name].create_index("account_id")
    # The newest opening of a conversation.
    database[OPENINGS].create_index("conversation_id")
    # Openings that a newer one followed, to be forgotten.
    database[OPENINGS].create_index("superseded_time", sparse=True)
    # Answers that wait for a message.
    database[ANSWERS].create_index("message_id")
    # Answers whose message never came, to be forgotten.
    database[ANSWERS].create_index("create_time")
    # Notifications to be forgotten.
    database[NOTIFICATIONS].create_index("create_time")
    # Mails to be sent; those that are over have no due time.
    database[MAILS].create_index("due_time", sparse=True)
    # Mails to be forgotten; those that wait have no end.
    database[MAILS].create_index("end_time", sparse=True)
