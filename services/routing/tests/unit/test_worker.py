"""The bus side, on the fakes."""

import pytest
from house import on_fakes
from messages import channel_event, contact_matched, conversation_event, user_event
from nameko.testing.services import worker_factory

from chassis.errors import Malformed
from routing.use_cases.outcome import Outcome
from routing.worker import RoutingWorker


@pytest.fixture
def house():
    return on_fakes()


@pytest.fixture
def worker(house):
    return worker_factory(RoutingWorker, app=house.app)


def test_a_batch_is_answered_event_by_event(house, worker):
    house.by("fewest")
    worker.on_channel_events(channel_event())
    worker.on_user_events(user_event())

    outcomes = worker.on_conversation_events(
        [
            conversation_event(),
            conversation_event(),
            conversation_event("ConversationClosed", sequence=2),
        ]
    )

    assert outcomes == [Outcome.ASSIGNED, Outcome.UNCHANGED, Outcome.CLOSED]


def test_events_of_several_accounts_keep_their_places(house, worker):
    other = conversation_event()
    other.metadata.account_id = "ac_2"
    other.conversation.conversation_id = "cv_2"

    outcomes = worker.on_conversation_events(
        [conversation_event(), other, conversation_event()]
    )

    assert outcomes == [Outcome.UNASSIGNED, Outcome.UNASSIGNED, Outcome.UNCHANGED]
    assert house.app.store.read("ac_2").assignments(["cv_2"])


def test_one_malformed_event_spoils_the_batch_for_the_bus_to_split(worker):
    bad = conversation_event()
    bad.mark.sequence = 0

    with pytest.raises(Malformed):
        worker.on_conversation_events([conversation_event(), bad])


def test_owners_come_from_the_crm(house, worker):
    house.joins("ana")
    house.by("owner")

    assert worker.on_crm_events([contact_matched()]) == [Outcome.STORED]
    worker.on_conversation_events([conversation_event()])
    assert house.has() == "ana"


def test_what_is_due_is_done(house, worker):
    house.by("random")
    house.joins("ana")
    worker.on_conversation_events([conversation_event()])
    house.online("ana")

    worker.drain_waiting()
    worker.announce_loads()
    worker.repair()
    house.clock.turn(seconds=60)
    worker.expire_presence()

    assert house.has() == "ana"
    assert house.person().online is False
