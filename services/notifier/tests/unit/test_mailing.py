"""Mails that are due, and what becomes of them."""

from datetime import timedelta

import pytest
from builders import (
    ACCOUNT,
    ANA,
    NOTHING,
    PRIVATE,
    channel,
    inbound,
    mail,
    prefer,
    user,
)

from chassis.testing import NOON
from notifier.domain.mail import (
    LEASE,
    LIFETIME,
    LONGEST_DELAY,
    NotNow,
    ServerDown,
    State,
    Undeliverable,
)
from notifier.use_cases.mailing import Sending


@pytest.fixture
def two(app, save):
    """Two mails to Ana that are due."""
    save(ana=prefer("mine.email"))
    app.tell_of_messages([inbound(f"ms_{n}", assignee_id=ANA) for n in (1, 2)])
    return list(app.mails.pending)


def states(app):
    return {mail_id: state for mail_id, (state, _) in app.mails.over.items()}


def test_each_mail_is_sent_once(app, two):
    """NTF-12"""
    assert app.send_mails() == Sending(sent=2)
    assert app.send_mails() == Sending()

    assert [mail_id for mail_id, _ in app.post.taken] == two
    assert set(states(app).values()) == {State.SENT}
    assert app.post.closed == 2


def test_a_mail_that_another_worker_claimed_is_left_to_it(app, two):
    [first, _] = app.mails.due(NOON, limit=9)
    app.mails.claim(first, until=NOON + LEASE)

    assert app.send_mails() == Sending(sent=1)


def test_while_the_server_is_down_one_mail_per_round_finds_out(app, two):
    app.post.answers = [ServerDown("away"), ServerDown("away")]

    assert app.send_mails() == Sending(put_off=1)
    assert app.send_mails() == Sending(put_off=1)
    assert app.send_mails() == Sending()

    app.clock.turn(minutes=1)
    assert app.send_mails() == Sending(sent=2)
    assert len(app.post.taken) == 2


def test_a_mail_refused_for_now_holds_up_no_other(app, two):
    app.post.answers = [NotNow("greylisted")]

    assert app.send_mails() == Sending(sent=1, put_off=1)


def test_a_mail_refused_for_good_is_not_tried_again(app, two):
    app.post.answers = [Undeliverable("no such mailbox")]

    assert app.send_mails() == Sending(sent=1, failed=1)
    app.clock.turn(days=1)
    assert app.send_mails() == Sending()
    assert app.mails.problems[two[0]] == "no such mailbox"


def test_delays_grow_and_end_after_a_day():
    delays, now, attempts = [], NOON, 1
    while True:
        again = mail(attempts=attempts).next_time(now)
        if again is None:
            break
        delays.append(again - now)
        now, attempts = again, attempts + 1

    assert delays == sorted(delays)
    assert delays[0] == timedelta(seconds=15)
    assert delays[-1] == LONGEST_DELAY
    assert timedelta(hours=22) < now - NOON <= LIFETIME
    assert mail(attempts=100_000).next_time(NOON) == NOON + LONGEST_DELAY


def test_after_a_day_of_trying_a_mail_is_given_up(app, two):
    while app.mails.pending:
        app.post.answers = [NotNow("busy"), NotNow("busy")]
        app.send_mails()
        app.clock.turn(minutes=10)

    assert set(states(app).values()) == {State.FAILED}
    assert "gave up" in app.mails.problems[two[0]]
    assert app.clock.at - NOON < timedelta(hours=25)


def test_after_a_long_outage_nobody_gets_what_is_too_old(app, two):
    app.clock.turn(days=2)

    assert app.send_mails() == Sending(failed=2)
    assert app.post.taken == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda app, at: app.note_user(user(active=False), at), id="gone"),
        pytest.param(
            lambda app, at: app.note_user(user(may_inbox=False), at), id="no-inbox"
        ),
        pytest.param(
            lambda app, at: app.note_channel(channel(shared=False), at), id="private"
        ),
    ],
)
def test_who_may_not_see_it_any_more_gets_no_mail(app, two, change):
    """NTF-11: the right to see ended while the mail waited."""
    change(app, app.clock.turn(seconds=1))

    assert app.send_mails() == Sending(dropped=2)
    assert app.post.taken == []


def test_a_mail_goes_to_the_address_of_today(app, two):
    app.note_user(user(email="new@example.com"), app.clock.turn(seconds=1))

    app.send_mails()

    assert {address for _, address in app.post.taken} == {"new@example.com"}


def test_a_mail_raised_before_the_switch_was_turned_off_still_goes(app, two, save):
    """NTF-6: a switch is in force from the next event on."""
    save(ana=NOTHING)

    assert app.send_mails() == Sending(sent=2)


def test_the_installer_gets_mail_of_a_private_channel(app, save):
    """NTF-11"""
    save(ana=prefer("unassigned.email"), bia=prefer("unassigned.email"))
    app.tell_of_messages([inbound(channel_id=PRIVATE)])

    assert app.send_mails() == Sending(sent=1)
    assert [address for _, address in app.post.taken] == ["ana@example.com"]
    assert app.mails.due(NOON + LIFETIME, limit=9) == []
    assert ACCOUNT
