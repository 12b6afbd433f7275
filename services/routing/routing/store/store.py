"""Opens one account's data, in a transaction or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from pymongo.client_session import ClientSession
from pymongo.database import Database

from chassis.envelope import Outgoing
from chassis.errors import Conflict

from .reader import MongoReader
from .transaction import MongoTransaction

T = TypeVar("T")

ROUNDS = 4
"""
How often a step is tried that kept losing races, five times in each round.

Many workers give conversations to the same few attendants, and each commit
sends the others back to look again.
"""


class Outbox(Protocol):
    """Makes state and events durable together: `chassis.outbox.Outbox`."""

    def run(self, work: Callable[[ClientSession], tuple[T, Sequence[Outgoing]]]) -> T:
        """Run *work* in one transaction that also stores its events."""


class MongoStore:
    """The `Store` port over MongoDB."""

    def __init__(self, database: Database[Any], outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    def read(self, account_id: str) -> MongoReader:
        """Return a reader outside any transaction."""
        return MongoReader(self._database, account_id)

    def change(self, account_id: str, work: Callable[[MongoTransaction], T]) -> T:
        """
        Run *work* in one atomic step, again when it lost a race.

        Raises:
            Conflict: It kept losing.
        """

        def within(session: ClientSession) -> tuple[T, Sequence[Outgoing]]:
            transaction = MongoTransaction(self._database, account_id, session)
            result = work(transaction)
            return result, transaction.outgoing

        for _ in range(ROUNDS - 1):
            try:
                return self._outbox.run(within)
            except Conflict:
                continue
        return self._outbox.run(within)
