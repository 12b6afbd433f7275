"""The `Marks` port over MongoDB."""

from __future__ import annotations

from collections.abc import Iterable

from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from chassis.clock import Clock
from chassis.envelope import Outgoing
from chassis.outbox import Outbox

from ..domain.conversation import Conversation
from ..domain.reading import ReadMark
from .documents import Collections
from .mapping import Document
from .news import read_mark_changed


def mark_update(account_id: str, mark: ReadMark) -> UpdateOne:
    """Return the write of *mark*; the stored count never falls."""
    return UpdateOne(
        {"_id": f"{mark.conversation_id}:{mark.user_id}"},
        {
            "$max": {"inbound_count": mark.inbound_count},
            "$set": {"account_id": account_id, "marked_unread": mark.marked_unread},
        },
        upsert=True,
    )


class MongoMarks:
    """Read marks, and who has nothing unread in a conversation."""

    def __init__(self, collections: Collections, outbox: Outbox, clock: Clock) -> None:
        self._collections = collections
        self._outbox = outbox
        self._clock = clock

    def find(
        self, account_id: str, user_id: str, conversation_ids: Iterable[str]
    ) -> dict[str, ReadMark]:
        """See `ports.Marks`."""
        by_key = {f"{id_}:{user_id}": id_ for id_ in conversation_ids}
        found = self._collections.marks.find({"_id": {"$in": list(by_key)}})
        return {
            by_key[d["_id"]]: _mark(by_key[d["_id"]], user_id, d)
            for d in found
            if d["account_id"] == account_id
        }

    def save(self, conversation: Conversation, mark: ReadMark) -> ReadMark:
        """See `ports.Marks`."""

        def work(session: ClientSession) -> tuple[ReadMark, list[Outgoing]]:
            marks = self._collections.marks
            marks.bulk_write(
                [mark_update(conversation.account_id, mark)], session=session
            )
            key = f"{mark.conversation_id}:{mark.user_id}"
            document = marks.find_one({"_id": key}, session=session)
            assert document is not None  # noqa: S101  # written two lines above
            stored = _mark(mark.conversation_id, mark.user_id, document)
            self._tell_conversation(stored, session)
            at = self._clock()
            return stored, [read_mark_changed(stored, conversation.account_id, at)]

        return self._outbox.run(work)

    def _tell_conversation(self, mark: ReadMark, session: ClientSession) -> None:
        """Note on the conversation whether the user has read all of it."""
        conversations = self._collections.conversations
        if mark.marked_unread:
            conversations.update_one(
                {"_id": mark.conversation_id},
                {"$pull": {"read_by": mark.user_id}},
                session=session,
            )
        else:
            # No match if the person wrote since: then it is unread indeed.
            conversations.update_one(
                {"_id": mark.conversation_id, "inbound_count": mark.inbound_count},
                {"$addToSet": {"read_by": mark.user_id}},
                session=session,
            )


def _mark(conversation_id: str, user_id: str, document: Document) -> ReadMark:
    return ReadMark(
        conversation_id,
        user_id,
        inbound_count=document["inbound_count"],
        marked_unread=document["marked_unread"],
    )
