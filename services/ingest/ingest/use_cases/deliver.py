"""Deliver one message, and find out about those whose answer was lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from chassis import ids

from ..domain import failures
from ..domain.channels import Channel, Health
from ..domain.delivery import (
    Accepted,
    Later,
    Lost,
    Refused,
    Send,
    State,
    Step,
    Verdict,
    next_check,
    step,
)
from ..domain.inbound import Status
from ..ports import Carrier, Channels, Clock, Sends

CUT_OFF = "the process ended during the call"


def attempt(
    send: Send,
    number: int,
    *,
    channels: Channels,
    sends: Sends,
    carrier: Carrier,
    clock: Clock,
    patiently: Callable[[Callable[[], Any]], Any],
) -> tuple[Step, bool] | None:
    """
    Make the attempt *number* and store what it came to.

    The attempt is recorded before the call: a process that dies in between
    leaves a lost answer, never a second message. While the process lives,
    *patiently* sees it through an outage of the database on either side of the
    call. None means that somebody else has the message. The second value says
    whether a delay concerns this person alone.
    """
    channel = patiently(lambda: channels.by_id([send.channel_id])).get(send.channel_id)
    attempt_id, at = ids.new("at"), clock()
    if not patiently(lambda: sends.begin(send, number, at, attempt_id)):
        return None
    verdict: Verdict = (
        carrier.send(channel, send)
        if channel is not None
        else Refused(failures.CHANNEL_BROKEN, "the channel is not connected")
    )
    result = step(verdict, number)
    check = next_check(0, clock()) if isinstance(verdict, Lost) else None
    patiently(lambda: sends.settle(send, number, result, check))
    if channel is not None:
        _note_health(channel, verdict, channels)
    return result, isinstance(verdict, Later) and verdict.pair_only


def _note_health(channel: Channel, verdict: Verdict, channels: Channels) -> None:
    """Show the channel as it is: refused by the provider, or well again (CHN-5)."""
    if isinstance(verdict, Refused) and verdict.channel_broken:
        if channel.health_detail != verdict.detail:
            channels.change_health(channel, Health.DISCONNECTED, verdict.detail)
    elif isinstance(verdict, Accepted) and channel.health is Health.DISCONNECTED:
        channels.change_health(channel, Health.CONNECTED, "")


def recover(
    *,
    sends: Sends,
    enqueue: Callable[[Send], None],
    holder: str,
    lease: timedelta,
    clock: Clock,
) -> int:
    """
    Take over sends that nobody holds any more; return how many.

    One that waited is sent. One in the middle of a call is a lost answer.
    """
    now = clock()
    found = sends.abandoned(holder, now, now + lease)
    for send in found:
        if send.state is State.CALLING:
            lost = step(Lost(CUT_OFF), send.attempts)
            sends.settle(send, send.attempts, lost, next_check(0, now))
        else:
            enqueue(send)
    return len(found)


def look_up_unknown(
    *, channels: Channels, sends: Sends, carrier: Carrier, clock: Clock
) -> int:
    """
    Ask the provider about sends whose answer was lost; return how many it knew.

    Nothing is sent again here: what stays unknown is for a person to decide.
    """
    known = 0
    due = sends.unknown(clock())
    found = channels.by_id({send.channel_id for send in due}) if due else {}
    for send in due:
        channel = found.get(send.channel_id)
        ids = list(carrier.look_up(channel, send)) if channel else []
        taken = sends.taken_ids(ids) if ids else frozenset()
        free = [each for each in ids if each not in taken]
        result = Step(State.SENT, Status.SENT, free[0]) if free else None
        known += result is not None
        sends.checked(send, result, next_check(send.checks + 1, clock()))
    return known
