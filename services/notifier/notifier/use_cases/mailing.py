"""Mails that are due go out; each by one worker at a time."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock

from ..domain.audience import User
from ..domain.mail import LEASE, Mail, NotNow, ServerDown, State, Undeliverable
from ..ports import Audiences, Mails, Post


@dataclass(slots=True)
class Sending:
    """How many mails were sent, put off, given up, and no longer allowed."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0
    dropped: int = 0


def send_due(
    *, mails: Mails, audiences: Audiences, post: Post, clock: Clock, limit: int
) -> Sending:
    """
    Send up to *limit* mails that are due.

    A mail is claimed before it is sent and marked after. A crash in between
    sends it again with the same Message-ID, by which mailboxes know the copy.
    While the server is down one mail per call finds out; the rest wait.
    """
    done = Sending()
    due = mails.due(clock(), limit=limit)
    known = audiences.of({mail.account_id for mail in due}) if due else {}
    try:
        for mail in due:
            claimed = mails.claim(mail, until=clock() + LEASE)
            if claimed is None:
                continue
            audience = known[mail.account_id]
            user = audience.users.get(mail.user_id)
            if claimed.expired(clock()):
                # After a long outage, or where each attempt ended in a crash.
                done.failed += 1
                _settle(claimed, State.FAILED, mails, clock, "too old")
            elif user is None or not audience.allows(user, mail.channel_id):
                # The right to see it ended since it was written (NTF-11).
                done.dropped += 1
                _settle(claimed, State.DROPPED, mails, clock, "may not see it")
            elif not _send(claimed, user, done, mails=mails, post=post, clock=clock):
                break
    finally:
        post.close()
    return done


def _send(
    mail: Mail, user: User, done: Sending, *, mails: Mails, post: Post, clock: Clock
) -> bool:
    """Send one mail and mark it; tell whether to go on with others."""
    try:
        post.send(mail, user)
    except Undeliverable as error:
        done.failed += 1
        _settle(mail, State.FAILED, mails, clock, str(error))
    except (NotNow, ServerDown) as error:
        again = mail.next_time(clock())
        if again is None:
            done.failed += 1
            _settle(mail, State.FAILED, mails, clock, f"gave up: {error}")
        else:
            done.put_off += 1
            mails.put_off(mail, until=again, problem=str(error))
        return isinstance(error, NotNow)
    else:
        done.sent += 1
        _settle(mail, State.SENT, mails, clock, "")
    return True


def _settle(mail: Mail, state: State, mails: Mails, clock: Clock, problem: str) -> None:
    mails.settle(mail, state, at=clock(), problem=problem)
