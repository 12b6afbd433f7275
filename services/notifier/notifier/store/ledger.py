"""The `Ledger` port over MongoDB."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from pymongo.client_session import ClientSession
from pymongo.database import Database

from chassis.envelope import Outgoing

from ..domain.notification import Notification
from ..domain.preferences import Way
from ..wire.outgoing import write_raised
from . import documents
from .collections import ANSWERS, MAILS, NOTIFICATIONS

T = TypeVar("T")


class Outbox(Protocol):
    """Makes state and events durable together: `chassis.outbox.Outbox`."""

    def run(self, work: Callable[[ClientSession], tuple[T, Sequence[Outgoing]]]) -> T:
        """Run *work* in one transaction that also stores its events."""


class MongoLedger:
    """
    One document per notification; its `_id` decides who raises it.

    Of two workers that raise the same one, the second loses its transaction,
    runs again, and finds it told.
    """

    def __init__(self, database: Database[Any], outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    def record(
        self,
        account_id: str,
        notifications: Sequence[Notification],
        *,
        settled: Collection[str] = (),
    ) -> Sequence[Notification]:
        """Store those not told before, and return them."""

        def work(
            session: ClientSession,
        ) -> tuple[list[Notification], list[Outgoing]]:
            told = self._told(account_id, notifications, session)
            new = [n for n in notifications if n.notification_id not in told]
            mailed = [n for n in new if n.way is Way.EMAIL]
            self._insert(NOTIFICATIONS, map(documents.write_notification, new), session)
            self._insert(MAILS, map(documents.write_mail, mailed), session)
            if settled:
                self._database[ANSWERS].delete_many(
                    {"_id": {"$in": list(settled)}, "account_id": account_id},
                    session=session,
                )
            return new, [write_raised(n) for n in new if n.way is Way.DESKTOP]

        return self._outbox.run(work)

    def forget(self, *, before: datetime) -> None:
        """Remove what is older, of every account."""
        self._database[NOTIFICATIONS].delete_many({"create_time": {"$lt": before}})
        self._database[MAILS].delete_many({"end_time": {"$lt": before}})

    def _told(
        self,
        account_id: str,
        notifications: Sequence[Notification],
        session: ClientSession,
    ) -> frozenset[str]:
        ids = [n.notification_id for n in notifications]
        if not ids:
            return frozenset()
        found = self._database[NOTIFICATIONS].find(
            {"_id": {"$in": ids}, "account_id": account_id}, {"_id": 1}, session=session
        )
        return frozenset(document["_id"] for document in found)

    def _insert(self, collection: str, new: Any, session: ClientSession) -> None:
        found = list(new)
        if found:
            self._database[collection].insert_many(found, session=session)
