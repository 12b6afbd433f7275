"""Messages and answers through the app, in whatever order they come."""

from dataclasses import replace

import pytest
from builders import (
    ACCOUNT,
    ANA,
    BIA,
    CAIO,
    EVERYTHING,
    NOTHING,
    answer,
    channel,
    inbound,
    notification,
    opening,
    prefer,
    user,
)

from chassis.errors import Unavailable
from chassis.testing import NOON
from notifier.domain.conversation import Reason
from notifier.domain.notification import distinct
from notifier.domain.preferences import Trigger
from notifier.use_cases import telling
from notifier.use_cases.outcome import Outcome


def shown(app):
    return [(n.user_id, n.trigger.value, n.message_id) for n in app.ledger.desktop]


def mailed(app):
    return [(m.user_id, m.trigger.value) for m in app.mails.pending.values()]


def test_a_message_in_my_conversation_tells_me_once(app):
    """NTF-1: one desktop notification."""
    assert app.tell_of_messages([inbound(assignee_id=ANA)]) == [Outcome.NOTIFIED]
    assert shown(app) == [(ANA, "mine", "ms_1")]


def test_a_message_delivered_three_times_tells_once(app):
    """NTF-12: redelivered within a batch and after it."""
    message = inbound(assignee_id=ANA)

    outcomes = app.tell_of_messages([message, message])
    again = app.tell_of_messages([message])

    assert (outcomes, again) == ([Outcome.NOTIFIED] * 2, [Outcome.REPEATED])
    assert shown(app) == [(ANA, "mine", "ms_1")]


def test_a_message_nobody_wants_to_hear_of_writes_nothing(app, save):
    save(ana=NOTHING)

    outcomes = app.tell_of_messages(
        [inbound("ms_1"), inbound("ms_2", assignee_id=ANA), None]
    )

    assert outcomes == [Outcome.NOBODY, Outcome.NOBODY, Outcome.IGNORED]
    assert app.ledger.writes == 0


def test_an_opening_message_waits_for_routing(app, save):
    """NTF-3: a brand-new conversation counts, once routing has left it to all."""
    save(ana=EVERYTHING, bia=prefer("unassigned.desktop"))

    assert app.tell_of_messages([opening()]) == [Outcome.KEPT]
    assert shown(app) == []

    assert app.tell_of_answers([answer()]) == [Outcome.NOTIFIED]
    assert shown(app) == [(ANA, "unassigned", "ms_1"), (BIA, "unassigned", "ms_1")]
    assert mailed(app) == [(ANA, "unassigned")]


@pytest.mark.parametrize("order", ["message first", "answer first"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(answer(), {(CAIO, "unassigned")}, id="left-to-all"),
        pytest.param(answer(to=ANA), {(ANA, "assigned")}, id="given"),
        pytest.param(
            answer(Reason.KEPT, to=ANA), {(ANA, "mine"), (CAIO, "others")}, id="kept"
        ),
    ],
)
def test_message_and_answer_may_come_in_either_order(app, save, order, said, expected):
    """D-14, LIF-11, NTF-12: by where it lands, once."""
    save(caio=prefer("unassigned.desktop", "others.desktop"))
    steps = [
        lambda: app.tell_of_messages([opening()]),
        lambda: app.tell_of_answers([said]),
    ]

    for step in steps if order == "message first" else reversed(steps):
        step()
    for step in steps * 2:
        step()

    assert {(user_id, why) for user_id, why, _ in shown(app)} == expected
    assert len(shown(app)) == len(expected)
    assert {n.contact_name for n in app.ledger.desktop} == {"Maria"}
    assert {n.preview for n in app.ledger.desktop} == {"Oi"}


def test_an_answer_before_its_message_is_set_aside_and_settled_once(app):
    assert app.tell_of_answers([answer(to=ANA)]) == [Outcome.SET_ASIDE]
    assert app.openings.waiting_for(ACCOUNT, ["ms_1"])

    assert app.tell_of_messages([opening()]) == [Outcome.NOTIFIED]
    assert not app.openings.waiting_for(ACCOUNT, ["ms_1"])


def test_an_answer_that_tells_nobody_is_settled_too(app, save):
    save(caio=prefer("unassigned.desktop"))
    assert app.tell_of_answers([answer()]) == [Outcome.SET_ASIDE]

    save(caio=NOTHING)
    assert app.tell_of_messages([opening()]) == [Outcome.KEPT]
    assert not app.openings.waiting_for(ACCOUNT, ["ms_1"])


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(answer(), id="left-to-all-and-nobody-wants-c"),
        pytest.param(answer(message_id=""), id="released"),
        pytest.param(answer(Reason.CLAIMED, to=ANA, message_id=""), id="claimed"),
        pytest.param(answer(to=ANA, actor=ANA, message_id=""), id="took-it"),
    ],
)
def test_an_answer_nobody_could_be_told_of_asks_and_writes_nothing(app, said):
    """NTF-3, NTF-4: most conversations open so; it must not cost anything."""
    blind = replace(app, openings=None, ledger=None)

    assert blind.tell_of_answers([said, said]) == [Outcome.NOBODY] * 2


def test_a_switch_flipped_on_counts_from_the_next_answer_on(app, save):
    """NTF-6: what routing said before stays untold, whichever came first."""
    app.tell_of_messages([opening("ms_1"), opening("ms_3", conversation_id="cv_3")])
    app.tell_of_answers([answer(), answer(message_id="ms_2", answer_id="ev_2")])

    save(caio=prefer("unassigned.desktop"))
    app.tell_of_messages([opening("ms_2", conversation_id="cv_2")])
    assert shown(app) == []

    app.tell_of_answers(
        [answer(message_id="ms_3", conversation_id="cv_3", answer_id="ev_3")]
    )
    assert shown(app) == [(CAIO, "unassigned", "ms_3")]


