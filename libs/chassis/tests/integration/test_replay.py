"""Dead letters can be read and put back where they came from."""

import pytest
from kombu import Connection
from recado.routing.v1.events_pb2 import AttendantChanged

from chassis import replay, topology
from chassis.envelope import Outgoing, stamp
from chassis.publisher import Publisher


@pytest.fixture
def channel(amqp_url, unique):
    with Connection(amqp_url) as connection:
        connection.connect()
        channel = connection.connection.channel()
        channel.confirm_select()
        topology.declare(
            channel, unique, f"{unique}.on_x", f"{unique}x", ["attendant_changed"]
        )
        yield channel
        for name in (
            f"{unique}.on_x",
            topology.dead_queue(unique),
            *(f"{unique}.on_x.retry.{s}" for s in topology.RETRY_SECONDS),
        ):
            channel.queue_delete(name)
        channel.exchange_delete(f"{unique}x.events")


def bury(channel, amqp_url, unique):
    """Reject an event as a consumer that gave it up would have it rejected."""
    publisher = Publisher(amqp_url, f"{unique}x.events")
    event = stamp(AttendantChanged(), account_id="a", event_id="ev_1")
    publisher.publish([Outgoing("attendant_changed", event)])
    publisher.close()
    raw = None
    while raw is None:
        raw = channel.basic_get(f"{unique}.on_x")
    channel.basic_reject(raw.delivery_tag, requeue=False)


def test_an_event_goes_back_to_the_queue_that_gave_it_up(channel, amqp_url, unique):
    bury(channel, amqp_url, unique)

    letters = []
    while not letters:
        letters = list(replay.dead_letters(channel, unique))
    [letter] = letters
    assert "ev_1" in replay.describe(letter)
    assert f"{unique}.on_x" in replay.describe(letter)
    assert replay.put_back(channel, letter)

    back = channel.basic_get(f"{unique}.on_x")
    assert back.properties["message_id"] == "ev_1"
    assert "x-recado-attempt" not in (back.headers or {})
    assert list(replay.dead_letters(channel, unique)) == []
