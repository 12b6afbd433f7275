"""Compares what was sent with what is there: nothing lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .agents import Fate, Reply

SHOWN = 5  # examples named in a row

DELIVERED = frozenset({"sent", "delivered", "read"})
"""Statuses of a reply that say the customer's provider took it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one live screen showed; see `screen.Screen`."""

    name: str
    texts: Mapping[str, int]
    gaps: int
    reloads: int
    last: int
    notifications: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Evidence:
    """All that was observed, on both sides of Recado."""

    accepted: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    forged: set[str] = field(default_factory=set)
    forged_accepted: int = 0
    unknown_kinds: int = 0
    replies: Sequence[Reply] = ()
    inbound: Counter[str] = field(default_factory=Counter)
    """Stored messages of customers, by text."""

    unsupported: int = 0
    """Stored messages of kinds that Recado does not know."""

    outbound: Counter[str] = field(default_factory=Counter)
    """Stored replies, by text."""

    statuses: dict[str, str] = field(default_factory=dict)
    """Status of each stored reply, by text."""

    doubled_conversations: int = 0
    """Conversations beyond the first of one person on one channel."""

    received: Counter[str] = field(default_factory=Counter)
    """What arrived on the customers' phones, by text."""

    screens: Sequence[Seen] = ()
    dead: Mapping[str, Sequence[str]] = field(default_factory=dict)
    outbox: Mapping[str, int] = field(default_factory=dict)
    spooled: int = 0
    webhooks_owed: int = 0
    loads: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By attendant: the load routing says, the open conversations there are."""

    capacities: Mapping[str, int] = field(default_factory=dict)
    above_capacity: int = 0
    loads_repaired: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: what it is about, what was counted, what is wrong."""

    what: str
    counted: str
    wrong: int
    examples: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it for the JSON file."""
        return asdict(self)


def reconcile(evidence: Evidence) -> list[Row]:
    """Return every comparison; one whose `wrong` is not 0 is a discrepancy."""
    return [
        *_customers(evidence),
        *_screens(evidence),
        *_replies(evidence),
        *_left_over(evidence),
        *_routing(evidence),
    ]


def _row(what: str, counted: object, wrong: Iterable[str]) -> Row:
    found = sorted(wrong)
    return Row(what, str(counted), len(found), tuple(found[:SHOWN]))


def _customers(e: Evidence) -> list[Row]:
    stored = {text for text in e.inbound if text not in e.forged}
    unsupported = e.unsupported - e.unknown_kinds
    return [
        _row("messages never accepted", len(e.given_up), e.given_up - e.accepted),
        _row("accepted, yet not stored", len(e.accepted), e.accepted - stored),
        _row("stored more than once", len(stored), _doubled(e.inbound)),
        _row("stored, yet never sent", len(stored), stored - e.accepted - e.given_up),
        Row("unknown kinds stored once", str(e.unknown_kinds), abs(unsupported)),
        Row("forged, yet answered 200", str(len(e.forged)), e.forged_accepted),
        _row("forged, yet stored", len(e.forged), e.forged & e.inbound.keys()),
        Row("conversations doubled", "", e.doubled_conversations),
    ]


def _screens(e: Evidence) -> list[Row]:
    rows = []
    wanted = e.accepted | {r.text for r in e.replies if r.text in e.outbound}
    for seen in e.screens:
        missing = wanted - seen.texts.keys()
        doubled = wanted.intersection(_doubled(seen.texts))
        rows += [
            _row(f"not shown to {seen.name}", len(seen.texts), missing),
            _row(f"shown to {seen.name} more than once", len(seen.texts), doubled),
            Row(f"gaps in {seen.name}'s positions", f"up to {seen.last}", seen.gaps),
            Row(f"{seen.name} told to reload", "", seen.reloads),
            _row(
                f"{seen.name} notified more than once",
                len(seen.notifications),
                _doubled(seen.notifications),
            ),
        ]
    apart = len({seen.last for seen in e.screens} or {0}) - 1
    return [*rows, Row("screens at another position", str(len(e.screens)), apart)]


def _replies(e: Evidence) -> list[Row]:
    told = {fate: {r.text for r in e.replies if r.fate is fate} for fate in Fate}
    stored = e.outbound.keys() & {r.text for r in e.replies}
    taken = {t for t in stored if e.statuses.get(t) in DELIVERED}
    failed = {t for t in stored if e.statuses.get(t) == "failed"}
    queued = {t for t in stored if e.statuses.get(t) == "queued"}
    unknown = len(stored - taken - failed - queued)
    got = e.received.keys()
    accepted = told[Fate.ACCEPTED]
    return [
        _row("replies accepted, yet not stored", len(accepted), accepted - stored),
        _row("replies stored more than once", len(stored), _doubled(e.outbound)),
        _row(
            "replies refused, yet stored",
            len(told[Fate.REFUSED]),
            told[Fate.REFUSED] & stored,
        ),
        _row("replies never answered", len(e.replies), told[Fate.UNANSWERED]),
        _row("replies still queued", len(stored), queued),
        _row("replies sent, yet not received", len(taken), taken - got),
        _row("replies failed, yet received", len(failed), failed & got),
        _row("replies received more than once", len(got), _doubled(e.received)),
        Row("replies visibly unknown (allowed)", str(unknown), 0),
    ]


def _left_over(e: Evidence) -> list[Row]:
    dead = [f"{service}: {each}" for service, all_ in e.dead.items() for each in all_]
    outbox = sum(e.outbox.values())
    return [
        _row("dead letters", ", ".join(e.dead), dead),
        Row("events left in outboxes", ", ".join(e.outbox), outbox),
        Row("calls left in the spool", "", e.spooled),
        Row("webhooks the provider still owes", "", e.webhooks_owed),
    ]


def _routing(e: Evidence) -> list[Row]:
    wrong = [
        f"{n}: {load}, has {has}" for n, (load, has) in e.loads.items() if load != has
    ]
    above = [
        f"{name}: {has} of {e.capacities[name]}"
        for name, (_, has) in e.loads.items()
        if 0 < e.capacities.get(name, 0) < has
    ]
    held = sum(has for _, has in e.loads.values())
    return [
        _row("loads unlike what is held", held, wrong),
        _row("attendants above capacity", len(e.loads), above),
        Row("routing_agents_above_capacity", "", e.above_capacity),
        Row("loads that routing had to mend", "", e.loads_repaired),
    ]


def _doubled(counts: Mapping[str, int]) -> list[str]:
    return [text for text, count in counts.items() if count > 1]
