"""Ask providers about people whose calls name them by an id alone (MSG-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from ..domain.errors import ProviderDown
from ..domain.people import Person
from ..ports import Channels, Clock
from ..ports_inbound import People, Profiles

AT_ONCE = 20
"""People asked about in one go."""

LEASE = timedelta(minutes=1)
"""How long one that a stopped process had in hand is left alone."""


def look_up_people(
    *, people: People, profiles: Profiles, channels: Channels, clock: Clock
) -> list[str]:
    """
    Ask about those who are due; return what became of each.

    `known`, `none` (the provider does not tell), `later` (it did not answer).
    Safe to repeat: asking changes nothing. Once a channel's provider does not
    answer, the others of that channel wait, so that it holds nobody else up.
    """
    asking = _Asking(people, profiles, channels, clock)
    return [asking.about(person) for person in _due(people, clock)]


def _due(people: People, clock: Clock) -> Iterator[Person]:
    for _ in range(AT_ONCE):
        person = people.take_due(clock(), clock() + LEASE)
        if person is None:
            return
        yield person


@dataclass(frozen=True, slots=True)
class _Asking:
    """One go; `away` are channels whose provider did not answer in it."""

    people: People
    profiles: Profiles
    channels: Channels
    clock: Clock
    away: set[str] = field(default_factory=set)

    def about(self, person: Person) -> str:
        """Ask about one person; return what became of it."""
        channel_id = person.channel_id
        if channel_id in self.away:
            return self._later(person)
        channel = self.channels.by_id([channel_id]).get(channel_id)
        if channel is None or channel.stopped:
            self.people.rest(person)
            return "none"
        try:
            found = self.profiles.of(channel, person)
        except ProviderDown:
            self.away.add(channel_id)
            return self._later(person)
        if found is None:
            self.people.rest(person)
            return "none"
        self.people.learn(person, channel, found)
        return "known"

    def _later(self, person: Person) -> str:
        self.people.postpone(person, self.clock() + person.delay)
        return "later"
