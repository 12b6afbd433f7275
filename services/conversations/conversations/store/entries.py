"""Writing the entries of threads, and what finds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from chassis import mongo
from chassis.envelope import Outgoing

from ..domain.events import Event, MessageQueued, MessageStatusChanged, entry_of
from ..domain.message import Message
from ..ports import message_ref, provider_ref
from .documents import Collections
from .mapping import Document, message_document

CHANGING = (
    "status",
    "status_at",
    "error_reason",
    "error_detail",
    "provider_message_id",
)
"""Fields of a stored message that may change."""

Draft = tuple[Event, int, Outgoing]
"""An event, its position in the feed, and how it goes out."""


class Stale(Exception):
    """
    What was read has changed; running the same work again cannot help.

    *conversation_ids* are those to read anew; empty for any of them.
    """

    def __init__(
        self, message: str, conversation_ids: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(message)
        self.conversation_ids = conversation_ids


def write_entries(
    collections: Collections,
    account_id: str,
    drafts: Sequence[Draft],
    session: ClientSession,
) -> None:
    """
    Write what *drafts* did to threads.

    Raises:
        Stale: An entry is there already.
    """
    fresh, refs, changes, links = [], [], [], []
    for event, position, _ in drafts:
        entry = entry_of(event)
        if entry is not None:
            place = {"account_id": account_id, "position": position}
            key = entry.natural_key
            fresh.append({"_id": key, **place, **message_document(entry)})
        if isinstance(event, MessageQueued):
            ref = message_ref(event.message.message_id)
            refs.append({"_id": ref, **_target(account_id, event.message)})
        if isinstance(event, MessageStatusChanged):
            changes.append(_change(event.message))
            if event.linked:
                links.append(_link(account_id, event))
    if fresh:
        insert(collections.messages, fresh, session)
    if refs:
        insert(collections.refs, refs, session)
    if changes:
        collections.messages.bulk_write(changes, session=session)
    if links:
        collections.refs.bulk_write(links, session=session)


def insert(
    collection: Collection[Document], documents: list[Document], session: ClientSession
) -> None:
    """
    Raises:
        Stale: One of them is there already, so what was read is old.
    """
    try:
        collection.insert_many(documents, ordered=False, session=session)
    except BulkWriteError as error:
        codes = {e["code"] for e in error.details.get("writeErrors", [])}
        if codes == {mongo.DUPLICATE_KEY}:
            raise Stale(f"taken since it was read: {collection.name}") from error
        raise


def _change(message: Message) -> UpdateOne:
    document = message_document(message)
    change: dict[str, Any] = {
        "$set": {name: document[name] for name in CHANGING if name in document}
    }
    absent = {name: "" for name in CHANGING if name not in document}
    if absent:
        change["$unset"] = absent
    return UpdateOne({"_id": message.natural_key}, change)


def _link(account_id: str, event: MessageStatusChanged) -> UpdateOne:
    """
    Let the provider's id lead to the message.

    An id that a provider gives twice stays with its first message: the
    second is still found by our own.
    """
    message = event.message
    ref = provider_ref(event.conversation.channel_id, message.provider_message_id)
    return UpdateOne(
        {"_id": ref}, {"$setOnInsert": _target(account_id, message)}, upsert=True
    )


def _target(account_id: str, message: Message) -> Document:
    return {"account_id": account_id, "natural_key": message.natural_key}
