"""State and events become durable together, and a crash only repeats."""

import pytest
from pymongo.errors import DuplicateKeyError
from recado.routing.v1.events_pb2 import AttendantChanged

from chassis.envelope import Outgoing, stamp
from chassis.errors import Conflict
from chassis.outbox import LEFT_BEHIND, Outbox
from chassis.testing import FakeClock


class RecordingPublisher:
    """Takes what it is given; the broker itself is tested elsewhere."""

    def __init__(self):
        self.published = []

    def publish(self, events, timeout_seconds=5):
        self.published += [event.event_id for event in events]

    def close(self):
        pass


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def publisher():
    return RecordingPublisher()


@pytest.fixture
def outbox(database, publisher, clock):
    made = Outbox(database, source="sample", publisher=publisher, clock=clock)
    made.prepare()
    database.create_collection("things")
    return made


def event(name):
    return Outgoing(
        "attendant_changed", stamp(AttendantChanged(), account_id="a", event_id=name)
    )


def test_state_and_events_are_stored_together_and_relayed(outbox, publisher, database):
    def work(session):
        database.things.insert_one({"_id": 1}, session=session)
        return "done", [event("ev_1")]

    assert outbox.run(work) == "done"
    assert database.outbox.count_documents({}) == 1
    outbox.start()
    outbox.stop()

    assert publisher.published == ["ev_1"]
    assert database.outbox.count_documents({}) == 0
    assert database.things.count_documents({}) == 1


def test_work_that_fails_leaves_neither_state_nor_events(outbox, database):
    def work(session):
        database.things.insert_one({"_id": 1}, session=session)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        outbox.run(work)

    assert database.things.count_documents({}) == 0
    assert database.outbox.count_documents({}) == 0


def test_work_that_lost_a_race_runs_again(outbox, database):
    tried = []

    def work(session):
        tried.append(1)
        database.things.insert_one({"_id": len(tried)}, session=session)
        return None, []

    database.things.insert_one({"_id": 1})
    outbox.run(work)

    assert len(tried) == 2


def test_work_that_always_loses_ends_as_a_conflict(outbox, database):
    database.things.insert_one({"_id": 1})

    def work(session):
        database.things.insert_one({"_id": 1}, session=session)
        return None, []

    with pytest.raises(Conflict) as told:
        outbox.run(work)
    assert isinstance(told.value.__cause__, DuplicateKeyError)


def test_what_a_crash_left_behind_is_swept_once_it_is_old(
    outbox, publisher, database, clock
):
    outbox.run(lambda _: (None, [event("ev_1")]))
    reborn = Outbox(database, source="sample", publisher=publisher, clock=clock)

    assert reborn.sweep() == 0
    clock.turn(seconds=LEFT_BEHIND.total_seconds() + 1)

    assert reborn.sweep() == 1
    assert publisher.published == ["ev_1"]
    assert reborn.pending() == (0, 0.0)
