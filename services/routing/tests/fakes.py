"""In-memory ports. Each is held to its port's contract, like the real one."""

from __future__ import annotations

import threading
from collections import Counter
from copy import copy, deepcopy
from dataclasses import replace

from chassis.errors import Conflict
from routing.domain.distribution import Distribution, Method
from routing.domain.errors import SectorNameTaken


class State:
    """All that is stored, of every account."""

    def __init__(self):
        self.assignments = {}
        self.decisions = {}
        self.attendants = {}
        self.profile_times = {}
        self.excused = {}
        self.changed = set()
        self.channels = {}
        self.change_times = {}
        self.owners = {}
        self.sectors = {}
        self.requests = {}
        self.distributions = {}
        self.published = []

    def __copy__(self):
        """Nothing stored is changed in place, so the containers are enough."""
        other = State()
        for name, value in vars(self).items():
            setattr(other, name, copy(value))
        return other


class FakeStore:
    """Steps happen one after another; one that raises leaves no trace."""

    def __init__(self):
        self.state = State()
        self._lock = threading.Lock()

    @property
    def published(self):
        return self.state.published

    def read(self, account_id):
        return FakeTransaction(self.state, account_id)

    def change(self, account_id, work):
        with self._lock:
            state = copy(self.state)
            result = work(FakeTransaction(state, account_id))
            self.state = state
            return result


class FakeTransaction:
    def __init__(self, state, account_id):
        self._state = state
        self._account_id = account_id

    def _mine(self, things):
        return [x for x in things.values() if x.account_id == self._account_id]

    def assignments(self, conversation_ids):
        found = {
            a.conversation_id: deepcopy(a)
            for a in self._mine(self._state.assignments)
            if a.conversation_id in conversation_ids
        }
        for a in found.values():
            a.loaded_mark = (a.version, a.sequence)
        return found

    def distribution(self):
        return self._state.distributions.get(self._account_id, Distribution())

    def channels(self, channel_ids):
        mine = self._mine(self._state.channels)
        return {c.channel_id: c for c in mine if c.channel_id in channel_ids}

    def all_channels(self):
        return self._mine(self._state.channels)

    def attendants(self, user_ids=None):
        return [
            a
            for a in self._mine(self._state.attendants)
            if (a.active if user_ids is None else a.user_id in user_ids)
        ]

    def everybody(self):
        mine = self._mine(self._state.attendants)
        return sorted(mine, key=lambda a: (a.name.casefold(), a.user_id))

    def owners(self, conversation_ids):
        return {
            key[1]: owner
            for key, owner in self._state.owners.items()
            if key[0] == self._account_id and key[1] in conversation_ids
        }

    def sectors(self):
        mine = self._mine(self._state.sectors)
        return sorted(mine, key=lambda s: s.name.casefold())

    def decisions(self, conversation_id, limit):
        made = self._state.decisions.get((self._account_id, conversation_id), ())
        numbered = [(f"dc_{n:06}", decision) for n, decision in enumerate(made)]
        return numbered[::-1][:limit]

    def _assigned(self, wanted, key, limit):
        found = [a for a in self._mine(self._state.assignments) if wanted(a)]
        ids = [a.conversation_id for a in sorted(found, key=key)[:limit]]
        return list(self.assignments(ids).values())

    def waiting(self, reaches, limit):
        def within(a):
            return a.wait is not None and any(
                a.wait.method is r.method
                and a.channel_id in r.channel_ids
                and (r.method is not Method.OWNER or a.wait.owner_id in r.owner_ids)
                for r in reaches
            )

        found = self._assigned(within, lambda a: a.wait.since, limit)
        return sorted(found, key=lambda a: a.wait.since)

    def awaiting_owner(self, limit):
        return self._assigned(
            lambda a: a.owner_wait is not None, lambda a: a.owner_wait.until, limit
        )

    def held(self, *, channel_ids=None, user_id="", except_user_id="", limit):
        return self._assigned(
            lambda a: (
                a.holder_id
                and (channel_ids is None or a.channel_id in channel_ids)
                and (not user_id or a.holder_id == user_id)
                and a.holder_id != except_user_id
            ),
            lambda a: a.conversation_id,
            limit,
        )

    def count_held(self, user_id):
        mine = self._mine(self._state.assignments)
        return sum(a.holder_id == user_id for a in mine)

    def save(self, assignments, roster):
        for assignment in assignments:
            self._save(assignment)
        for user_id, change in roster.changes.items():
            self._change_load(user_id, change)

    def _save(self, assignment):
        present = self._state.assignments.get(assignment.conversation_id)
        mark = present and (present.version, present.sequence)
        if mark != assignment.loaded_mark:
            raise Conflict("somebody else changed assignments meanwhile")
        stored = deepcopy(assignment)
        self._state.published += stored.events
        key = (self._account_id, stored.conversation_id)
        before = self._state.decisions.get(key, ())
        self._state.decisions[key] = (*before, *stored.decisions)
        stored.events, stored.decisions = [], []
        self._state.assignments[stored.conversation_id] = stored

    def _change_load(self, user_id, change):
        present = self._state.attendants.get(user_id)
        if change.given:
            if not may_be_given(present, change):
                raise Conflict("somebody else changed attendants meanwhile")
            present = replace(present, assign_time=change.assign_time)
        elif present is None or present.load + change.delta < 0:
            return
        if change.given or change.delta:
            self._state.attendants[user_id] = replace(
                present, load=present.load + change.delta
            )
            self._state.changed.add(user_id)

    def save_attendant(self, attendant, *, profile_time):
        present = self._state.attendants.get(attendant.user_id, attendant)
        self._state.attendants[attendant.user_id] = replace(
            present,
            name=attendant.name,
            active=attendant.active,
            may_inbox=attendant.may_inbox,
        )
        self._state.profile_times[attendant.user_id] = profile_time

    def profile_time(self, user_id):
        return self._state.profile_times.get(user_id)

    def change_attendant(self, user_id, *, capacity=None, **facts):
        present = self._state.attendants[user_id]
        if capacity is not None:
            facts["capacity"] = capacity
            over = present.load if present.load > capacity else 0
            self._state.excused[user_id] = over
        self._state.attendants[user_id] = replace(
            present, **{k: v for k, v in facts.items() if v is not None}
        )

    def set_online(self, user_ids, *, online):
        changed = [a for a in self.attendants(user_ids) if a.online != online]
        for a in changed:
            self._state.attendants[a.user_id] = replace(a, online=online)
        return self.attendants([a.user_id for a in changed])

    def set_load(self, user_id, load):
        present = self._state.attendants[user_id]
        self._state.attendants[user_id] = replace(present, load=load)
        self._state.changed.add(user_id)

    def take_changed(self, limit):
        mine = [a for a in self.everybody() if a.user_id in self._state.changed][:limit]
        self._state.changed -= {a.user_id for a in mine}
        return mine

    def tell(self, events):
        self._state.published += events

    def save_channel(self, channel, *, change_time):
        if self._state.change_times.get(channel.channel_id, change_time) > change_time:
            return False
        self._state.channels[channel.channel_id] = channel
        self._state.change_times[channel.channel_id] = change_time
        return True

    def save_owners(self, owners, *, known=()):
        for owner in owners:
            key = self._account_id, owner.conversation_id
            if (key in self._state.owners) != (owner.conversation_id in known):
                raise Conflict("somebody else noted the owner meanwhile")
            self._state.owners[self._account_id, owner.conversation_id] = owner

    def save_distribution(self, distribution):
        self._state.distributions[self._account_id] = distribution

    def save_sector(self, sector, *, request_id):
        made = self._state.requests.get((self._account_id, request_id))
        if request_id and made:
            return self._state.sectors[made]
        for other in self.sectors():
            same = other.name.casefold() == sector.name.casefold()
            if same and other.sector_id != sector.sector_id:
                raise SectorNameTaken("another sector has this name", name=sector.name)
        self._state.sectors[sector.sector_id] = sector
        self._state.requests[self._account_id, request_id] = sector.sector_id
        return sector


