"""Sending: each attempt recorded, nothing sent twice, nothing silently lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON, channel, send, twilio, webchat
from fakes import FakeCarrier, FakeChannels, FakeSends, FakeTranscripts

from chassis.errors import Unavailable
from ingest.domain import failures
from ingest.domain.channels import Health
from ingest.domain.delivery import (
    DELAYS,
    Accepted,
    Later,
    Lost,
    Refused,
    State,
    next_check,
    step,
)
from ingest.domain.events import DeliveryMoved
from ingest.domain.inbound import Reported, Status
from ingest.use_cases import deliver
from ingest.use_cases.outcome import Outcome
from ingest.use_cases.take_sends import take_sends


class World:
    def __init__(self, *channels, carrier=None):
        self.channels = FakeChannels(*channels)
        self.sends = FakeSends()
        self.transcripts = FakeTranscripts()
        self.carrier = carrier or FakeCarrier()
        self.queued = []
        self.left = {}
        self.outages = 0
        self.now = NOON

    def take(self, *arrived):
        return take_sends(
            arrived,
            channels=self.channels,
            sends=self.sends,
            transcripts=self.transcripts,
            enqueue=self.queued.append,
            holder="wk_1",
            lease=timedelta(seconds=15),
            clock=lambda: self.now,
        )

    def attempt(self, message, number=1):
        """Make an attempt as a lane would: on what the last one left."""
        left = self.left.get(message.message_id, message)
        result = deliver.attempt(
            left if message.attempts < left.attempts else message,
            number,
            channels=self.channels,
            sends=self.sends,
            carrier=self.carrier,
            clock=lambda: self.now,
            patiently=self.patiently,
        )
        if result is not None:
            self.left[message.message_id] = result.send
        return result

    def patiently(self, work):
        while True:
            try:
                return work()
            except Unavailable:
                self.outages += 1

    def recover(self):
        return deliver.recover(
            sends=self.sends,
            enqueue=self.queued.append,
            holder="wk_2",
            lease=timedelta(seconds=15),
            clock=lambda: self.now,
        )

    def look_up(self):
        return deliver.look_up_unknown(
            channels=self.channels,
            sends=self.sends,
            carrier=self.carrier,
            clock=lambda: self.now,
        )

    def told(self):
        return [
            (e.message_id, e.status)
            for e in self.sends.events + self.transcripts.events
            if isinstance(e, DeliveryMoved)
        ]


def test_a_message_arriving_twice_is_queued_once():
    world = World(channel())

    assert world.take(send(), send("ms_2")) == [Outcome.QUEUED] * 2
    assert world.take(send()) == [Outcome.KNOWN]
    assert [each.message_id for each in world.queued] == ["ms_1", "ms_2"]


def test_web_chat_is_delivered_into_the_transcript_once():
    world = World(webchat())
    out = send(channel_id="ch_web", keys=("visitor:vs_1",))

    assert world.take(out) == [Outcome.DELIVERED]
    world.take(out)

    assert [line.message_id for line in world.transcripts.lines] == ["ms_1"]
    events = [e for e in world.transcripts.events if isinstance(e, DeliveryMoved)]
    assert {e.event_id for e in events} == {"ms_1.sent"}


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (send(channel_id="ch_gone"), failures.CHANNEL_BROKEN),
        (send(account_id="ac_other"), failures.CHANNEL_BROKEN),
        (send(channel_id="ch_web"), failures.RECIPIENT_UNREACHABLE),
    ],
)
def test_what_can_never_go_out_fails_at_once(message, reason):
    world = World(channel(), webchat())

    taken = world.take(message)

    [event] = world.transcripts.events
    assert event.status is Status.FAILED
    assert event.error_reason == reason
    assert taken == [Outcome.FAILED]
    assert world.queued == []


def test_an_accepted_message_is_sent_with_the_provider_id():
    """MSG-1."""
    world = World(channel(), carrier=FakeCarrier(Accepted("wamid.9")))
    world.take(send())

    world.attempt(send())

    assert world.told() == [("ms_1", Status.SENT)]
    assert world.sends.provider_ids == {"ms_1": "wamid.9"}


def test_a_second_worker_does_not_make_the_same_attempt():
    world = World(channel(), carrier=FakeCarrier(Accepted("wamid.9")))
    world.take(send())

    world.attempt(send())

    assert world.attempt(send()) is None
    assert world.carrier.sent == ["ms_1"]


def test_a_permanent_refusal_fails_with_a_reason_and_is_not_repeated():
    """MSG-6."""
    world = World(channel(), carrier=FakeCarrier(Refused("WINDOW_ENDED", "131047: no")))
    world.take(send())

    result = world.attempt(send())

    assert result.step.state is State.FAILED
    assert world.told() == [("ms_1", Status.FAILED)]
    assert world.sends.events[0].error_reason == "WINDOW_ENDED"


def test_a_lost_answer_is_unknown_and_never_sent_again():
    world = World(channel(), carrier=FakeCarrier(Lost("no answer")))
    world.take(send())

    world.attempt(send())
    world.now += timedelta(hours=1)
    world.recover()

    assert world.told() == [("ms_1", Status.UNKNOWN)]
    assert world.attempt(send(), 2) is None
    assert world.carrier.sent == ["ms_1"]


def test_a_process_that_died_during_a_call_leaves_a_lost_answer():
    world = World(channel())
    world.take(send(), send("ms_2"))
    world.queued.clear()
    world.sends.begin(send(), 1, NOON, "at_1")

    assert world.recover() == 0
    world.now += timedelta(seconds=16)

    assert world.recover() == 2
    assert world.told() == [("ms_1", Status.UNKNOWN)]
    assert [each.message_id for each in world.queued] == ["ms_2"]


@pytest.mark.parametrize("step_name", ["begin", "settle"])
@pytest.mark.parametrize("stored", [True, False])
def test_an_outage_of_our_database_leaves_no_doubt_about_a_message(step_name, stored):
    """The write may be stored although its answer never came: sent once, and known."""
    world = World(channel(), carrier=FakeCarrier(Accepted("wamid.9")))
    world.take(send())
    real = getattr(world.sends, step_name)

    def breaks_once(*arguments):
        setattr(world.sends, step_name, real)
        if stored:
            real(*arguments)
        raise Unavailable("the database is away")

    setattr(world.sends, step_name, breaks_once)
    world.attempt(send())

    assert world.outages == 1
    assert world.carrier.sent == ["ms_1"]
    assert world.told() == [("ms_1", Status.SENT)]


def test_a_status_settles_a_lost_answer():
    world = World(channel(), carrier=FakeCarrier(Lost("no answer")))
    world.take(send())
    world.attempt(send())

    world.sends.confirm(
        [Reported(None, "wamid.9", Status.DELIVERED, NOON, message_id="ms_1")]
    )

    assert world.sends.sends["ms_1"].state is State.SENT


def test_twilio_is_asked_about_a_lost_answer():
    """Only a message of its own counts: one that is another's is passed over."""
    carrier = FakeCarrier(Lost("no answer"), listed=["SM_taken", "SM_free"])
    world = World(twilio(), carrier=carrier)
    message = send(channel_id="ch_tw")
    world.take(message)
    world.attempt(message)
    world.sends.provider_ids["ms_0"] = "SM_taken"

    assert world.look_up() == 0
    world.now += timedelta(seconds=11)

    assert world.look_up() == 1
    assert world.told() == [("ms_1", Status.UNKNOWN), ("ms_1", Status.SENT)]
    assert world.sends.provider_ids["ms_1"] == "SM_free"


