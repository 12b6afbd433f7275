"""Publishing: what is confirmed is in the broker, what is not is told."""

import pytest
from kombu import Connection
from recado.routing.v1.events_pb2 import AttendantChanged

from chassis.envelope import Outgoing, stamp
from chassis.errors import Unavailable
from chassis.publisher import Publisher


@pytest.fixture
def bound(amqp_url, unique):
    """A queue that gets everything published to the test's exchange."""
    with Connection(amqp_url) as connection:
        channel = connection.channel()
        channel.exchange_declare(
            f"{unique}.events", "topic", durable=True, auto_delete=False
        )
        queue = channel.queue_declare("", exclusive=True).queue
        channel.queue_bind(queue, f"{unique}.events", "#")
        yield lambda: channel.basic_get(queue, no_ack=True)


def changed(number):
    return Outgoing(
        "attendant_changed",
        stamp(AttendantChanged(), account_id="ac_1", event_id=f"ev_{number}"),
    )


def test_events_arrive_in_order_and_whole(amqp_url, unique, bound):
    publisher = Publisher(amqp_url, f"{unique}.events")

    publisher.publish([changed(n) for n in range(1200)])
    publisher.close()

    arrived = [bound() for _ in range(1200)]
    assert [m.properties["message_id"] for m in arrived] == [
        f"ev_{n}" for n in range(1200)
    ]
    assert arrived[0].properties["content_type"] == "application/protobuf"
    assert arrived[0].properties["delivery_mode"] == 2
    assert AttendantChanged.FromString(arrived[0].body).metadata.account_id == "ac_1"


def test_a_broker_that_is_not_there_is_told_and_nothing_hangs(unique):
    publisher = Publisher("amqp://guest:guest@127.0.0.1:1//", f"{unique}.events")

    with pytest.raises(Unavailable):
        publisher.publish([changed(1)], timeout_seconds=30)
    publisher.close()


def test_a_connection_that_died_unseen_is_made_anew(amqp_url, unique, bound):
    publisher = Publisher(amqp_url, f"{unique}.events")
    publisher.publish([changed(1)])
    publisher._connection.connection.sock.close()

    publisher.publish([changed(2)])
    publisher.close()

    assert [bound().properties["message_id"] for _ in range(2)] == ["ev_1", "ev_2"]
