"""
Rolls, remembered for a moment.

Every look-up of a session needs its account's roll; a hundred pages of one
account would read the same users a hundred times within seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from .domain.people import Account, Roll, User
from .ports import People

T = TypeVar("T")

RECENT = 1.0
"""Seconds that a roll is good for. Adds to `signed_in.RECENT`."""


class RecentRolls:
    """The `People` port; what is changed here is read anew at once."""

    def __init__(
        self, people: People, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._people = people
        self._monotonic = monotonic
        self._rolls: dict[str, tuple[Roll, float]] = {}

    def create(self, roll: Roll) -> None:
        """See the port."""
        self._people.create(roll)

    def edit(self, account_id: str, work: Callable[[Roll], T]) -> T:
        """See the port."""
        try:
            return self._people.edit(account_id, work)
        finally:
            self._rolls.pop(account_id, None)

    def roll(self, account_id: str) -> Roll:
        """See the port; at most RECENT seconds old. Not to be changed."""
        now = self._monotonic()
        found = self._rolls.get(account_id)
        if found is not None and now - found[1] < RECENT:
            return found[0]
        roll = self._people.roll(account_id)
        for known, (_, read_at) in list(self._rolls.items()):
            if now - read_at >= RECENT:
                self._rolls.pop(known, None)
        self._rolls[account_id] = (roll, now)
        return roll

    def find_by_email(self, email: str) -> User | None:
        """See the port."""
        return self._people.find_by_email(email)

    def account_ids(self) -> list[str]:
        """See the port."""
        return self._people.account_ids()

    def find_account(self, name: str) -> Account | None:
        """See the port."""
        return self._people.find_account(name)
