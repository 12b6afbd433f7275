"""Writing the entries of threads, and what finds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeGuard

from pymongo import UpdateOne
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from chassis import mongo
from chassis.envelope import Outgoing

from ..domain.conversation import Conversation
from ..domain.events import (
    Event,
    MessageAdded,
    MessageChanged,
    MessageQueued,
    MessageRetried,
    MessageStatusChanged,
    entry_of,
)
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
    "retries",
    "stale_id",
    "text",
    "content",
    "quote",
    "reactions",
    "edit_time",
    "delete_time",
    "former_texts",
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
    fresh = [_entry(account_id, *draft[:2]) for draft in drafts if entry_of(draft[0])]
    events = [event for event, _, _ in drafts]
    refs = [
        {
            "_id": message_ref(event.message.message_id),
            **_target(account_id, event.message),
        }
        for event in events
        if isinstance(event, MessageQueued)
    ]
    changes = [
        _change(event.message)
        for event in events
        if isinstance(event, MessageStatusChanged | MessageRetried | MessageChanged)
    ]
    links = [
        _link(account_id, event.conversation, event.message)
        for event in events
        if _links(event)
    ]
    if fresh:
        insert(collections.messages, fresh, session)
    if refs:
        insert(collections.refs, refs, session)
    if changes:
        collections.messages.bulk_write(changes, session=session)
    if links:
        collections.refs.bulk_write(links, session=session)


def _entry(account_id: str, event: Event, position: int) -> Document:
    entry = entry_of(event)
    assert entry is not None  # noqa: S101  # only events with an entry come here
    place = {"account_id": account_id, "position": position}
    return {"_id": entry.natural_key, **place, **message_document(entry)}


def _links(event: Event) -> TypeGuard[MessageStatusChanged | MessageAdded]:
    """Tell whether a provider's id leads to an outbound message from now on."""
    if isinstance(event, MessageStatusChanged):
        return event.linked
    # Written elsewhere, so that statuses of it find it.
    return isinstance(event, MessageAdded) and event.message.status is not None


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


def _link(account_id: str, conversation: Conversation, message: Message) -> UpdateOne:
    """
    Let the provider's id lead to the message.

    An id that a provider gives twice stays with its first message: the
    second is still found by our own.
    """
    ref = provider_ref(conversation.channel_id, message.provider_message_id)
    return UpdateOne(
        {"_id": ref}, {"$setOnInsert": _target(account_id, message)}, upsert=True
    )


def _target(account_id: str, message: Message) -> Document:
    return {"account_id": account_id, "natural_key": message.natural_key}
