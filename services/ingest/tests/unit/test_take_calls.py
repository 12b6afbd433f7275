"""What becomes of providers' calls."""

from __future__ import annotations

import json

import pytest
from builders import (
    SEALER,
    call,
    channel,
    cloud,
    line,
    message,
    payload,
    status,
    twilio,
    webchat,
)
from world import World

from chassis.errors import Unavailable
from ingest.domain.events import DeliveryMoved, MessageArrived
from ingest.domain.inbound import Fate, Status


def test_a_message_is_forwarded_with_its_channel_and_recorded():
    world = World(channel())

    assert world.take(call(cloud({"messages": [message()]}))) == [Fate.FORWARDED]

    [event] = world.announcer.events
    assert isinstance(event, MessageArrived)
    assert (event.channel.channel_id, event.written.text) == ("ch_wa", "hello")
    [entry] = world.entries
    assert (entry.account_id, entry.channel_id) == ("ac_1", "ch_wa")
    assert entry.keys == ["ch_wa:m:wamid.1"]


def test_the_same_message_three_times_is_one():
    """MSG-3: in one call, in one batch, and later."""
    world = World(channel())
    body = cloud({"messages": [message(), message()]})

    fates = world.take(call(body), call(body)) + world.take(call(body))

    assert fates == [Fate.FORWARDED, Fate.DUPLICATE, Fate.DUPLICATE]
    assert len(world.announcer.events) == 1


def test_the_same_id_on_two_channels_is_two_messages():
    """MSG-3."""
    other = channel("ch_2", provider_id="99900")
    world = World(channel(), other)

    world.take(
        call(cloud({"messages": [message()]})),
        call(cloud({"messages": [message()]}, number="99900")),
    )

    assert len(world.announcer.events) == 2


def test_a_call_that_comes_again_repeats_its_events_under_the_same_ids():
    """A crash between publishing and acknowledging leaves nothing doubled."""
    world = World(channel())
    again = call(cloud({"messages": [message()], "statuses": [status()]}))

    world.take(again)
    assert world.take(again) == [Fate.FORWARDED]

    ids = [event.event_id for event in world.announcer.events]
    assert ids[:2] == ids[2:]
    assert len(world.entries) == 1


def test_nothing_is_recorded_when_the_broker_did_not_take_it():
    world = World(channel())
    world.announcer.broken = True

    with pytest.raises(Unavailable):
        world.take(call(cloud({"messages": [message()]})))

    assert world.entries == []


def test_one_bad_part_is_quarantined_and_the_rest_goes_on():
    world = World(channel())

    fates = world.take(call(cloud({"messages": [message(), {}, message("wamid.2")]})))

    assert fates == [Fate.QUARANTINED]
    assert len(world.announcer.events) == 2
    [entry] = world.entries
    assert entry.counts == {"forwarded": 2, "quarantined": 1}
    assert entry.reason == "message_without_id_or_type"


def test_a_call_for_a_number_nobody_connected_is_kept_for_the_owner_of_the_app():
    world = World(channel())

    assert world.take(call(cloud({"messages": [message()]}, number="1"))) == [
        Fate.QUARANTINED
    ]

    [entry] = world.entries
    assert (entry.account_id, entry.reason) == ("ac_1", "channel_unknown")
    assert world.announcer.events == []


def test_another_account_app_cannot_write_into_a_channel():
    """Its own secret signs well, yet speaks only for channels that share it."""
    foreign = channel(
        "ch_9",
        account_id="ac_9",
        provider_id="9",
        secrets={"app_secret": "another-secret"},
    )
    world = World(channel(), foreign)
    theirs = call(
        cloud({"messages": [message()]}),
        secret_print=SEALER.prints("another-secret")[0],
    )

    assert world.take(theirs) == [Fate.QUARANTINED]

    [entry] = world.entries
    assert (entry.account_id, entry.reason) == ("ac_9", "signed_by_another_app")
    assert world.announcer.events == []
    assert world.channels.forgotten == 1


def test_a_call_about_two_accounts_is_recorded_for_each():
    other = channel("ch_2", account_id="ac_2", provider_id="99900")
    world = World(channel(), other)
    both = cloud({"messages": [message()]})
    both["entry"] += cloud({"messages": [message("wamid.2")]}, number="99900")["entry"]

    assert world.take(call(both)) == [Fate.FORWARDED]

    assert sorted(entry.account_id for entry in world.entries) == ["ac_1", "ac_2"]
    assert {e.channel.account_id for e in world.announcer.events} == {"ac_1", "ac_2"}


def test_a_group_message_is_dropped_and_recorded():
    """INB-10."""
    world = World(channel())

    assert world.take(call(cloud({"messages": [message(group_id="g")]}))) == [
        Fate.IGNORED
    ]

    [entry] = world.entries
    assert entry.reason == "group_message"
    assert world.announcer.events == []


def test_a_status_is_forwarded_and_settles_a_lost_answer():
    world = World(channel())
    world.take(call(cloud({"statuses": [status(biz_opaque_callback_data="ms_1")]})))

    [event] = world.announcer.events
    assert isinstance(event, DeliveryMoved)
    assert (event.message_id, event.status) == ("ms_1", Status.DELIVERED)


def test_twilio_is_for_the_channel_in_the_path():
    world = World(twilio())
    body = payload("twilio_whatsapp/in_text.form")

    fates = world.take(
        call(body, "twilio", "ch_tw"),
        call(body, "twilio", "ch_tw"),
        call(body, "twilio", "ch_gone"),
    )

    assert fates == [Fate.FORWARDED, Fate.DUPLICATE, Fate.QUARANTINED]


def frame(**fields):
    body = {"op": "message.create", "client_id": "client-001", "text": "hi", **fields}
    return call(json.dumps(body).encode(), "webchat", "ch_web", visitor_id="vs_1")


def test_a_visitor_message_is_forwarded_and_joins_the_transcript_once():
    world = World(webchat())

    fates = world.take(frame(name="Marta"), frame()) + world.take(frame())

    assert fates == [Fate.FORWARDED, Fate.DUPLICATE, Fate.DUPLICATE]
    [event] = world.announcer.events
    assert event.written.sender.keys == ("visitor:vs_1",)
    assert event.written.sender.display_name == "Marta"
    [stored] = world.transcripts.lines
    assert (stored.sequence, stored.message_id) == (1, "client-001")


def test_what_a_visitor_saw_moves_the_agents_messages_up():
    """MSG-2: delivered when the socket has it, read when it is on screen."""
    world = World(webchat())
    world.transcripts.append(
        [
            line("client-001"),
            line("ms_1", from_visitor=False),
            line("ms_2", from_visitor=False),
        ],
        [],
    )

    fates = world.take(frame(op="read", up_to_seq=2)) + world.take(
        frame(op="delivered", up_to_seq=3), frame(op="read", up_to_seq=2)
    )

    assert fates == [Fate.FORWARDED, Fate.FORWARDED, Fate.IGNORED]
    moved = [(e.message_id, e.status) for e in world.announcer.events]
    assert moved == [("ms_1", Status.READ), ("ms_2", Status.DELIVERED)]


def test_the_worst_fate_of_a_call_is_the_one_that_shows():
    world = World(channel())
    world.take(call(cloud({"messages": [message()]})))

    fates = world.take(
        call(cloud({"messages": [message(), message("wamid.2")]})),
        call(cloud({"messages": [message(), message("r", type="request_welcome")]})),
    )

    assert fates == [Fate.FORWARDED, Fate.DUPLICATE]
