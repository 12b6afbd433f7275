"""Fetch messages whose call got lost on its way to us."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from chassis import ids

from ..domain.channels import Channel, Kind
from ..domain.inbound import Call
from ..domain.missed import Listed
from ..ports import Channels, Clock, Ledger, Mailbox, Turns

EVERY = timedelta(minutes=5)
"""How often the list of a channel is read."""

ON_ITS_WAY = timedelta(minutes=2)
"""How long a call may take to reach us; before that nothing is missed."""

FIRST_LOOK = timedelta(hours=24)
"""How far back the first reading of a channel goes."""


def fetch_missed(
    *,
    channels: Channels,
    turns: Turns,
    mailbox: Mailbox,
    ledger: Ledger,
    take: Callable[[Sequence[Call]], Any],
    clock: Clock,
) -> int:
    """
    Take in what Twilio has and we have not; return how many.

    They go the way of every call: what a late call brings all the same is
    recognised by its natural key.
    """
    missed = 0
    for channel in channels.all():
        if channel.kind is Kind.WHATSAPP_TWILIO and not channel.stopped:
            missed += _of_channel(
                channel,
                turns=turns,
                mailbox=mailbox,
                ledger=ledger,
                take=take,
                clock=clock,
            )
    return missed


def _of_channel(
    channel: Channel,
    *,
    turns: Turns,
    mailbox: Mailbox,
    ledger: Ledger,
    take: Callable[[Sequence[Call]], Any],
    clock: Clock,
) -> int:
    now, name = clock(), f"missed:{channel.channel_id}"
    first = max(now - FIRST_LOOK, channel.create_time)
    since = turns.take(name, now, EVERY, first)
    if since is None:
        return 0
    up_to = now - ON_ITS_WAY
    listed = mailbox.inbound(channel, since)
    if listed is None:
        return 0
    due = [each for each in listed if each.made <= up_to]
    calls = _calls(channel, _unknown(channel, due, ledger), mailbox)
    if calls is None:
        return 0
    if calls:
        take(calls)
    turns.done(name, up_to)
    return len(calls)


def _unknown(
    channel: Channel, listed: Sequence[Listed], ledger: Ledger
) -> list[Listed]:
    keys = {f"{channel.channel_id}:m:{each.message_sid}": each for each in listed}
    known = ledger.known(keys) if keys else {}
    return [each for key, each in keys.items() if key not in known]


def _calls(
    channel: Channel, listed: Sequence[Listed], mailbox: Mailbox
) -> list[Call] | None:
    """Return the calls that should have come; None if they cannot be told yet."""
    calls = []
    for each in listed:
        media = mailbox.media(channel, each)
        if media is None:
            return None
        calls.append(
            Call(
                call_id=ids.new("pc"),
                provider="twilio",
                target=channel.channel_id,
                body=each.body(media),
                content_type="application/x-www-form-urlencoded",
                # So that a late message does not open a window it should not.
                receive_time=each.made,
            )
        )
    return calls
