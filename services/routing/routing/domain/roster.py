"""The attendants of an account in one atomic step, and what it does to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .attendant import Attendant, Channel
from .errors import (
    AttendantFull,
    AttendantUnavailable,
    UserUnknown,
    UserWithoutAccess,
)


@dataclass(slots=True)
class LoadChange:
    """
    What a step does to one attendant's load.

    When `given`, the store must refuse the step unless, at that very moment,
    the attendant is active and available, has the `capacity` that was seen and
    room for `delta` more, and is an attendant and online where these are asked
    for (AVL-7).
    """

    delta: int = 0
    given: bool = False
    must_be_attendant: bool = False
    must_be_online: bool = False
    capacity: int = 0
    assign_time: datetime | None = None


@dataclass(slots=True)
class Roster:
    """
    Attendants as this step sees them: with what it gave and took so far.

    `attendants` are by user id; some or all of the account, as loaded.
    """

    attendants: dict[str, Attendant]
    changes: dict[str, LoadChange] = field(default_factory=dict)
    _given: int = 0

    @classmethod
    def of(cls, attendants: Iterable[Attendant]) -> Roster:
        """Return the roster of *attendants*."""
        return cls({a.user_id: a for a in attendants})

    def give(
        self,
        user_id: str,
        *,
        at: datetime,
        must_be_attendant: bool = False,
        must_be_online: bool = False,
    ) -> None:
        """Count one more conversation in progress for *user_id*."""
        change = self._change(user_id, 1)
        change.given = True
        change.capacity = self.attendants[user_id].capacity
        change.must_be_attendant |= must_be_attendant
        change.must_be_online |= must_be_online
        # A microsecond apart, so that ties know who came first (DST-11).
        change.assign_time = at + timedelta(microseconds=self._given)
        self._given += 1
        self.attendants[user_id] = replace(
            self.attendants[user_id], assign_time=change.assign_time
        )

    def take(self, user_id: str) -> None:
        """Count one conversation in progress less; nobody for empty *user_id*."""
        if user_id:
            self._change(user_id, -1)

    def rest(self, user_id: str) -> None:
        """Leave *user_id* out of what this step still gives."""
        self.attendants.pop(user_id, None)

    def admit(self, user_id: str, channel: Channel | None) -> Attendant:
        """
        Return the user if a person may give them a conversation.

        Whether they take part in distribution, or are online, does not matter
        here (ASG-1, D-2).

        Raises:
            UserUnknown: The account has no such user.
            UserWithoutAccess: They may not see the channel.
            AttendantUnavailable: They accept no new conversations (AVL-3).
            AttendantFull: They have no room for one more.
        """
        found = self.attendants.get(user_id)
        if found is None:
            raise UserUnknown("the account has no such user", user_id=user_id)
        who = {"user_id": user_id, "name": found.name}
        if not found.sees(channel):
            raise UserWithoutAccess("the user may not see this channel", **who)
        if not found.available:
            raise AttendantUnavailable("the user accepts no new conversations", **who)
        if not found.has_room:
            raise AttendantFull(
                "the user has as many conversations as they may have",
                **who,
                capacity=str(found.capacity),
            )
        return found

    def _change(self, user_id: str, delta: int) -> LoadChange:
        change = self.changes.setdefault(user_id, LoadChange())
        change.delta += delta
        if user_id in self.attendants:
            present = self.attendants[user_id]
            self.attendants[user_id] = replace(present, load=present.load + delta)
        return change
