"""The gateway's database and bus, made once per process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from pymongo.errors import PyMongoError

from chassis import mongo
from chassis.live import LiveQueue
from chassis.outbox import Outbox
from chassis.publisher import Publisher

from .live.live import BINDINGS
from .ports import Access, People
from .recent import RecentRolls
from .settings import Settings
from .store.access import MongoAccess
from .store.database import prepare
from .store.people import MongoPeople


class Queue(Protocol):
    """The replica's own queue of events."""

    connected: bool

    def start(self) -> None:
        """Begin; on the loop that is to get the events."""

    async def stop(self) -> None:
        """End."""


Connect = Callable[[Callable[[Any], None], Callable[[], None]], Queue]
"""(on message, on gap) -> the queue, not yet started."""


@dataclass(frozen=True, slots=True)
class Outside:
    """
    What a process holds on to.

    `prepare` makes the database ready and may block; `close` publishes what
    is committed and lets go.
    """

    people: People
    access: Access
    prepare: Callable[[], None]
    answers: Callable[[], bool]
    close: Callable[[], None]
    queue: Connect


def connect(config: Settings) -> Outside:
    """Return the real ones. Connecting is lazy: what is down is found out later."""
    database = mongo.connect(config.mongo_url, name=config.mongo_name)
    publisher = Publisher(config.amqp_url, "gateway.events")
    outbox = Outbox(database, source="gateway", publisher=publisher)

    def prepared() -> None:
        prepare(database, outbox)
        outbox.start()

    def answers() -> bool:
        try:
            database.command("ping")
        except PyMongoError:
            return False
        return True

    return Outside(
        people=RecentRolls(MongoPeople(outbox)),
        access=MongoAccess(),
        prepare=prepared,
        answers=answers,
        close=outbox.stop,
        queue=lambda on_message, on_gap: LiveQueue(
            config.amqp_url, BINDINGS, on_message=on_message, on_gap=on_gap
        ),
    )
