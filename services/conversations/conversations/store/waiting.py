"""The `Waiting` port over MongoDB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pymongo import UpdateOne

from chassis.clock import Clock

from ..domain.message import Delivery, Status
from ..ports import Notice
from .documents import Collections
from .mapping import Document


class MongoWaiting:
    """Notices that wait for the message they are about."""

    def __init__(self, collections: Collections, clock: Clock) -> None:
        self._collections = collections
        self._clock = clock

    def add(self, account_id: str, notices: Sequence[Notice]) -> None:
        """See `ports.Waiting`."""
        at = self._clock()
        self._collections.waiting.bulk_write(
            [
                UpdateOne(
                    {"_id": ref},
                    {
                        "$setOnInsert": {"account_id": account_id, "create_time": at},
                        "$addToSet": {"notices": _document(notice)},
                    },
                    upsert=True,
                )
                for notice in notices
                for ref in notice.refs
            ]
        )

    def find(self, account_id: str, refs: Iterable[str]) -> list[Notice]:
        """See `ports.Waiting`."""
        found = self._collections.waiting.find({"_id": {"$in": list(refs)}})
        return [
            _notice(stored)
            for document in found
            if document["account_id"] == account_id
            for stored in document["notices"]
        ]

    def prune(self, before: datetime) -> int:
        """See `ports.Waiting`."""
        old = {"create_time": {"$lt": before}}
        return self._collections.waiting.delete_many(old).deleted_count


def _document(notice: Notice) -> Document:
    delivery = notice.delivery
    return {
        "channel_id": notice.channel_id,
        "message_id": notice.message_id,
        "cause_id": notice.cause_id,
        "status": delivery.status.value,
        "at": delivery.at,
        "provider_message_id": delivery.provider_message_id,
        "error_reason": delivery.error_reason,
        "error_detail": delivery.error_detail,
    }


def _notice(document: Document) -> Notice:
    return Notice(
        channel_id=document["channel_id"],
        message_id=document["message_id"],
        cause_id=document["cause_id"],
        delivery=Delivery(
            status=Status(document["status"]),
            at=document["at"],
            provider_message_id=document["provider_message_id"],
            error_reason=document["error_reason"],
            error_detail=document["error_detail"],
        ),
    )
