"""
Turn providers' calls into events and ledger entries.

The order is what makes a crash harmless: publish with confirms, then write
what is ours, then the caller acknowledges. A call that comes again publishes
the same event ids, and the ledger's entry is there already.
Source: docs/decisions/0007-inbound-publishes-before-the-ledger.md
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..domain.inbound import Call, Entry, Fate, Ignored, Quarantined, Seen, Written
from ..domain.news import Echoed, Part, ReadUpTo
from ..domain.people import NAMELESS, Person
from .batch import Batch, Outside, Place
from .forwarding import forward, is_known_echo
from .placing import Item, owner, place
from .receipts import read_up_to, see

ORDER = tuple(Fate)


def take_calls(calls: Sequence[Call], outside: Outside) -> list[Fate]:
    """
    Forward what *calls* say and record each with its fate, in their order.

    Safe to repeat. One part that makes no sense is quarantined alone.

    Raises:
        Unavailable: The broker or the database did not answer.
    """
    placed = place(calls, outside.channels)
    batch = _batch(placed, outside)
    fates = [
        _take(call, items, batch) for call, items in zip(calls, placed, strict=True)
    ]
    outside.announcer.announce(batch.events)
    _store(batch)
    return fates


def _batch(placed: Sequence[Sequence[Item]], outside: Outside) -> Batch:
    keys = {item.key for items in placed for item in items if item.key}
    echoes = {
        item.part.provider_message_id
        for items in placed
        for item in items
        if isinstance(item.part, Echoed)
    }
    wrote, got = _nameless(placed, _writers), _nameless(placed, _receivers)
    return Batch(
        outside,
        known=dict(outside.ledger.known(keys)) if keys else {},
        taken=outside.sends.taken_ids(echoes) if echoes else frozenset(),
        people=outside.people.known(wrote | got) if wrote or got else {},
        nameless=sorted(wrote, key=lambda each: each.key),
    )


def _nameless(
    placed: Sequence[Sequence[Item]], keys: Callable[[Part], Sequence[str]]
) -> set[Person]:
    """Return those of *keys* whom their provider names by an id alone."""
    return {
        Person(item.channel.account_id, item.channel.channel_id, key)
        for items in placed
        for item in items
        if item.channel and item.channel.kind in NAMELESS
        for key in keys(item.part)
    }


def _writers(part: Part) -> Sequence[str]:
    return part.sender.keys if isinstance(part, Written) else ()


def _receivers(part: Part) -> Sequence[str]:
    return part.recipient.keys if isinstance(part, Echoed) else ()


def _store(batch: Batch) -> None:
    """Write what is ours, the ledger last: with it the calls are done."""
    outside = batch.outside
    if batch.nameless:
        # Announced by now: a name must not overtake who it is of.
        outside.people.expect(batch.nameless)
    if batch.lines:
        outside.transcripts.append(batch.lines, [])
    for lines, seen in batch.seen:
        outside.transcripts.mark(lines, seen.status)
    for channel, message_id, files in batch.files:
        outside.files.expect(channel, message_id, files)
    if batch.notices:
        outside.notices.add(batch.notices)
    for channel, told in batch.templates:
        outside.templates.tell(channel, told)
    if batch.reports:
        outside.sends.confirm(batch.reports)
    for message_ids, status in batch.reached:
        outside.sent.advance(message_ids, status)
    outside.ledger.add(batch.entries)


def _take(call: Call, items: Sequence[Item], batch: Batch) -> Fate:
    entries: dict[str, Entry] = {}
    fallback = owner(call, items, batch.outside.channels)
    for item in items:
        channel = item.channel or fallback
        account_id = channel.account_id if channel else ""
        entry = entries.setdefault(account_id, Entry(call, account_id))
        if item.channel and not entry.channel_id:
            entry.channel_id = item.channel.channel_id
        _take_item(call, item, entry, batch)
    batch.entries += entries.values()
    return min((entry.fate for entry in entries.values()), key=ORDER.index)


def _take_item(call: Call, item: Item, entry: Entry, batch: Batch) -> None:
    part = item.part
    if isinstance(part, Quarantined):
        entry.note(Fate.QUARANTINED, part.reason)
    elif isinstance(part, Ignored):
        entry.note(Fate.IGNORED, part.reason)
    elif item.channel is None:
        entry.note(Fate.QUARANTINED, "channel_unknown")
    else:
        where = Place(call, item.number, item.channel, item.several)
        if isinstance(part, Seen):
            see(part, where, entry, batch)
        elif isinstance(part, ReadUpTo):
            # Repeated, it may find messages that were not sent before.
            read_up_to(part, where, entry, batch)
        elif batch.known.setdefault(item.key, call.call_id) != call.call_id:
            entry.note(Fate.DUPLICATE, "known_already")
        elif item.key in entry.keys:
            entry.note(Fate.DUPLICATE, "twice_in_one_call")
        elif isinstance(part, Echoed) and is_known_echo(part, batch):
            entry.note(Fate.IGNORED, "own_echo")
        else:
            entry.keys.append(item.key)
            entry.note(Fate.FORWARDED)
            forward(part, where, batch)
