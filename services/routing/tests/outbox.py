"""An outbox in the real database that keeps what would be published."""

from __future__ import annotations

import threading

from chassis import mongo


class KeepingOutbox:
    """
    Runs real transactions; `messages` are those that were committed, in order.

    It stands in for the relay only: the events are stored within the
    transaction, as the chassis does.
    """

    def __init__(self, database):
        self._database = database
        self._lock = threading.Lock()
        self.messages = []

    def run(self, work):
        def within(session):
            result, events = work(session)
            return result, [event.message for event in events]

        result, messages = mongo.in_transaction(self._database, within)
        with self._lock:
            self.messages += messages
        return result
