"""How a conversation finds its attendant: methods, policies and the choice."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from .attendant import Attendant, Channel, Rule, ruled_out_by

Draw = Callable[[int], int]
"""Returns a whole number from 0 to its argument, exclusive, each as likely."""

LOGGED_CANDIDATES = 200
"""Most candidates that a decision remembers; the eligible come first."""


class Method(enum.StrEnum):
    """Who receives a conversation that opened (DST-1)."""

    MANUAL = "manual"
    OWNER = "owner"
    FEWEST = "fewest"
    RANDOM = "random"


class ReopenPolicy(enum.StrEnum):
    """Where a conversation lands that reopened by itself (LIF-6)."""

    KEEP_ASSIGNEE = "keep_assignee"
    REDISTRIBUTE = "redistribute"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class Distribution:
    """The settings of an account. `version` is 0 until somebody changes them."""

    method: Method = Method.MANUAL
    reopen_policy: ReopenPolicy = ReopenPolicy.KEEP_ASSIGNEE
    version: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a decision looked at; `ruled_out_by` is None if eligible."""

    user_id: str
    load: int
    ruled_out_by: Rule | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, if anybody, and who was looked at."""

    user_id: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """
    What a conversation asks of whoever gets it.

    `owner_id` is the owner of its CRM contact; empty when it has none.
    """

    channel: Channel | None
    sector_id: str = ""
    owner_id: str = ""


def choose(
    method: Method,
    attendants: Mapping[str, Attendant],
    needs: Needs,
    *,
    draw: Draw,
) -> Choice:
    """
    Choose who gets a conversation by *method*, or nobody if nobody may.

    *attendants* are by user id. Under `owner` only the owner is looked at;
    under `manual` nobody is. The choice never depends on their order.
    """
    if method is Method.MANUAL:
        return Choice()
    if method is Method.OWNER:
        return only(needs.owner_id, attendants, needs)
    return _choose_among(method, attendants.values(), needs, draw)


def only(user_id: str, attendants: Mapping[str, Attendant], needs: Needs) -> Choice:
    """
    Choose *user_id* if they may have the conversation, else nobody.

    Somebody who is not among *attendants* was deactivated or never existed.
    """
    if not user_id:
        return Choice()
    found = attendants.get(user_id)
    if found is None:
        return Choice(candidates=(Candidate(user_id, 0, Rule.INACTIVE),))
    rule = ruled_out_by(found, channel=needs.channel, sector_id=needs.sector_id)
    return Choice(
        user_id="" if rule else user_id,
        candidates=(Candidate(user_id, found.load, rule),),
    )


def fewest(eligible: Iterable[Attendant]) -> Attendant:
    """
    Return the one with the fewest conversations in progress.

    Equals: whoever was never given one, then whoever was given one longest
    ago, then the lowest id.

    Source: SPEC DST-4, DST-11.
    """
    return min(eligible, key=lambda a: (a.load, a.assign_time, a.user_id))


def _choose_among(
    method: Method, attendants: Iterable[Attendant], needs: Needs, draw: Draw
) -> Choice:
    online = method is Method.RANDOM
    eligible, ruled_out = [], []
    for a in attendants:
        rule = ruled_out_by(
            a,
            channel=needs.channel,
            sector_id=needs.sector_id,
            must_be_online=online,
        )
        if rule is None:
            eligible.append(a)
        else:
            ruled_out.append(Candidate(a.user_id, a.load, rule))
    looked_at = [Candidate(a.user_id, a.load) for a in eligible] + ruled_out
    choice = Choice(candidates=tuple(looked_at[:LOGGED_CANDIDATES]))
    if not eligible:
        return choice
    if method is Method.FEWEST:
        return replace(choice, user_id=fewest(eligible).user_id)
    # A fixed order first, so that a seeded draw means the same every time.
    eligible.sort(key=lambda a: a.user_id)
    return replace(choice, user_id=eligible[draw(len(eligible))].user_id)


@dataclass(frozen=True, slots=True)
class Reach:
    """
    Waiting conversations that somebody is eligible for now.

    Those that wait by `method` on one of `channel_ids`, and, under the owner
    method, for one of `owner_ids`; `owner_ids` is empty under the others.
    """

    method: Method
    channel_ids: frozenset[str]
    owner_ids: frozenset[str] = frozenset()


def reach(attendants: Iterable[Attendant], channels: Iterable[Channel]) -> list[Reach]:
    """
    Say which waiting conversations *attendants* could be given.

    Asking for these only, nobody waits behind older ones that nobody may
    have. Empty when no attendant is free.
    """
    known = list(channels)
    free: dict[frozenset[str], list[Attendant]] = defaultdict(list)
    for a in attendants:
        if a.is_attendant and a.available and a.has_room:
            free[frozenset(c.channel_id for c in known if a.sees(c))].append(a)
    found = [
        Reach(Method.OWNER, ids, frozenset(a.user_id for a in group))
        for ids, group in free.items()
    ]
    found.append(Reach(Method.FEWEST, frozenset().union(*free)))
    online = (ids for ids, group in free.items() if any(a.online for a in group))
    found.append(Reach(Method.RANDOM, frozenset().union(*online)))
    return [r for r in found if r.channel_ids]
