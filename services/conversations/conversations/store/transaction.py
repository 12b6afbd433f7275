"""One change, whole: what is written in a transaction, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pymongo import DeleteOne, InsertOne, ReplaceOne
from pymongo.client_session import ClientSession

from chassis import ids
from chassis.envelope import Outgoing, routing_key
from chassis.errors import Conflict

from ..domain.conversation import Conversation
from ..domain.events import Event, ReactionQueued, entry_of
from ..domain.message import Direction
from ..domain.reading import ReadMark
from ..ports import Notice
from ..wire import events_out
from .documents import Collections, by_ids
from .entries import Stale, insert, write_entries
from .feed import feed_documents
from .mapping import Document, conversation_document, count_field
from .marks import mark_update
from .news import read_mark_changed

TRAIL_LENGTH = 16
"""Positions of past activity kept on a conversation; see `store.lists`."""

ROUTING_KEYS = {
    event: routing_key(message) for event, (message, _) in events_out.WRITERS.items()
}

UNSTORED: Document = {"version": 0, "trail": [], "read_by": []}
"""What is stored of a conversation before its first save."""


class Transaction:
    """
    The work of one save; called, again after a lost race, by the outbox.

    The first attempt believes `newest`, the last position of the account's
    feed that this process knows of, if it is set; later ones read it. After
    it, `written` are the conversations as they are stored.
    """

    def __init__(
        self,
        collections: Collections,
        account_id: str,
        conversations: Sequence[Conversation],
        *,
        mark: ReadMark | None,
        settled: Sequence[Notice],
        at: datetime,
        reaction: ReactionQueued | None = None,
    ) -> None:
        self.newest: int | None = None
        self.written: list[Document] = []
        self._collections = collections
        self._account_id = account_id
        self._conversations = conversations
        self._mark = mark
        self._settled = settled
        self._reaction = reaction
        self._at = at

    def __call__(self, session: ClientSession) -> tuple[int, list[Outgoing]]:
        """Write everything and return the newest position and the events."""
        newest = self._advance(session)
        stored = self._stored(session)
        # One random id for all: making one per event is what would cost most.
        stem = ids.new("ev")
        drafts = [
            (event, newest + n, _outgoing(event, newest + n, f"{stem}-{n}"))
            for n, event in enumerate(self._events(), 1)
        ]
        write_entries(self._collections, self._account_id, drafts, session)
        self._write_conversations(newest, stored, session)
        self._write_rest(session)
        outgoing = [draft[2] for draft in drafts]
        if outgoing:
            self._collections.feed.insert_many(
                feed_documents(self._account_id, drafts, self._at),
                ordered=False,
                session=session,
            )
        if self._mark is not None:
            outgoing.append(read_mark_changed(self._mark, self._account_id, self._at))
        if self._reaction is not None:
            outgoing.append(events_out.reaction_queued(self._reaction))
        return newest + len(drafts), outgoing

    def _events(self) -> Iterator[Event]:
        for conversation in self._conversations:
            yield from conversation.events

    def _advance(self, session: ClientSession) -> int:
        """
        Take the account's next positions and return the one before them.

        Also moves the counts of sections. Done first: who loses the race
        loses it before having done any work.
        """
        accounts = self._collections.accounts
        newest, self.newest = self.newest, None
        if newest is None:
            newest = newest_position(self._collections, self._account_id, session)
        count = sum(len(c.events) for c in self._conversations)
        change: Document = {"$set": {"position": newest + count}}
        moves = self._moves()
        if moves:
            change["$inc"] = moves
        advanced = accounts.update_one(
            {"_id": self._account_id, "position": newest}, change, session=session
        )
        if not advanced.matched_count:
            raise Conflict("another process took the position")
        return newest

    def _moves(self) -> dict[str, int]:
        moves: dict[str, int] = {}
        for c in self._conversations:
            if c.place == c.saved_place:
                continue
            gained = count_field(c.channel_id, c.place)
            moves[gained] = moves.get(gained, 0) + 1
            if c.saved_place is not None:
                lost = count_field(c.channel_id, c.saved_place)
                moves[lost] = moves.get(lost, 0) - 1
        return {field: by for field, by in moves.items() if by}

    def _stored(self, session: ClientSession) -> dict[str, Document]:
        """
        Return what is stored of each that is, which is what was read of it.

        The versions are read here, in the transaction's own snapshot, and a
        later write by others makes the commit fail: as safe as a version in
        the filter of each update, at a third of the cost. Done before any
        other write, which would be for nothing.

        Raises:
            Stale: Some were saved since they were read.
        """
        versions = {c.conversation_id: c.version for c in self._conversations}
        found = by_ids(
            self._collections.conversations,
            [id_ for id_, version in versions.items() if version],
            {"version": 1, "trail": 1, "read_by": 1},
            session,
        )
        stored = {document["_id"]: document for document in found}
        changed = frozenset(
            id_
            for id_, version in versions.items()
            if stored.get(id_, UNSTORED)["version"] != version
        )
        if changed:
            raise Stale("conversations were saved since they were read", changed)
        return stored

    def _write_conversations(
        self, newest: int, stored: Mapping[str, Document], session: ClientSession
    ) -> None:
        position = newest
        operations: list[InsertOne[Document] | ReplaceOne[Document]] = []
        self.written = []
        for conversation in self._conversations:
            before = stored.get(conversation.conversation_id, UNSTORED)
            document = self._document(conversation, position, before)
            position += len(conversation.events)
            self.written.append(document)
            operations.append(
                ReplaceOne({"_id": document["_id"]}, document)
                if conversation.version
                else InsertOne(document)
            )
        self._write_identities(session)
        if operations:
            self._collections.conversations.bulk_write(
                operations, ordered=False, session=session
            )

    def _document(
        self, conversation: Conversation, position: int, before: Document
    ) -> Document:
        """Return the whole document; *position* is that before its events."""
        active = [
            position + index
            for index, event in enumerate(conversation.events, 1)
            if entry_of(event) is not None
        ]
        trail = [*before["trail"], *active][-TRAIL_LENGTH:]
        read_by = [] if _brings_unread(conversation) else before["read_by"]
        if self._mark is not None and self._mark.user_id not in read_by:
            read_by = [*read_by, self._mark.user_id]
        return {
            "_id": conversation.conversation_id,
            **conversation_document(conversation),
            "activity_position": trail[-1],
            "trail": trail,
            "read_by": read_by,
        }

    def _write_identities(self, session: ClientSession) -> None:
        identities = [
            {
                "_id": f"{conversation.channel_id}:{key}",
                "account_id": self._account_id,
                "conversation_id": conversation.conversation_id,
            }
            for conversation in self._conversations
            for key in conversation.new_keys
        ]
        lost = [
            DeleteOne(
                {
                    "_id": f"{conversation.channel_id}:{key}",
                    "conversation_id": conversation.conversation_id,
                }
            )
            for conversation in self._conversations
            for key in conversation.lost_keys
        ]
        if lost:
            self._collections.identities.bulk_write(lost, session=session)
        if identities:
            insert(self._collections.identities, identities, session)

    def _write_rest(self, session: ClientSession) -> None:
        if self._mark is not None:
            self._collections.marks.bulk_write(
                [mark_update(self._account_id, self._mark)], session=session
            )
        if self._settled:
            refs = [ref for notice in self._settled for ref in notice.refs]
            self._collections.waiting.delete_many(
                {"_id": {"$in": refs}}, session=session
            )


def newest_position(
    collections: Collections, account_id: str, session: ClientSession | None = None
) -> int:
    """
    Return the newest position of the account's feed, 0 if nothing happened.

    Makes the account's document if it is not there, outside the transaction,
    so that two firsts do not lose each other.
    """
    found = collections.accounts.find_one({"_id": account_id}, session=session)
    if found is not None:
        return int(found["position"])
    collections.accounts.update_one(
        {"_id": account_id},
        {"$setOnInsert": {"position": 0, "feed_start": 0, "counts": {}}},
        upsert=True,
    )
    raise Conflict("the account was not known; it is now")


def _outgoing(event: Event, position: int, event_id: str) -> Outgoing:
    message = events_out.write_event(event, event_id=event_id, position=position)
    return Outgoing(
        ROUTING_KEYS[type(event)], message, event.conversation.conversation_id
    )


def _brings_unread(conversation: Conversation) -> bool:
    return any(
        entry is not None and entry.direction is Direction.INBOUND
        for entry in map(entry_of, conversation.events)
    )
