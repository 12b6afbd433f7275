"""The bus side, without a bus."""

import pytest
from builders import (
    after,
    assigned_event,
    contact_matched,
    delivery_changed,
    message_received,
    send,
)
from nameko.testing.services import worker_factory

from chassis.errors import Malformed
from conversations.domain.message import Status
from conversations.use_cases.outcome import Outcome
from conversations.worker import ConversationsWorker


@pytest.fixture
def worker(house):
    return worker_factory(ConversationsWorker, app=house.app)


def test_messages_and_notices_of_one_batch_are_taken_in(worker, house):
    cv = house.has_conversation()
    sent, _ = house.app.send_message(send(cv))

    outcomes = worker.on_ingest_events(
        [
            delivery_changed(message_id=sent.message_id),
            message_received("wamid.2", at=after(minutes=1)),
            message_received("wamid.2"),
        ]
    )

    assert outcomes == [Outcome.APPLIED, Outcome.ADDED, Outcome.DUPLICATE]
    assert house.thread(cv)[1].status is Status.SENT


def test_assignments_and_contacts_are_followed(worker, house):
    cv = house.has_conversation()

    assert worker.on_routing_events([assigned_event(cv)]) == [Outcome.APPLIED]
    worker.on_crm_events([contact_matched(cv)])

    assert house.conversation(cv).assignee_id == "us_ana"
    assert house.conversation(cv).contact.contact_id == "ct_1"


def test_one_bad_message_leaves_the_batch_to_be_taken_one_by_one(worker, house):
    with pytest.raises(Malformed):
        worker.on_ingest_events([message_received(), message_received(channel_id="")])

    assert house.events() == []


def test_the_old_is_forgotten(worker, house):
    house.has_conversation()
    house.clock.turn(days=60)

    worker.forget()

    assert house.app.feed.span("ac_1") == (2, 2)