def test_a_message_that_comes_while_its_answer_is_set_aside_is_not_missed(app):
    """Neither saw the other at first; who stored last sees both."""
    setting_aside = app.openings.set_aside

    def slowly(account_id, answers, *, at):
        app.tell_of_messages([opening()])
        setting_aside(account_id, answers, at=at)

    app.openings.set_aside = slowly

    assert app.tell_of_answers([answer(to=ANA)]) == [Outcome.NOTIFIED]
    assert shown(app) == [(ANA, "assigned", "ms_1")]
    assert not app.openings.answers


@pytest.mark.parametrize("crash", ["keep", "waiting_for", "find", "set_aside"])
def test_a_crash_at_any_step_is_mended_by_redelivery(app, crash):
    """NTF-12: at least once everywhere, effects once."""
    real = getattr(app.openings, crash)
    failures = [True]

    def failing(*args, **kwargs):
        result = real(*args, **kwargs)
        if failures:
            failures.pop()
            raise Unavailable("gone")
        return result

    setattr(app.openings, crash, failing)
    steps = [
        lambda: app.tell_of_answers([answer(to=ANA)]),
        lambda: app.tell_of_messages([opening()]),
    ]
    for step in steps:
        try:
            step()
        except Unavailable:
            step()

    assert shown(app) == [(ANA, "assigned", "ms_1")]


def test_given_later_out_of_the_waiting_ones_tells_the_assignee(app):
    """NTF-4, D-14: without a message, the newest one lends its words."""
    app.tell_of_messages(
        [opening("ms_1"), opening("ms_9", sequence=9, preview="E aí?")]
    )

    app.tell_of_answers([answer(to=ANA, message_id="", version=2)])

    [one] = app.ledger.desktop
    assert (one.trigger, one.message_id) == (Trigger.ASSIGNED, "")
    assert (one.contact_name, one.preview) == ("Maria", "E aí?")


def test_assigned_by_a_user_before_anything_is_known_is_told_without_words(app):
    """NTF-4, NTF-7: never waits, never undone."""
    said = answer(to=ANA, actor=BIA, message_id="")

    assert app.tell_of_answers([said]) == [Outcome.NOTIFIED]
    [one] = app.ledger.desktop
    assert (one.contact_name, one.preview, one.channel_id) == ("", "", "")


def test_each_assignment_is_told_once(app):
    """NTF-4: covers reassignment; the version tells them apart."""
    first = answer(to=ANA, actor=BIA, message_id="", version=2)
    second = answer(to=ANA, actor=BIA, message_id="", version=4, answer_id="ev_4")

    app.tell_of_answers([first, second, first])
    app.tell_of_answers([second])

    assert len(shown(app)) == 2


def test_assigned_to_who_switched_it_off_sends_nothing(app, save):
    """NTF-7"""
    save(ana=NOTHING)

    assert app.tell_of_answers([answer(to=ANA, actor=BIA, message_id="")]) == [
        Outcome.NOBODY
    ]
    assert app.ledger.writes == 0


def test_accounts_are_told_apart(app):
    app.note_user(user("zoe", account_id="ac_2"), NOON)
    app.note_channel(channel("ch_2", account_id="ac_2"), NOON)

    outcomes = app.tell_of_messages(
        [
            inbound("ms_1", assignee_id=ANA),
            inbound("ms_2", account_id="ac_2", channel_id="ch_2", assignee_id="zoe"),
            inbound("ms_3", account_id="ac_2", channel_id="ch_2", assignee_id=ANA),
        ]
    )

    assert outcomes == [Outcome.NOTIFIED, Outcome.NOTIFIED, Outcome.NOBODY]
    assert {(n.account_id, n.user_id) for n in app.ledger.desktop} == {
        (ACCOUNT, ANA),
        ("ac_2", "zoe"),
    }


def test_many_notifications_take_several_steps(app, save, monkeypatch):
    monkeypatch.setattr(telling, "STEP", 4)
    save(ana=EVERYTHING)

    app.tell_of_answers(
        [answer(message_id=f"ms_{n}", answer_id=f"ev_{n}") for n in range(5)]
    )
    app.tell_of_messages([opening(f"ms_{n}") for n in range(5)])

    assert app.ledger.writes == 3
    assert len(app.ledger.told) == 10


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_triggers_for_one_message_the_more_specific_wins(turned):
    """NTF-12: D over A over B and C."""
    ones = [
        notification(trigger=t)
        for t in (Trigger.OTHERS, Trigger.MINE, Trigger.ASSIGNED)
    ]

    [one] = distinct(reversed(ones) if turned else ones)

    assert one.trigger is Trigger.ASSIGNED


def test_what_is_old_is_forgotten(app):
    app.tell_of_messages([opening("ms_1"), opening("ms_2", sequence=9)])
    app.tell_of_messages([inbound("ms_3", assignee_id=ANA)])
    assert app.tell_of_answers([answer(to=ANA, message_id="ms_lost")]) == [
        Outcome.SET_ASIDE
    ]
    app.clock.turn(days=31)

    app.forget()

    assert set(app.openings.messages) == {"ms_2"}
    assert not app.openings.answers
    assert not app.ledger.told