def may_be_given(attendant, change):
    """Tell whether the attendant may be given what the change says, right now."""
    return (
        attendant is not None
        and attendant.active
        and attendant.available
        and (attendant.is_attendant or not change.must_be_attendant)
        and (attendant.online or not change.must_be_online)
        and attendant.capacity == change.capacity
        and (
            attendant.capacity == 0
            or attendant.load + change.delta <= attendant.capacity
        )
    )


class FakePresence:
    def __init__(self):
        self.replicas = {}
        self.left = {}

    def report(self, replica_id, users, at):
        present = {user_id for _, user_id in users}
        _, before = self.replicas.get(replica_id, (at, set()))
        left = self.left.setdefault(replica_id, {})
        left.update(dict.fromkeys(before, at))
        for user_id in present:
            left.pop(user_id, None)
        self.replicas[replica_id] = (at, present)

    def alive(self, users, since):
        seen = set()
        for replica_id, (at, present) in self.replicas.items():
            if at > since:
                seen |= present
                seen |= {u for u, t in self.left[replica_id].items() if t > since}
        return seen & {user_id for _, user_id in users}

    def forget(self, before):
        self.replicas = {r: v for r, v in self.replicas.items() if v[0] >= before}


class FakeChores:
    def __init__(self, store):
        self._store = store

    @property
    def _state(self):
        return self._store.state

    def accounts_waiting(self):
        return sorted(
            {
                a.account_id
                for a in self._state.assignments.values()
                if a.wait is not None or a.owner_wait is not None
            }
        )

    def accounts_with_changes(self):
        return sorted(
            {self._state.attendants[u].account_id for u in self._state.changed}
        )

    def online(self):
        everybody = self._state.attendants.values()
        return [(a.account_id, a.user_id) for a in everybody if a.online]

    def _held(self):
        return [a for a in self._state.assignments.values() if a.holder_id]

    def wrong_loads(self):
        held = Counter((a.account_id, a.holder_id) for a in self._held())
        return [
            (a.account_id, a.user_id)
            for a in self._state.attendants.values()
            if a.load != held[a.account_id, a.user_id]
        ]

    def above_capacity(self):
        return sum(
            a.capacity > 0
            and a.load > max(a.capacity, self._state.excused.get(a.user_id, 0))
            for a in self._state.attendants.values()
        )

    def misplaced(self):
        users, channels = self._state.attendants, self._state.channels
        return sorted(
            {
                (a.account_id, a.holder_id, a.channel_id)
                for a in self._held()
                if a.holder_id in users
                and a.channel_id in channels
                and not users[a.holder_id].sees(channels[a.channel_id])
            }
        )
