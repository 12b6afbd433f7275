"""A house on the real database, with nothing faked but the clock and the relay."""

from __future__ import annotations

import random
from datetime import UTC

from house import House
from outbox import KeepingOutbox
from recado.routing.v1 import events_pb2

from chassis.testing import FakeClock
from routing.app import App
from routing.domain.events import AssignmentMade, Reason
from routing.store.chores import MongoChores
from routing.store.presence import MongoPresence
from routing.store.store import MongoStore
from routing.use_cases.desk import Policy


def on_the_database(database, *, outbox=None, seed=7):
    """Return an empty house on *database*, which is emptied first."""
    for name in database.list_collection_names():
        database[name].delete_many({})
    outbox = outbox or KeepingOutbox(database)
    house = House(app_on(database, outbox, seed=seed), lambda: told(outbox.messages))
    house.outbox = outbox
    return house


def app_on(database, outbox, *, seed=7, clock=None):
    """Return one process's app; several share a database like replicas do."""
    return App(
        store=MongoStore(database, outbox),
        presence=MongoPresence(database),
        chores=MongoChores(database),
        clock=clock or FakeClock(),
        policy=Policy(draw=random.Random(seed).randrange),
    )


def told(messages):
    """Return what was said of conversations as the domain says it."""
    kinds = events_pb2.ConversationAssigned | events_pb2.ConversationUnassigned
    return [_made(m) for m in messages if isinstance(m, kinds)]


def _made(message):
    after = message.assignment
    return AssignmentMade(
        account_id=message.metadata.account_id,
        conversation_id=after.conversation_id,
        assignee_id=after.assignee_id,
        former_assignee_id=message.former_assignee_id,
        sector_id=after.sector_id,
        version=after.version,
        waiting=after.waiting,
        reason=Reason(message.reason),
        actor_id=message.actor_id,
        message_id=message.message_id,
        cause_id=message.metadata.causation_id,
        at=after.update_time.ToDatetime(tzinfo=UTC),
    )
