"""The store of sends and its stand-in keep the same promises."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON, SEALER
from fakes import FakeChannels, FakeSends, FakeTurns, FakeUploads
from outgoing import PLACE, Provider, attached, message, over, reaction

from ingest.domain.channels import Kind
from ingest.domain.content import Content, FileKind, TemplateUse
from ingest.domain.delivery import Accepted, Later, Lost, Refused, State, step
from ingest.domain.inbound import Reported, Status
from ingest.domain.story import What
from ingest.store.sends import MongoSends
from ingest.store.turns import MongoTurns
from ingest.store.uploads import KEPT_FOR, MongoUploads
from ingest.use_cases import deliver

LEASE = NOON + timedelta(seconds=15)
LATER = NOON + timedelta(seconds=60)
MINUTE = timedelta(minutes=1)

TWO = message(Kind.MESSENGER, attached(FileKind.IMAGE), text="look")


@pytest.fixture(params=["memory", "mongo"])
def sends(request):
    """Both, held to the same promises."""
    if request.param == "memory":
        return FakeSends()
    clean, outbox = request.getfixturevalue("clean"), request.getfixturevalue("outbox")
    return MongoSends(clean, outbox, SEALER, lambda: NOON)


@pytest.fixture(params=["memory", "mongo"])
def turns(request):
    """Both, held to the same promises."""
    if request.param == "memory":
        return FakeTurns()
    return MongoTurns(request.getfixturevalue("clean"))


def make(sends, send, number, verdict, *, more=False, tries=1):
    """Make an attempt that comes to *verdict*."""
    begun = sends.begin(send, number, NOON, f"at_{number}")
    assert begun is not None
    result = step(verdict, tries, more=more)
    sends.settle(begun, number, result, None)
    return begun.after(result)


def report(provider_id, status=Status.DELIVERED, message_id="ms_1", **fields):
    return Reported(None, provider_id, status, NOON, message_id=message_id, **fields)


@pytest.mark.parametrize(
    "send",
    [
        message(),
        TWO,
        message(content=Content(location=PLACE), reply_to="wamid.in"),
        message(
            content=Content(
                (attached(FileKind.DOCUMENT),),
                template=TemplateUse("tp_1", "hi", "pt", {"a": "b"}),
            )
        ),
        reaction(),
    ],
)
def test_what_is_to_be_sent_comes_back_whole(sends, send):
    sends.add([send], "wk_1", LEASE)

    begun = sends.begin(send, 1, NOON, "at_1")

    assert begun.content == send.content
    assert (begun.kind, begun.emoji, begun.reply_to) == (
        send.kind,
        send.emoji,
        send.reply_to,
    )
    assert (begun.channel_kind, begun.state) == (send.channel_kind, State.CALLING)


def test_a_part_that_went_out_is_remembered(sends):
    sends.add([TWO], "wk_1", LEASE)
    left = make(sends, TWO, 1, Accepted("m_1"), more=True)

    left = make(sends, left, 2, Accepted("m_2"))

    assert left.done == ("m_1", "m_2")
    assert sends.taken_ids(["m_1", "m_2", "m_3"]) == {"m_1", "m_2"}


def test_failures_in_a_row_are_counted_for_each_part(sends):
    sends.add([TWO], "wk_1", LEASE)
    down, left, counted = Later("PROVIDER_DOWN", "2"), TWO, []
    for number, verdict in enumerate((down, down, Accepted("m_1"), down), start=1):
        more = isinstance(verdict, Accepted)
        left = make(sends, left, number, verdict, more=more)
        counted.append(left.failures)
        [stored] = sends.abandoned(
            "wk_2", NOON + number * MINUTE, NOON + number * MINUTE
        )
        assert stored.failures == left.failures

    assert counted == [1, 2, 0, 1]


def test_a_status_settles_a_lost_call_once_and_of_its_own_part_only(sends):
    sends.add([TWO], "wk_1", LEASE)
    left = make(sends, TWO, 1, Accepted("m_1"), more=True)
    make(sends, left, 2, Lost("no answer"))

    sends.confirm([report("m_1", Status.READ)])
    assert sends.begin(TWO, 3, NOON, "at_3") is None
    sends.confirm([report("m_2")])

    assert sends.taken_ids(["m_2"]) == {"m_2"}
    assert sends.abandoned("wk_2", LATER, LATER) == []


def test_a_status_of_the_first_part_lets_the_second_go(sends):
    sends.add([TWO], "wk_1", LEASE)
    make(sends, TWO, 1, Lost("no answer"))

    sends.confirm([report("m_1", Status.SENT), report("m_1")])

    [found] = sends.abandoned("wk_2", LATER, LATER)
    assert (found.done, found.state) == (("m_1",), State.WAITING)


@pytest.mark.parametrize("verdict", [Refused("POLICY_REFUSED", "368"), Lost("none")])
def test_what_is_over_begins_anew_once_per_retry(sends, verdict):
    sends.add([TWO], "wk_1", LEASE)
    left = make(sends, TWO, 1, Accepted("m_1"), more=True)
    make(sends, left, 2, verdict)
    again = message(
        Kind.MESSENGER,
        attached(FileKind.IMAGE),
        text="look",
        retries=1,
        cause_id="ev_2",
    )

    [fresh] = sends.add([again], "wk_2", LATER)
    assert list(sends.add([again, TWO], "wk_3", LATER)) == []
    begun = sends.begin(fresh, 3, NOON, "at_3")

    assert (begun.done, begun.retries, begun.failures) == (("m_1",), 1, 0)
    assert begun.cause_id == "ev_2"


def test_what_is_on_its_way_does_not_begin_anew(sends):
    sends.add([TWO], "wk_1", LEASE)
    again = message(Kind.MESSENGER, text="look", retries=1)

    assert list(sends.add([again], "wk_2", LATER)) == []


def test_what_failed_on_its_way_begins_from_the_start(sends):
    send = message(Kind.MESSENGER)
    sends.add([send], "wk_1", LEASE)
    make(sends, send, 1, Accepted("m_1"))
    sends.confirm([report("m_1", Status.FAILED, error_reason="WINDOW_ENDED")])

    [fresh] = sends.add([message(Kind.MESSENGER, retries=1)], "wk_2", LATER)

    assert (fresh.done, fresh.attempts) == ((), 1)
    assert sends.begin(fresh, 2, NOON, "at_2") is not None


def test_a_reaction_tells_nobody_and_is_kept(sends):
    sends.add([reaction()], "wk_1", LEASE)
    make(sends, reaction(), 1, Accepted("wamid.9"))

    assert [told.what for told in sends.story("rx_1").steps] == [
        What.ATTEMPT,
        What.SENT,
    ]


def test_a_story_is_told_whole_and_each_report_once(sends):
    send = message()
    sends.add([send], "wk_1", LEASE)
    make(sends, send, 1, Later("RATE_LIMITED", "4: slow", 30.0))
    make(sends, send, 2, Accepted("wamid.9"), tries=2)
    sends.confirm([report("wamid.9", Status.SENT)])
    sends.confirm([report("wamid.9", message_id="")])
    failed = report("wamid.9", Status.FAILED, error_reason="RECIPIENT_UNREACHABLE")
    sends.confirm([failed])

    story = sends.story("ms_1")

    assert [(t.what, t.attempt, t.reason) for t in story.steps] == [
        (What.ATTEMPT, 1, ""),
        (What.WAITING, 1, "RATE_LIMITED"),
        (What.ATTEMPT, 2, ""),
        (What.SENT, 2, ""),
        (What.DELIVERED, 0, ""),
        (What.FAILED, 0, "RECIPIENT_UNREACHABLE"),
    ]
    assert (story.channel_id, story.account_id) == (send.channel_id, "ac_1")
    assert story.status is Status.FAILED
    assert sends.story("ms_2") is None


def test_a_report_that_comes_twice_is_kept_once(clean, outbox):
    sends = MongoSends(clean, outbox, SEALER, lambda: NOON)
    sends.add([message()], "wk_1", LEASE)
    for _ in range(2):
        sends.confirm([report("wamid.9")])

    assert len(sends.story("ms_1").steps) == 1


def test_a_turn_is_taken_once_until_it_is_due_again(turns):
    every, first = timedelta(minutes=5), NOON - timedelta(days=1)

    assert turns.take("missed:ch_tw", NOON, every, first) == first
    assert turns.take("missed:ch_tw", NOON, every, first) is None
    assert turns.take("missed:ch_2", NOON, every, first) == first
    turns.done("missed:ch_tw", NOON)
    turns.done("missed:ch_tw", first)

    assert turns.take("missed:ch_tw", NOON + every, every, first) == NOON


def test_an_upload_is_used_again_while_meta_keeps_it(clean):
    now = [NOON]
    uploads = MongoUploads(clean, lambda: now[0])
    uploads.keep("ch_1", "at_1", "media-1")

    assert uploads.find("ch_1", "at_1") == "media-1"
    assert uploads.find("ch_2", "at_1") == "", "a file is one account's at Meta"
    now[0] = NOON + KEPT_FOR
    assert uploads.find("ch_1", "at_1") == ""
    uploads.keep("ch_1", "at_1", "media-2")
    assert uploads.find("ch_1", "at_1") == "media-2"
    uploads.forget("ch_1", "at_1")
    assert uploads.find("ch_1", "at_1") == ""
    assert FakeUploads(at_1="media-1").find("ch_1", "at_1") == "media-1"


def test_who_does_not_know_that_a_part_went_out_does_not_repeat_it(sends):
    """A status was quicker than the answer."""
    sends.add([TWO], "wk_1", LEASE)
    begun = sends.begin(TWO, 1, NOON, "at_1")
    sends.confirm([report("m_1", Status.SENT)])
    answered = step(Accepted("m_1"), 1, more=True)
    sends.settle(begun, 1, answered, None)

    assert sends.begin(TWO, 2, NOON, "at_2") is None
    assert sends.begin(begun.after(answered), 2, NOON, "at_2").done == ("m_1",)


def test_a_worker_that_dies_between_two_calls_leaves_the_rest_to_another(sends):
    """CHN-4, ATT-10: with the real calls, on the real store."""
    provider = Provider()
    channels = FakeChannels(over(Kind.MESSENGER))

    def attempt(send, now):
        return deliver.attempt(
            send,
            send.attempts + 1,
            channels=channels,
            sends=sends,
            carrier=provider.carrier(Kind.MESSENGER),
            clock=lambda: now,
            patiently=lambda work: work(),
        )

    sends.add([TWO], "wk_1", LEASE)
    attempt(TWO, NOON)
    taken = []
    deliver.recover(
        sends=sends,
        enqueue=taken.append,
        holder="wk_2",
        lease=MINUTE,
        clock=lambda: LATER,
    )
    result = attempt(taken[0], LATER)

    assert result.step.state is State.SENT
    assert ["attachment" in body["message"] for body in provider.bodies] == [
        True,
        False,
    ]
