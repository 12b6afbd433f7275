"""The border: what is refused there, and that the maps are total."""

import pytest
from builders import (
    assigned_event,
    contact_matched,
    delivery_changed,
    message_received,
    stamped,
)
from recado.conversations.v1 import conversation_pb2, events_pb2, message_pb2
from recado.conversations.v1.event_feed_service_pb2 import FeedEvent
from recado.crm.v1 import events_pb2 as crm
from recado.ingest.v1 import channel_pb2
from recado.ingest.v1 import events_pb2 as ingest

from chassis.envelope import routing_key
from chassis.errors import Malformed
from chassis.testing import NOON
from conversations.domain.channel import TEXT_LIMITS, ChannelKind
from conversations.domain.message import Direction, Status
from conversations.domain.place import State
from conversations.ports import Cursor
from conversations.wire import events_in, events_out, ingest_in, kinds, requests


def without(message, path):
    *parents, last = path.split(".")
    part = message
    for parent in parents:
        part = getattr(part, parent)
    part.ClearField(last)
    return message


@pytest.mark.parametrize(
    "path",
    [
        "metadata.event_id",
        "metadata.account_id",
        "channel_id",
        "channel_kind",
        "provider_message_id",
        "kind",
        "sender.keys",
    ],
)
def test_an_inbound_message_without_its_essentials_is_malformed(path):
    with pytest.raises(Malformed, match=path.split(".")[-1]):
        ingest_in.read_ingest_event(without(message_received(), path))


def test_an_inbound_message_without_provider_time_takes_its_own():
    message = without(message_received(), "provider_time")

    assert events_in.read_message_received(message).inbound.provider_time == NOON


def test_a_time_out_of_this_world_is_malformed():
    message = message_received()
    message.provider_time.seconds = 2**62

    with pytest.raises(Malformed, match="provider_time"):
        events_in.read_message_received(message)


def test_an_empty_identity_key_is_malformed():
    with pytest.raises(Malformed, match="keys are empty"):
        events_in.read_message_received(message_received(keys=["phone:+1", ""]))


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(delivery_changed(provider_message_id=""), id="no-message"),
        pytest.param(without(delivery_changed(), "status"), id="no-status"),
        pytest.param(without(delivery_changed(), "channel_id"), id="no-channel"),
    ],
)
def test_a_notice_that_says_nothing_is_malformed(message):
    with pytest.raises(Malformed):
        ingest_in.read_ingest_event(message)


@pytest.mark.parametrize("path", ["assignment.conversation_id", "assignment.version"])
def test_an_assignment_without_its_essentials_is_malformed(path):
    with pytest.raises(Malformed):
        events_in.read_routing_event(without(assigned_event("cv_1"), path))


@pytest.mark.parametrize("path", ["contact.contact_id", "conversation_id"])
def test_a_match_without_its_essentials_is_malformed(path):
    with pytest.raises(Malformed):
        events_in.read_crm_event(without(contact_matched("cv_1"), path))


def test_an_edited_contact_is_a_command_per_conversation():
    message = stamped(crm.ContactEdited(conversation_ids=["cv_1", "cv_2"]))
    message.contact.contact_id = "ct_1"

    commands = events_in.read_crm_event(message)

    assert [c.conversation_id for c in commands] == ["cv_1", "cv_2"]
    assert not commands[0].contact.is_match


@pytest.mark.parametrize(
    ("mapping", "enum", "numbers"),
    [
        (kinds.CHANNEL_KINDS, ChannelKind, channel_pb2.Channel.Kind),
        (kinds.STATES, State, conversation_pb2.Conversation.State),
        (kinds.DIRECTIONS, Direction, message_pb2.Message.Direction),
        (kinds.STATUSES, Status, message_pb2.Message.Status),
    ],
)
def test_every_value_has_a_number_and_every_number_a_value(mapping, enum, numbers):
    assert set(mapping) == set(enum)
    assert set(mapping.values()) == set(numbers.values()) - {0}


def test_every_delivery_status_is_read():
    known = set(ingest.DeliveryChanged.Status.values()) - {0}

    assert set(kinds.DELIVERY_STATUSES_READ) == known


def test_every_channel_has_a_text_limit():
    assert set(TEXT_LIMITS) == set(ChannelKind)


def test_every_event_of_the_feed_is_written_and_fits_into_a_feed_event():
    written = {routing_key(message) for message, _ in events_out.WRITERS.values()}

    assert written == set(FeedEvent.DESCRIPTOR.fields_by_name)
    beside = {"read_mark_changed", "reaction_queued", "campaign_changed"}
    assert written | beside == {
        routing_key(getattr(events_pb2, name))
        for name in events_pb2.DESCRIPTOR.message_types_by_name
        if name != "FeedMark"
    }


@pytest.mark.parametrize("cursor", [Cursor(1, 1), Cursor(2**40, 2**62)])
def test_a_page_token_comes_back_as_it_went(cursor):
    token = requests.write_cursor(cursor)

    assert Cursor(*requests._numbers(token, 2)) == cursor
