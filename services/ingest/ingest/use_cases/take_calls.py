"""
Turn providers' calls into events and ledger entries.

The order is what makes a crash harmless: publish with confirms, then write
what is ours, then the caller acknowledges. A call that comes again publishes
the same event ids, and the ledger's entry is there already.
Source: docs/decisions/0007-inbound-publishes-before-the-ledger.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..domain.channels import Channel, Kind
from ..domain.events import DeliveryMoved, Event, MessageArrived
from ..domain.inbound import (
    Address,
    Call,
    Entry,
    Fate,
    Ignored,
    Part,
    Quarantined,
    Reported,
    Seen,
    Written,
)
from ..domain.transcripts import Line
from ..ports import Announcer, Channels, Clock, Ledger, Sends, Transcripts
from ..providers import readers


@dataclass(slots=True)
class _Batch:
    """What the calls of one batch come to."""

    entries: list[Entry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    reports: list[Reported] = field(default_factory=list)
    seen: list[tuple[Sequence[Line], Seen]] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """One part of a call and the channel it is for, None if unknown."""

    number: int
    part: Part
    channel: Channel | None

    @property
    def key(self) -> str:
        """The natural key over all channels; empty where there is none."""
        if self.channel is None or not isinstance(self.part, Written | Reported):
            return ""
        return f"{self.channel.channel_id}:{self.part.key}"


def take_calls(
    calls: Sequence[Call],
    *,
    channels: Channels,
    ledger: Ledger,
    announcer: Announcer,
    transcripts: Transcripts,
    sends: Sends,
    clock: Clock,
) -> list[Fate]:
    """
    Forward what *calls* say and record each with its fate, in their order.

    Safe to repeat. One part that makes no sense is quarantined alone.

    Raises:
        Unavailable: The broker or the database did not answer.
    """
    read = [readers.read(call) for call in calls]
    found = _find_channels(calls, read, channels)
    sorted_out = [
        [
            _Item(number, *_resolve(call, part, found))
            for number, part in enumerate(parts)
        ]
        for call, parts in zip(calls, read, strict=True)
    ]
    keys = {item.key for items in sorted_out for item in items if item.key}
    known = dict(ledger.known(keys)) if keys else {}
    batch = _Batch()
    fates = [
        _take(call, items, known, batch, channels, transcripts, clock)
        for call, items in zip(calls, sorted_out, strict=True)
    ]
    announcer.announce(batch.events)
    if batch.lines:
        transcripts.append(batch.lines, [])
    for lines, seen in batch.seen:
        transcripts.mark(lines, seen.status)
    if batch.reports:
        sends.confirm(batch.reports)
    ledger.add(batch.entries)
    return fates


def _find_channels(
    calls: Sequence[Call], read: Sequence[Sequence[Part]], channels: Channels
) -> Mapping[Address, Channel]:
    addresses = {
        part.address for parts in read for part in parts if part.address is not None
    }
    by_id = {a.channel_id for a in addresses if a.channel_id}
    by_provider = {a.provider_id for a in addresses if a.provider_id}
    by_id |= {call.target for call in calls if call.provider != "meta"}
    found: dict[Address, Channel] = {}
    for channel_id, channel in (channels.by_id(by_id) if by_id else {}).items():
        found[Address(channel_id=channel_id)] = channel
    if by_provider:
        for provider_id, channel in channels.by_provider_id(by_provider).items():
            found[Address(provider_id=provider_id)] = channel
    return found


def _resolve(
    call: Call, part: Part, found: Mapping[Address, Channel]
) -> tuple[Part, Channel | None]:
    """Return the part and its channel, quarantined if it has no right to it."""
    address = part.address
    if address is None:
        return part, None
    channel = found.get(address)
    if channel is None:
        return Quarantined("channel_unknown"), None
    if call.provider == "meta" and call.secret_print not in channel.secret_prints:
        # Signed by another app: it must not speak for this channel.
        return Quarantined("signed_by_another_app"), None
    return part, channel


def _take(
    call: Call,
    items: Sequence[_Item],
    known: dict[str, str],
    batch: _Batch,
    channels: Channels,
    transcripts: Transcripts,
    clock: Clock,
) -> Fate:
    entries: dict[str, Entry] = {}
    owner = _owner(call, items, channels)
    for item in items:
        channel = item.channel or owner
        account_id = channel.account_id if channel else ""
        entry = entries.setdefault(account_id, Entry(call, account_id))
        if item.channel and not entry.channel_id:
            entry.channel_id = item.channel.channel_id
        _take_item(call, item, entry, known, batch, transcripts, clock)
    batch.entries += entries.values()
    return min((e.fate for e in entries.values()), key=list(Fate).index)


def _owner(call: Call, items: Sequence[_Item], channels: Channels) -> Channel | None:
    """Return a channel of the account that may see what nobody could place."""
    for item in items:
        if item.channel is not None:
            return item.channel
    if call.provider != "meta":
        return channels.by_id([call.target]).get(call.target)
    return next(iter(channels.of_app(call.target, call.secret_print)), None)


def _take_item(
    call: Call,
    item: _Item,
    entry: Entry,
    known: dict[str, str],
    batch: _Batch,
    transcripts: Transcripts,
    clock: Clock,
) -> None:
    part, channel = item.part, item.channel
    if isinstance(part, Quarantined):
        entry.note(Fate.QUARANTINED, part.reason)
    elif isinstance(part, Ignored) or channel is None:
        entry.note(Fate.IGNORED, part.reason if isinstance(part, Ignored) else "")
    elif isinstance(part, Seen):
        lines = transcripts.unseen(
            channel.channel_id, part.visitor_id, part.up_to, part.status
        )
        batch.seen.append((lines, part))
        batch.events += _moved(call, part, lines, clock)
        entry.note(
            Fate.FORWARDED if lines else Fate.IGNORED, "" if lines else "no_news"
        )
    elif (
        known.setdefault(item.key, call.call_id) != call.call_id
        or item.key in entry.keys
    ):
        entry.note(Fate.DUPLICATE, "known_already")
    else:
        entry.keys.append(item.key)
        entry.note(Fate.FORWARDED)
        _forward(call, item.number, part, channel, batch, clock)


def _forward(
    call: Call,
    number: int,
    part: Written | Reported,
    channel: Channel,
    batch: _Batch,
    clock: Clock,
) -> None:
    event_id = f"{call.call_id}.{number}"
    if isinstance(part, Written):
        batch.events.append(
            MessageArrived(event_id, call.call_id, clock(), channel, part)
        )
        if channel.kind is Kind.WEBCHAT:
            batch.lines.append(_line(call, part, channel))
        return
    batch.events.append(
        DeliveryMoved(
            account_id=channel.account_id,
            channel_id=channel.channel_id,
            status=part.status,
            at=clock(),
            provider_time=part.provider_time,
            message_id=part.message_id,
            provider_message_id=part.provider_message_id,
            error_reason=part.error_reason,
            error_detail=part.error_detail,
            cause_id=call.call_id,
            event_id=event_id,
        )
    )
    if part.message_id:
        batch.reports.append(part)


def _line(call: Call, part: Written, channel: Channel) -> Line:
    return Line(
        account_id=channel.account_id,
        channel_id=channel.channel_id,
        visitor_id=call.visitor_id,
        from_visitor=True,
        message_id=part.client_id,
        text=part.text,
        at=part.provider_time,
    )


def _moved(
    call: Call, seen: Seen, lines: Sequence[Line], clock: Clock
) -> Iterator[DeliveryMoved]:
    for line in lines:
        yield DeliveryMoved(
            account_id=line.account_id,
            channel_id=line.channel_id,
            status=seen.status,
            at=clock(),
            provider_time=seen.provider_time,
            message_id=line.message_id,
            provider_message_id=line.message_id,
            cause_id=call.call_id,
        )
