"""
Turn providers' calls into events and ledger entries.

The order is what makes a crash harmless: publish with confirms, then write
what is ours, then the caller acknowledges. A call that comes again publishes
the same event ids, and the ledger's entry is there already.
Source: docs/decisions/0007-inbound-publishes-before-the-ledger.md
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from ..ports import Announcer, Clock, KnownChannels, Ledger, Sends, Transcripts
from ..providers import readers

ORDER = tuple(Fate)


@dataclass(frozen=True, slots=True)
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


@dataclass(slots=True)
class _Batch:
    """What the calls of one batch come to. `known` maps keys to call ids."""

    known: dict[str, str]
    channels: KnownChannels
    transcripts: Transcripts
    clock: Clock
    entries: list[Entry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    reports: list[Reported] = field(default_factory=list)
    seen: list[tuple[Sequence[Line], Seen]] = field(default_factory=list)


def take_calls(
    calls: Sequence[Call],
    *,
    channels: KnownChannels,
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
    placed = _place(calls, channels)
    keys = {item.key for items in placed for item in items if item.key}
    known = dict(ledger.known(keys)) if keys else {}
    batch = _Batch(known, channels, transcripts, clock)
    fates = [
        _take(call, items, batch) for call, items in zip(calls, placed, strict=True)
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


def _place(calls: Sequence[Call], channels: KnownChannels) -> list[list[_Item]]:
    """Read the calls and find the channel of each part."""
    read = [(call, readers.read(call)) for call in calls]
    found = _find(read, channels)
    if any(_stale(call, part, found) for call, parts in read for part in parts):
        # The app's secret may have been changed a moment ago.
        channels.forget()
        found = _find(read, channels)
    return [
        [
            _Item(number, *_resolve(call, part, found))
            for number, part in enumerate(parts)
        ]
        for call, parts in read
    ]


def _find(
    read: Sequence[tuple[Call, Sequence[Part]]], channels: KnownChannels
) -> Mapping[Address, Channel]:
    addresses = {
        part.address for _, parts in read for part in parts if part.address is not None
    }
    by_id = {each.channel_id for each in addresses if each.channel_id}
    by_provider = {each.provider_id for each in addresses if each.provider_id}
    found: dict[Address, Channel] = {}
    if by_id:
        for channel_id, channel in channels.by_id(by_id).items():
            found[Address(channel_id=channel_id)] = channel
    if by_provider:
        for provider_id, channel in channels.by_provider_id(by_provider).items():
            found[Address(provider_id=provider_id)] = channel
    return found


def _stale(call: Call, part: Part, found: Mapping[Address, Channel]) -> bool:
    channel = found.get(part.address) if part.address else None
    return channel is not None and not _entitled(call, channel)


def _entitled(call: Call, channel: Channel) -> bool:
    """Tell whether who signed *call* may speak for *channel*."""
    return call.provider != "meta" or call.secret_print in channel.secret_prints


def _resolve(
    call: Call, part: Part, found: Mapping[Address, Channel]
) -> tuple[Part, Channel | None]:
    """Return the part and its channel, quarantined if it has no right to it."""
    if part.address is None:
        return part, None
    channel = found.get(part.address)
    if channel is None:
        return Quarantined("channel_unknown"), None
    if not _entitled(call, channel):
        return Quarantined("signed_by_another_app"), None
    return part, channel


def _take(call: Call, items: Sequence[_Item], batch: _Batch) -> Fate:
    entries: dict[str, Entry] = {}
    owner = _owner(call, items, batch.channels)
    for item in items:
        channel = item.channel or owner
        account_id = channel.account_id if channel else ""
        entry = entries.setdefault(account_id, Entry(call, account_id))
        if item.channel and not entry.channel_id:
            entry.channel_id = item.channel.channel_id
        _take_item(call, item, entry, batch)
    batch.entries += entries.values()
    return min((entry.fate for entry in entries.values()), key=ORDER.index)


def _owner(
    call: Call, items: Sequence[_Item], channels: KnownChannels
) -> Channel | None:
    """Return a channel of the account that may see what nobody could place."""
    for item in items:
        if item.channel is not None:
            return item.channel
    if call.provider != "meta":
        return channels.by_id([call.target]).get(call.target)
    return next(iter(channels.of_app(call.target, call.secret_print)), None)


def _take_item(call: Call, item: _Item, entry: Entry, batch: _Batch) -> None:
    part, channel = item.part, item.channel
    if isinstance(part, Quarantined):
        entry.note(Fate.QUARANTINED, part.reason)
    elif isinstance(part, Ignored):
        entry.note(Fate.IGNORED, part.reason)
    elif channel is None:
        entry.note(Fate.QUARANTINED, "channel_unknown")
    elif isinstance(part, Seen):
        _take_seen(call, part, channel, entry, batch)
    elif batch.known.setdefault(item.key, call.call_id) != call.call_id:
        entry.note(Fate.DUPLICATE, "known_already")
    elif item.key in entry.keys:
        entry.note(Fate.DUPLICATE, "twice_in_one_call")
    else:
        entry.keys.append(item.key)
        entry.note(Fate.FORWARDED)
        _forward(call, item.number, part, channel, batch)


def _take_seen(
    call: Call, seen: Seen, channel: Channel, entry: Entry, batch: _Batch
) -> None:
    lines = batch.transcripts.unseen(
        channel.channel_id, seen.visitor_id, seen.up_to, seen.status
    )
    if not lines:
        entry.note(Fate.IGNORED, "no_news")
        return
    batch.seen.append((lines, seen))
    batch.events += [_moved(call, seen, line, batch.clock) for line in lines]
    entry.note(Fate.FORWARDED)


def _forward(
    call: Call, number: int, part: Written | Reported, channel: Channel, batch: _Batch
) -> None:
    event_id = f"{call.call_id}.{number}"
    at = batch.clock()
    if isinstance(part, Written):
        batch.events.append(MessageArrived(event_id, call.call_id, at, channel, part))
        if channel.kind is Kind.WEBCHAT:
            batch.lines.append(_line(call, part, channel))
        return
    batch.events.append(
        DeliveryMoved(
            account_id=channel.account_id,
            channel_id=channel.channel_id,
            status=part.status,
            at=at,
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


def _moved(call: Call, seen: Seen, line: Line, clock: Clock) -> DeliveryMoved:
    return DeliveryMoved(
        account_id=line.account_id,
        channel_id=line.channel_id,
        status=seen.status,
        at=clock(),
        provider_time=seen.provider_time,
        message_id=line.message_id,
        provider_message_id=line.message_id,
        cause_id=call.call_id,
        event_id=f"{call.call_id}.{line.sequence}",
    )