def test_looking_up_ends_and_leaves_the_choice_to_a_person():
    world = World(twilio(), carrier=FakeCarrier(Lost("no answer")))
    message = send(channel_id="ch_tw")
    world.take(message)
    world.attempt(message)

    for _ in range(10):
        world.now += timedelta(hours=1)
        world.look_up()

    assert world.sends.sends["ms_1"].checks == 4
    assert world.told() == [("ms_1", Status.UNKNOWN)]


def test_a_refused_channel_shows_as_disconnected_and_well_again_after_a_success():
    """CHN-5."""
    refused = Refused(failures.CHANNEL_BROKEN, "190: expired")
    world = World(channel(), carrier=FakeCarrier(refused, refused, Accepted("wamid.9")))
    healths = []
    for message in (send(), send("ms_2"), send("ms_3")):
        world.take(message)
        world.attempt(message)
        healths.append(world.channels.channels["ch_wa"].health)

    assert healths == [Health.DISCONNECTED, Health.DISCONNECTED, Health.CONNECTED]
    assert len(world.channels.events) == 2


def test_a_busy_provider_is_asked_again_when_it_said():
    """CHN-5: after the time it named and not before."""
    assert step(Later("RATE_LIMITED", "", 30), 1).delay_seconds == 30
    assert step(Later("RATE_LIMITED", ""), 1).delay_seconds == DELAYS[0]
    assert step(Later("RATE_LIMITED", "", 10**9), 1).delay_seconds == 3600


def test_trying_again_has_an_end():
    states = [step(Later("PROVIDER_DOWN", "down"), n).state for n in range(1, 8)]

    assert states == [State.WAITING] * 5 + [State.FAILED] * 2
    assert next_check(4, NOON) is None


def test_an_attempt_on_a_channel_that_is_gone_fails():
    world = World(channel())
    world.take(send())
    world.channels.channels.clear()

    result = world.attempt(send())

    assert result.step.state is State.FAILED
    assert result.step.reason == failures.CHANNEL_BROKEN
