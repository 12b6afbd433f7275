"""The border: every kind and status has its number, and nothing secret crosses."""

from __future__ import annotations

import pytest
from builders import NOON, SEALER, call, channel, line
from recado.conversations.v1.events_pb2 import MessageQueued
from recado.ingest.v1 import channel_service_pb2
from recado.ingest.v1.channel_pb2 import Channel
from recado.ingest.v1.events_pb2 import ProviderCallReceived

from chassis.errors import Malformed
from ingest.domain.channels import Health, Kind, Visibility
from ingest.domain.errors import ChannelInvalid
from ingest.domain.events import ChannelConnected, DeliveryMoved, TranscriptGrew
from ingest.domain.inbound import Status
from ingest.wire import calls, channels, events


def test_every_word_of_ours_has_a_number():
    assert channels.KINDS.keys() == set(Kind)
    assert channels.VISIBILITIES.keys() == set(Visibility)
    assert channels.HEALTHS.keys() == set(Health)
    assert events.STATUSES.keys() == set(Status)


def test_a_channel_event_carries_secrets_sealed_only():
    event = events.write_event(ChannelConnected(channel(), NOON, "rq_1"), SEALER.seal)
    raw = event.message.SerializeToString()

    for secret in channel().secrets.values():
        assert secret.encode() not in raw
    assert SEALER.open(event.message.sealed_secrets) == dict(channel().secrets)
    assert event.routing_key == "channel_connected"
    assert event.message.metadata.causation_id == "rq_1"


def test_a_channel_survives_the_way_over_the_bus():
    written = channels.write_channel(channel())
    read = channels.read_channel(written, channel().secrets, channel().secret_prints)

    assert read.facts == channel().facts
    assert (read.kind, read.app_id, read.webhook_path) == (
        Kind.WHATSAPP_CLOUD,
        "app-1",
        "/webhooks/meta/app-1",
    )


def test_a_channel_of_a_kind_to_come_is_left_alone():
    assert channels.read_channel(Channel(kind=99), {}, ()) is None


def test_a_call_survives_the_way_over_the_bus():
    before = call(b"\xff\x00", content_type="x/y", query="a=1", visitor_id="vs_1")
    event = calls.write_call(before)

    assert calls.read_call(event.message) == before
    assert event.message.metadata.event_id == before.call_id
    with pytest.raises(Malformed):
        calls.read_call(ProviderCallReceived())


@pytest.mark.parametrize(
    "missing", ["message_id", "account_id", "channel_id", "conversation_id"]
)
def test_a_message_to_be_sent_without_an_id_is_malformed(missing):
    message = MessageQueued()
    message.metadata.account_id = "ac_1"
    message.message.message_id = "ms_1"
    message.conversation.channel_id = "ch_1"
    message.conversation.conversation_id = "cv_1"
    assert calls.read_queued(message).message_id == "ms_1"
    owner = {"account_id": message.metadata, "message_id": message.message}
    owner.get(missing, message.conversation).ClearField(missing)

    with pytest.raises(Malformed, match=missing):
        calls.read_queued(message)


def test_an_event_keeps_its_id_where_it_has_one():
    moved = DeliveryMoved("ac_1", "ch_1", Status.READ, NOON, NOON, event_id="pc_1.0")

    assert events.write_event(moved, SEALER.seal).message.metadata.event_id == "pc_1.0"
    grew = events.write_event(TranscriptGrew(line(sequence=3), NOON), SEALER.seal)
    assert grew.message.sequence == 3
    assert grew.message.metadata.event_id.startswith("ev_")


def test_a_request_without_its_essentials_is_refused():
    with pytest.raises(ChannelInvalid):
        channels.read_connect(channel_service_pb2.ConnectChannelRequest(request_id="r"))
    with pytest.raises(ChannelInvalid):
        channels.read_connect(
            channel_service_pb2.ConnectChannelRequest(kind=Channel.KIND_WEBCHAT)
        )
    change = channel_service_pb2.ChangeChannelRequest(channel_id="ch_1")
    assert channels.read_change(change).name is None
    change.visibility = 9
    with pytest.raises(ChannelInvalid):
        channels.read_change(change)
