"""The `Feed` port over MongoDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ..ports import FeedEntry
from .documents import Collections
from .entries import Draft
from .mapping import Document

DOCUMENT_EVENTS, DOCUMENT_BYTES = 200, 4_000_000
"""Where the events of one transaction go on in the next document."""


def feed_documents(
    account_id: str,
    drafts: Sequence[Draft],
    at: datetime,
) -> list[Document]:
    """Return the documents for *drafts*, which are in order of position."""
    documents: list[Document] = []
    size = 0
    for event, position, outgoing in drafts:
        body = outgoing.message.SerializeToString()
        size += len(body)
        if (
            not documents
            or size > DOCUMENT_BYTES
            or len(documents[-1]["events"]) == DOCUMENT_EVENTS
        ):
            size = len(body)
            documents.append(
                {
                    "_id": f"{account_id}:{position:012d}",
                    "account_id": account_id,
                    "create_time": at,
                    "events": [],
                }
            )
        documents[-1]["last"] = position
        documents[-1]["events"].append(
            {
                "n": outgoing.routing_key,
                "c": event.conversation.channel_id,
                "b": body,
            }
        )
    return documents


class MongoFeed:
    """The events of an account, in order."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def span(self, account_id: str) -> tuple[int, int]:
        """See `ports.Feed`."""
        found = self._collections.accounts.find_one({"_id": account_id})
        return (found["feed_start"], found["position"]) if found else (0, 0)

    def read(
        self, account_id: str, after: int, *, limit: int, channel_ids: frozenset[str]
    ) -> tuple[list[FeedEntry], int]:
        """See `ports.Feed`."""
        entries: list[FeedEntry] = []
        looked_at = after
        for position, stored in self._after(account_id, after, after + limit):
            looked_at = position
            if stored["c"] in channel_ids:
                entries.append(FeedEntry(position, stored["n"], bytes(stored["b"])))
        return entries, looked_at

    def prune(self, before: datetime) -> int:
        """See `ports.Feed`."""
        feed, forgotten = self._collections.feed, 0
        ends: dict[str, int] = {}
        old = feed.find({"create_time": {"$lt": before}}, {"account_id": 1, "last": 1})
        for document in old:
            account_id = document["account_id"]
            ends[account_id] = max(document["last"], ends.get(account_id, 0))
        for account_id, end in ends.items():
            # First say that it is gone: a reader must never miss it unawares.
            account = self._collections.accounts.find_one({"_id": account_id})
            start = account["feed_start"] if account else 0
            self._collections.accounts.update_one(
                {"_id": account_id}, {"$max": {"feed_start": end}}
            )
            feed.delete_many({"account_id": account_id, "last": {"$lte": end}})
            forgotten += max(end - start, 0)
        return forgotten

    def _after(
        self, account_id: str, after: int, until: int
    ) -> Iterator[tuple[int, Document]]:
        """Yield position and event of what follows *after*, up to *until*."""
        # A document is found by its last position, and none holds more than
        # DOCUMENT_EVENTS: what begins by *until* ends before this.
        end = until + DOCUMENT_EVENTS
        documents = self._collections.feed.find(
            {"account_id": account_id, "last": {"$gt": after, "$lte": end}}
        ).sort("last", 1)
        for document in documents:
            first = document["last"] - len(document["events"]) + 1
            for position, stored in enumerate(document["events"], first):
                if position > until:
                    return
                if position > after:
                    yield position, stored
