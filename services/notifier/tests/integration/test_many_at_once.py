"""Several workers at once, on the real database."""

import pytest
from builders import (
    ACCOUNT,
    ANA,
    BIA,
    CAIO,
    EVERYTHING,
    NOTHING,
    answer,
    inbound,
    opening,
    prefer,
)
from conftest import settle
from real import at_once, replica, told

from notifier.domain.conversation import Reason
from notifier.store.collections import ALL
from notifier.use_cases.outcome import Outcome


@pytest.fixture
def apps(clean):
    """Three replicas of a worker, and the house they serve."""
    found = [replica(clean) for _ in range(3)]
    settle(found[0].roster)
    return found


def pairs(database):
    return sorted((e.user_id, e.trigger, e.message_id) for e in told(database))


def test_three_workers_with_the_same_messages_tell_each_once(apps, clean):
    """NTF-12: the same event delivered three times, at one moment."""
    apps[0].switches.save(ACCOUNT, BIA, prefer("others.desktop", "others.email"))
    messages = [inbound(f"ms_{n}", assignee_id=ANA) for n in range(20)]

    outcomes = at_once(*(lambda a=a: a.tell_of_messages(messages) for a in apps))
    apps[0].tell_of_messages(messages)

    assert sum(o.count(Outcome.NOTIFIED) for o in outcomes) == 20
    assert len(told(clean)) == 40
    assert len(set(pairs(clean))) == 40
    assert clean["mails"].count_documents({"user_id": BIA}) == 20


def test_answers_and_messages_that_meet_are_told_once(apps, clean):
    """D-14, NTF-12: neither waits for the other, none is missed."""
    messages = [
        opening(f"ms_{n}", conversation_id=f"cv_{n}", sequence=2) for n in range(30)
    ]
    answers = [
        answer(
            to=(ANA, BIA, CAIO)[n % 3],
            message_id=f"ms_{n}",
            conversation_id=f"cv_{n}",
            answer_id=f"ev_{n}",
        )
        for n in range(30)
    ]

    at_once(
        lambda: apps[0].tell_of_messages(messages[:15]),
        lambda: apps[1].tell_of_answers(answers),
        lambda: apps[2].tell_of_messages(messages[15:]),
        lambda: apps[0].tell_of_answers(answers[::-1]),
    )

    assert pairs(clean) == sorted(
        ((ANA, BIA, CAIO)[n % 3], "assigned", f"ms_{n}") for n in range(30)
    )
    assert {e.preview for e in told(clean)} == {"Oi"}
    assert clean["answers"].count_documents({}) == 0


@pytest.mark.parametrize("first", ["message", "answer"])
def test_a_reopening_tells_in_either_order(apps, clean, first):
    """LIF-11"""
    apps[0].switches.save(ACCOUNT, BIA, EVERYTHING)
    steps = [
        lambda app: app.tell_of_messages([opening(sequence=9)]),
        lambda app: app.tell_of_answers([answer(Reason.KEPT, to=ANA)]),
    ]

    for step in steps if first == "message" else steps[::-1]:
        for app in apps:
            step(app)

    assert pairs(clean) == [(ANA, "mine", "ms_1"), (BIA, "others", "ms_1")]
    assert clean["mails"].count_documents({}) == 1


def test_what_one_process_saves_is_in_force_in_all_from_the_next_event_on(apps, clean):
    """NTF-6"""
    apps[1].tell_of_messages([inbound("ms_1", assignee_id=ANA)])

    apps[0].switches.save(ACCOUNT, ANA, NOTHING)
    apps[1].tell_of_messages([inbound("ms_2", assignee_id=ANA)])
    apps[2].tell_of_messages([inbound("ms_3", assignee_id=ANA)])

    assert pairs(clean) == [(ANA, "mine", "ms_1")]


def test_messages_nobody_wants_to_hear_of_leave_the_database_as_it_was(apps, clean):
    apps[0].switches.save(ACCOUNT, ANA, NOTHING)

    def stored():
        return {name: list(clean[name].find()) for name in (*ALL, "outbox")}

    before = stored()

    outcomes = apps[0].tell_of_messages(
        [inbound(f"ms_{n}", assignee_id=(ANA, "")[n % 2]) for n in range(50)]
    )

    assert set(outcomes) == {Outcome.NOBODY}
    assert stored() == before
