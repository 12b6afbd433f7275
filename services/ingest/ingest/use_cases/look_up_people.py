"""Ask providers about people whose calls name them by an id alone (MSG-4)."""

from __future__ import annotations

from collections.abc import Iterator
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
    Safe to repeat: asking changes nothing.
    """
    return [
        _look_up(person, people, profiles, channels, clock)
        for person in _due(people, clock)
    ]


def _due(people: People, clock: Clock) -> Iterator[Person]:
    for _ in range(AT_ONCE):
        person = people.take_due(clock(), clock() + LEASE)
        if person is None:
            return
        yield person


def _look_up(
    person: Person,
    people: People,
    profiles: Profiles,
    channels: Channels,
    clock: Clock,
) -> str:
    channel = channels.by_id([person.channel_id]).get(person.channel_id)
    if channel is None or channel.stopped:
        people.rest(person)
        return "none"
    try:
        found = profiles.of(channel, person)
    except ProviderDown:
        people.postpone(person, clock() + person.delay)
        return "later"
    if found is None:
        people.rest(person)
        return "none"
    people.learn(person, channel, found)
    return "known"
