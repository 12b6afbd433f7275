"""Messages of several calls, messages asked for again, and reactions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON
from fakes import FakeCarrier
from outgoing import attached, message, over, reaction
from test_delivery import World

from ingest.domain import failures
from ingest.domain.breaker import Change
from ingest.domain.channels import Health, Kind
from ingest.domain.content import FileKind
from ingest.domain.delivery import Accepted, Later, Lost, Refused, State
from ingest.domain.inbound import Reported, Status
from ingest.domain.parts import File, Words
from ingest.domain.story import What
from ingest.use_cases import deliver
from ingest.use_cases.outcome import Outcome

MESSENGER = Kind.MESSENGER
PHOTO = attached(FileKind.IMAGE)

DOWN = Later(failures.PROVIDER_DOWN, "2: try later")


def world(*verdicts, kind=MESSENGER, **fields):
    return World(over(kind, **fields), carrier=FakeCarrier(*verdicts))


def two_calls(**fields):
    """Return a message that takes two calls on Messenger."""
    return message(MESSENGER, PHOTO, text="look", **fields)


def report(provider_id, status=Status.DELIVERED, message_id="ms_1", **fields):
    return Reported(None, provider_id, status, NOON, message_id=message_id, **fields)


def test_a_message_of_two_calls_is_sent_when_both_are():
    """ATT-10."""
    w = world(Accepted("m_1"), Accepted("m_2"))
    w.take(two_calls())

    first, second = w.attempt(two_calls(), 1), w.attempt(two_calls(), 2)

    assert (first.step.state, second.step.state) == (State.WAITING, State.SENT)
    assert first.step.delay_seconds == 0
    assert w.carrier.parts == [File(PHOTO), Words("look")]
    assert w.told() == [("ms_1", Status.SENT)]


def test_a_crash_between_the_calls_does_not_repeat_the_first():
    """CHN-4, ATT-10."""
    w = world(Accepted("m_1"), Accepted("m_2"))
    w.take(two_calls())
    w.attempt(two_calls(), 1)
    w.queued.clear()

    w.now += timedelta(seconds=16)
    w.recover()
    [found] = w.queued
    w.attempt(found, found.attempts + 1)

    assert w.carrier.parts == [File(PHOTO), Words("look")]
    assert w.told() == [("ms_1", Status.SENT)]


def test_a_crash_during_the_second_call_leaves_it_unknown_and_the_first_done():
    w = world(Accepted("m_1"))
    w.take(two_calls())
    w.attempt(two_calls(), 1)
    w.sends.begin(w.left["ms_1"], 2, NOON, "at_2")

    w.now += timedelta(seconds=16)
    w.recover()

    send = w.sends.sends["ms_1"]
    assert (send.state, send.done) == (State.UNKNOWN, ("m_1",))


def test_each_part_may_fail_as_often_as_a_whole_message():
    w = world(DOWN, DOWN, Accepted("m_1"), DOWN, Accepted("m_2"))
    w.take(two_calls())

    results = [w.attempt(two_calls(), number) for number in range(1, 6)]

    assert [r.step.delay_seconds for r in results] == [1, 4, 0, 1, 0]
    assert w.sends.sends["ms_1"].state is State.SENT


def test_a_status_of_the_first_call_does_not_settle_the_second():
    w = world(Accepted("m_1"), Lost("no answer"))
    w.take(two_calls())
    w.attempt(two_calls(), 1)
    w.sends.confirm([report("m_1")])
    w.attempt(two_calls(), 2)

    w.sends.confirm([report("m_1", Status.READ)])

    assert w.sends.sends["ms_1"].state is State.UNKNOWN


def test_a_status_that_settles_the_first_call_lets_the_second_go():
    w = world(Lost("no answer"), Accepted("m_2"))
    w.take(two_calls())
    w.attempt(two_calls(), 1)

    w.sends.confirm([report("m_1", Status.SENT)])
    w.now += timedelta(seconds=16)
    w.queued.clear()
    w.recover()
    [found] = w.queued
    w.attempt(found, found.attempts + 1)

    assert w.carrier.parts == [File(PHOTO), Words("look")]
    assert w.sends.sends["ms_1"].state is State.SENT


def test_a_look_up_that_finds_the_first_call_lets_the_second_go():
    kind = Kind.WHATSAPP_TWILIO
    offer = attached(FileKind.DOCUMENT)
    send = message(kind, offer, text="read")
    carrier = FakeCarrier(Lost("no answer"), Accepted("SM2"), listed=["SM1"])
    w = World(over(kind), carrier=carrier)
    w.take(send)
    w.attempt(send, 1)

    w.now += timedelta(seconds=16)
    assert w.look_up() == 1
    w.recover()
    w.attempt(w.queued[-1], w.queued[-1].attempts + 1)

    assert w.carrier.parts == [File(offer), Words("read")]
    assert w.told() == [("ms_1", Status.UNKNOWN), ("ms_1", Status.SENT)]


@pytest.mark.parametrize("lost", [True, False])
def test_a_message_that_was_asked_for_again_goes_out_again(lost):
    """MSG-6: by hand only; what a retry has begun a repetition does not."""
    verdict = Lost("no answer") if lost else Refused("WINDOW_ENDED", "131047")
    w = world(verdict, Accepted("m_2"))
    w.take(message(MESSENGER))
    w.attempt(message(MESSENGER))
    again = message(MESSENGER, retries=1, cause_id="ev_2")

    assert w.take(again) == [Outcome.QUEUED]
    assert w.take(again) == [Outcome.KNOWN]
    assert w.take(message(MESSENGER)) == [Outcome.KNOWN]
    found = w.queued[-1]
    w.attempt(found, w.sends.sends["ms_1"].attempts + 1)

    assert w.told()[-1] == ("ms_1", Status.SENT)
    assert w.carrier.sent == ["ms_1", "ms_1"]


def test_a_retry_does_not_repeat_the_part_that_went_out():
    w = world(Accepted("m_1"), Refused("POLICY_REFUSED", "368"), Accepted("m_2"))
    w.take(two_calls())
    w.attempt(two_calls(), 1)
    w.attempt(two_calls(), 2)

    w.take(two_calls(retries=1))
    w.attempt(w.queued[-1], 3)

    assert w.carrier.parts == [File(PHOTO), Words("look"), Words("look")]


def test_a_retry_of_what_failed_on_its_way_repeats_all():
    """A status said afterwards that the person did not get it."""
    w = world(Accepted("m_1"), Accepted("m_2"))
    w.take(message(MESSENGER))
    w.attempt(message(MESSENGER))
    w.sends.confirm([report("m_1", Status.FAILED, error_reason="WINDOW_ENDED")])

    assert w.take(message(MESSENGER, retries=1)) == [Outcome.QUEUED]
    w.attempt(w.queued[-1], 2)

    assert w.carrier.parts == [Words("hi"), Words("hi")]


def test_a_retry_of_what_is_still_on_its_way_starts_nothing():
    w = world()
    w.take(message(MESSENGER))

    assert w.take(message(MESSENGER, retries=1)) == [Outcome.KNOWN]
    assert len(w.queued) == 1


def test_a_reaction_is_sent_and_nobody_is_told():
    w = world(Accepted(""))

    assert w.take(reaction(MESSENGER)) == [Outcome.QUEUED]
    w.attempt(reaction(MESSENGER))

    assert w.sends.sends["rx_1"].state is State.SENT
    assert w.told() == []


def test_a_reaction_whose_answer_was_lost_is_sent_again():
    """The same reaction twice is one reaction."""
    w = world(Lost("no answer"), Accepted(""))
    w.take(reaction(MESSENGER))

    first = w.attempt(reaction(MESSENGER), 1)
    w.attempt(reaction(MESSENGER), 2)

    assert (first.step.state, first.answered) == (State.WAITING, False)
    assert w.sends.sends["rx_1"].state is State.SENT


def test_a_reaction_in_the_middle_of_a_call_is_sent_again_after_a_crash():
    w = world()
    w.take(reaction(MESSENGER))
    w.queued.clear()
    w.sends.begin(reaction(MESSENGER), 1, NOON, "at_1")

    w.now += timedelta(seconds=16)
    w.recover()

    assert [each.message_id for each in w.queued] == ["rx_1"]
    assert w.sends.sends["rx_1"].state is State.WAITING


@pytest.mark.parametrize(
    ("send", "fields", "reason"),
    [
        (message(MESSENGER), {"stopped": True}, failures.CHANNEL_STOPPED),
        (
            message(MESSENGER, attached(FileKind.DOCUMENT)),
            {},
            failures.KIND_REFUSED,
        ),
    ],
)
def test_what_a_channel_cannot_carry_never_reaches_the_provider(send, fields, reason):
    """ATT-3, CHN-5: refused with a plain reason, and kept for a retry by hand."""
    w = world(Accepted("m_1"), **fields)
    w.take(send)

    result = w.attempt(send)

    assert (result.step.reason, result.answered) == (reason, None)
    assert w.carrier.sent == []
    assert w.told() == [("ms_1", Status.FAILED)]


@pytest.mark.parametrize(
    ("send", "reason"),
    [
        (message(Kind.WEBCHAT, attached(FileKind.AUDIO)), failures.KIND_REFUSED),
        (message(Kind.WEBCHAT, attached(FileKind.DOCUMENT)), failures.KIND_REFUSED),
    ],
)
def test_what_web_chat_cannot_carry_fails_at_once(send, reason):
    """ATT-3, ATT-4."""
    w = world(kind=Kind.WEBCHAT)

    assert w.take(send) == [Outcome.FAILED]
    assert w.transcripts.lines == []
    assert w.transcripts.events[0].error_reason == reason


@pytest.mark.parametrize(
    ("verdict", "answered", "alone"),
    [
        (Accepted("m_1"), True, False),
        (Refused("WINDOW_ENDED", ""), True, False),
        (Refused(failures.FILE_GONE, ""), None, False),
        (Lost(""), False, False),
        (DOWN, False, True),
        (Later(failures.PROVIDER_DOWN, "", 30.0), False, False),
        (Later(failures.RATE_LIMITED, ""), True, False),
        (Later(failures.RATE_LIMITED, "", None, pair_only=True), True, True),
        (Later(failures.FILE_GONE, "ours", None, pair_only=True), None, True),
    ],
)
def test_what_an_answer_says_of_the_provider_and_of_the_channel(
    verdict, answered, alone
):
    """CHN-5: a limit of the account holds up the channel, one of a pair only it."""
    w = world(verdict)
    w.take(message(MESSENGER))

    result = w.attempt(message(MESSENGER))

    assert (result.answered, result.pair_only) == (answered, alone)


def test_a_provider_that_does_not_answer_shows_on_the_channel():
    """CHN-5: it stays connected, for nothing is wrong with the account."""
    w = world()
    send = message(MESSENGER)

    def shown(change):
        deliver.note_breaker(send, change, "no answer", channels=w.channels)
        found = w.channels.channels[send.channel_id]
        return found.health, found.health_detail

    health, words = shown(Change.OPENED)
    assert health is Health.CONNECTED
    assert "does not answer" in words
    assert shown(Change.CLOSED) == (Health.CONNECTED, "")


def test_a_story_tells_attempts_waits_and_what_was_reported():
    w = world(DOWN, Accepted("m_1"))
    w.take(message(MESSENGER))
    w.attempt(message(MESSENGER), 1)
    w.attempt(message(MESSENGER), 2)
    w.sends.confirm([report("m_1", Status.READ, message_id="")])

    story = w.sends.story("ms_1")

    assert [(told.what, told.attempt) for told in story.steps] == [
        (What.ATTEMPT, 1),
        (What.WAITING, 1),
        (What.ATTEMPT, 2),
        (What.SENT, 2),
        (What.READ, 0),
    ]
    assert story.status is Status.READ
