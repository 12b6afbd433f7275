"""Mails through a real SMTP server, from the real database."""

from email import message_from_bytes
from email.policy import default

import pytest
from builders import ACCOUNT, ANA, BIA, inbound, opening, prefer, user
from conftest import settle
from real import Mailbox, at_once, replica

from chassis.testing import NOON, FakeClock
from notifier.domain.mail import LEASE
from notifier.use_cases.mailing import Sending


@pytest.fixture
def mailbox():
    found = Mailbox().up()
    yield found
    found.down()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def app(clean, mailbox, clock):
    found = replica(clean, smtp_port=mailbox.port, at=clock)
    settle(found.roster)
    for user_id in (ANA, BIA):
        found.switches.save(ACCOUNT, user_id, prefer("mine.email"))
    return found


def read(mailbox):
    return [message_from_bytes(raw, policy=default) for _, raw in mailbox.taken]


def ids(mailbox):
    return [letter["Message-ID"] for letter in read(mailbox)]


def test_a_mail_arrives_as_it_was_written(app, mailbox):
    """NTF-1, NTF-5"""
    app.note_user(user(language="pt-BR", name="Ana Ção"), NOON)
    app.tell_of_messages([inbound(assignee_id=ANA, contact_name="João", preview="Olá")])

    assert app.send_mails() == Sending(sent=1)

    [letter] = read(mailbox)
    assert mailbox.taken[0][0] == "ana@example.com"
    assert letter["Subject"] == "João escreveu para você"
    plain, html = letter.iter_parts()
    assert "> Olá" in plain.get_content()
    assert 'href="http://127.0.0.1:8080/#/c/cv_1"' in html.get_content()


def test_one_connection_takes_several_mails_and_each_once(app, mailbox):
    """NTF-12"""
    app.tell_of_messages([inbound(f"ms_{n}", assignee_id=ANA) for n in range(7)])

    assert app.send_mails() == Sending(sent=7)
    assert app.send_mails() == Sending()
    assert len(set(ids(mailbox))) == 7


def test_while_the_server_is_down_mails_wait_and_assignments_do_not(
    app, mailbox, clock
):
    """NTF-7: failing to notify neither undoes nor delays anything."""
    mailbox.down()
    app.tell_of_messages([inbound(f"ms_{n}", assignee_id=ANA) for n in (1, 2)])

    assert app.send_mails() == Sending(put_off=1)
    assert app.send_mails() == Sending(put_off=1)
    app.tell_of_messages([inbound("ms_3", assignee_id=ANA), opening("ms_4")])

    mailbox.up()
    clock.turn(minutes=1)
    assert app.send_mails() == Sending(sent=3)
    assert len(set(ids(mailbox))) == 3


def test_a_crash_between_sending_and_marking_repeats_the_same_mail(
    app, mailbox, clock, monkeypatch
):
    """NTF-12: the copy has the same Message-ID, so a mailbox shows one."""
    app.tell_of_messages([inbound(assignee_id=ANA)])
    with monkeypatch.context() as crash:
        crash.setattr(type(app.mails), "settle", dies)
        with pytest.raises(KeyboardInterrupt):
            app.send_mails()

    assert app.send_mails() == Sending()
    clock.turn(seconds=LEASE.total_seconds())
    assert app.send_mails() == Sending(sent=1)
    assert app.send_mails() == Sending()

    assert len(ids(mailbox)) == 2
    assert len(set(ids(mailbox))) == 1


def dies(*_, **__):
    raise KeyboardInterrupt


def test_three_workers_send_each_mail_once(app, clean, mailbox, clock):
    """NTF-12"""
    app.tell_of_messages([inbound(f"ms_{n}", assignee_id=ANA) for n in range(12)])
    others = [replica(clean, smtp_port=mailbox.port, at=clock) for _ in range(2)]

    done = at_once(*(a.send_mails for a in (app, *others)))

    assert sum(one.sent for one in done) == 12
    assert len(ids(mailbox)) == len(set(ids(mailbox))) == 12


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("550 no such mailbox", Sending(sent=1, failed=1)),
        ("450 greylisted", Sending(sent=1, put_off=1)),
    ],
)
def test_a_refused_recipient_holds_up_no_other(app, mailbox, reply, expected):
    mailbox.refuse = {"ana@example.com": reply}
    app.tell_of_messages(
        [inbound("ms_1", assignee_id=ANA), inbound("ms_2", assignee_id=BIA)]
    )

    assert app.send_mails() == expected
    assert [address for address, _ in mailbox.taken] == ["bia@example.com"]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [("554 spam", Sending(failed=1)), ("451 later", Sending(put_off=1))],
)
def test_a_refused_message_is_as_final_as_the_server_says(
    app, mailbox, reply, expected
):
    mailbox.at_data = reply
    app.tell_of_messages([inbound(assignee_id=ANA)])

    assert app.send_mails() == expected


def test_an_address_that_cannot_be_written_to_fails_alone(app, mailbox):
    app.note_user(user(email="not an address"), NOON)
    app.tell_of_messages(
        [inbound("ms_1", assignee_id=ANA), inbound("ms_2", assignee_id=BIA)]
    )

    assert app.send_mails() == Sending(sent=1, failed=1)
