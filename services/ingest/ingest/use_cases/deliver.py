"""Deliver one message, and find out about those whose answer was lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from chassis import ids

from ..domain import failures
from ..domain.breaker import Change
from ..domain.channels import Channel, Health
from ..domain.delivery import (
    Accepted,
    Attempted,
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
from ..domain.parts import Part, plan
from ..domain.preflight import objection
from ..ports import Carrier, Channels, Clock, Sends

CUT_OFF = "the process ended during the call"
NO_CHANNEL = "the channel is not connected"


def attempt(
    send: Send,
    number: int,
    *,
    channels: Channels,
    sends: Sends,
    carrier: Carrier,
    clock: Clock,
    patiently: Callable[[Callable[[], Any]], Any],
) -> Attempted | None:
    """
    Make the attempt *number* and store what it came to.

    The attempt is recorded before the call: a process that dies in between
    leaves a lost answer, never a second message. While the process lives,
    *patiently* sees it through an outage of the database on either side of the
    call. One attempt sends one part; what went out before is left alone. None
    means that somebody else has the message.
    """
    channel = patiently(lambda: channels.by_id([send.channel_id])).get(send.channel_id)
    attempt_id, at = ids.new("at"), clock()
    stored = patiently(lambda: sends.begin(send, number, at, attempt_id))
    if stored is None:
        return None
    parts = plan(stored, channel.kind) if channel is not None else ()
    no = _objection(channel, stored, parts)
    verdict = no or _call(channel, stored, parts, carrier)
    more = len(stored.done) + 1 < len(parts)
    result = step(verdict, stored.failures + 1, more=more)
    check = next_check(0, clock()) if isinstance(verdict, Lost) else None
    patiently(lambda: sends.settle(stored, number, result, check))
    if channel is not None and no is None:
        _note_health(channel, verdict, channels)
    answered = None if no else _answered(verdict)
    return Attempted(result, stored.after(result), _alone(verdict), answered)


def _objection(
    channel: Channel | None, send: Send, parts: Sequence[Part]
) -> Refused | None:
    """Return why the provider is not even called; None when it is."""
    if channel is None:
        return Refused(failures.CHANNEL_BROKEN, NO_CHANNEL)
    found = objection(channel, send)
    if found is None and len(send.done) >= len(parts):
        return Refused(failures.REQUEST_REFUSED, "there is nothing left to send")
    return found


def _call(
    channel: Channel | None, send: Send, parts: Sequence[Part], carrier: Carrier
) -> Verdict:
    if channel is None:
        return Refused(failures.CHANNEL_BROKEN, NO_CHANNEL)
    verdict = carrier.send(channel, send, parts[len(send.done)])
    if isinstance(verdict, Lost) and send.is_reaction:
        # The same reaction twice is one reaction.
        return Later(failures.PROVIDER_DOWN, verdict.detail)
    return verdict


def _alone(verdict: Verdict) -> bool:
    """
    Tell whether a delay concerns this message's lane and no other.

    A failure without a time to wait is no news of the channel: see
    `domain.breaker` for what a row of them is.
    """
    if not isinstance(verdict, Later):
        return False
    unsaid = verdict.after_seconds is None
    return verdict.pair_only or (unsaid and verdict.reason != failures.RATE_LIMITED)


def _answered(verdict: Verdict) -> bool | None:
    """Tell whether the provider is there; None when it was not asked."""
    match verdict:
        case Refused(reason) | Later(reason) if reason in failures.OURS:
            return None
        case Lost() | Later(failures.PROVIDER_DOWN):
            return False
    return True


def _note_health(channel: Channel, verdict: Verdict, channels: Channels) -> None:
    """Show the channel as it is: refused by the provider, or well again (CHN-5)."""
    if isinstance(verdict, Refused) and verdict.channel_broken:
        if channel.health_detail != verdict.detail:
            channels.change_health(channel, Health.DISCONNECTED, verdict.detail)
    elif isinstance(verdict, Accepted) and (
        channel.health is Health.DISCONNECTED or channel.health_detail
    ):
        channels.change_health(channel, Health.CONNECTED, "")


def note_breaker(
    send: Send, change: Change, detail: str, *, channels: Channels
) -> None:
    """
    Show on the channel that its provider does not answer, or does again.

    It stays connected: nothing is wrong with the account.
    """
    channel = channels.by_id([send.channel_id]).get(send.channel_id)
    if channel is None or channel.health is not Health.CONNECTED:
        return
    opened = change is Change.OPENED
    words = f"the provider does not answer; messages wait ({detail})" if opened else ""
    if channel.health_detail != words:
        channels.change_health(channel, Health.CONNECTED, words)


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

    One that waited is sent. One in the middle of a call is a lost answer; a
    reaction is simply sent again.
    """
    now = clock()
    found = sends.abandoned(holder, now, now + lease)
    for send in found:
        if send.state is State.WAITING:
            enqueue(send)
            continue
        verdict: Verdict = Lost(CUT_OFF)
        if send.is_reaction:
            verdict = Later(failures.PROVIDER_DOWN, CUT_OFF, 0.0)
        result = step(verdict, send.failures + 1)
        check = next_check(0, now) if isinstance(verdict, Lost) else None
        sends.settle(send, send.attempts, result, check)
        if result.state is State.WAITING:
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
        result = _found(channel, send, sends, carrier) if channel else None
        known += result is not None
        sends.checked(send, result, next_check(send.checks + 1, clock()))
    return known


def _found(channel: Channel, send: Send, sends: Sends, carrier: Carrier) -> Step | None:
    """Return what follows if the provider has the part that was lost."""
    parts = plan(send, channel.kind)
    if len(send.done) >= len(parts):
        return None
    listed = list(carrier.look_up(channel, send, parts[len(send.done)]))
    taken = sends.taken_ids(listed) if listed else frozenset()
    free = [each for each in listed if each not in taken]
    if not free:
        return None
    return step(Accepted(free[0]), 1, more=len(send.done) + 1 < len(parts))
