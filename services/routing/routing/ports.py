"""
What the use cases need from outside, as narrow as they need it.

Everything but `Presence` and `Chores` takes the account first, so that a
question about no account in particular cannot be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from .domain.assignment import Assignment, Decision
from .domain.attendant import Attendant, Channel
from .domain.distribution import Distribution, Reach
from .domain.events import AttendantChanged
from .domain.roster import Roster
from .domain.sector import Sector

T = TypeVar("T")

Clock = Callable[[], datetime]
"""Returns the present moment, timezone-aware UTC, whole milliseconds."""


@dataclass(frozen=True, slots=True)
class Owner:
    """
    Whose the contact of a conversation is, as the CRM last said.

    `owner_id` is empty when the contact has no owner. `contact_version`
    orders what the CRM says of one contact.
    """

    conversation_id: str
    contact_id: str
    owner_id: str
    contact_version: int


class Reader(Protocol):
    """What routing knows about one account."""

    def assignments(self, conversation_ids: Collection[str]) -> dict[str, Assignment]:
        """Return those that exist, by conversation id."""

    def distribution(self) -> Distribution:
        """Return the settings in force; the defaults if none were set."""

    def channels(self, channel_ids: Collection[str]) -> dict[str, Channel]:
        """Return those that are known, by id."""

    def all_channels(self) -> Sequence[Channel]:
        """Return every channel of the account."""

    def attendants(self, user_ids: Collection[str] | None = None) -> list[Attendant]:
        """Return those of *user_ids* that exist; None: all that are active."""

    def everybody(self) -> list[Attendant]:
        """Return every user of the account, the deactivated too, by name."""

    def owners(self, conversation_ids: Collection[str]) -> dict[str, Owner]:
        """Return what the CRM said of these conversations, by id."""

    def sectors(self) -> list[Sector]:
        """Return the sectors of the account, by name."""

    def decisions(self, conversation_id: str, limit: int) -> list[tuple[str, Decision]]:
        """Return the newest *limit* decisions with their ids, newest first."""

    def waiting(self, reaches: Sequence[Reach], limit: int) -> list[Assignment]:
        """Return conversations that wait within *reaches*, oldest first."""

    def awaiting_owner(self, limit: int) -> list[Assignment]:
        """Return conversations whose owner the CRM has yet to tell."""

    def held(
        self,
        *,
        channel_ids: Collection[str] | None = None,
        user_id: str = "",
        except_user_id: str = "",
        limit: int,
    ) -> list[Assignment]:
        """
        Return open conversations that somebody has.

        Those on *channel_ids* (None: any), that *user_id* has (empty:
        anybody), other than *except_user_id*.
        """

    def count_held(self, user_id: str) -> int:
        """Return how many open conversations the user has."""


class Transaction(Reader, Protocol):
    """One atomic step: all that it writes becomes durable, or nothing."""

    def save(self, assignments: Sequence[Assignment], roster: Roster) -> None:
        """
        Store assignments, their decisions and events, and the load changes.

        Raises:
            chassis.errors.Conflict: Someone saved one of them since it was
                read, or an attendant may no longer be given what the roster
                says.
        """

    def save_attendant(self, attendant: Attendant, *, profile_time: datetime) -> None:
        """
        Create or replace what the gateway says of a user.

        Name, active and access are written; the rest only when new.
        """

    def profile_time(self, user_id: str) -> datetime | None:
        """Return when the profile that is stored was true; None: no user."""

    def change_attendant(
        self,
        user_id: str,
        *,
        available: bool | None = None,
        is_attendant: bool | None = None,
        capacity: int | None = None,
        sector_ids: frozenset[str] | None = None,
    ) -> None:
        """Write what is not None of an attendant who exists."""

    def set_online(self, user_ids: Collection[str], *, online: bool) -> list[Attendant]:
        """Write presence; return those for whom it is a change, after it."""

    def set_load(self, user_id: str, load: int) -> None:
        """Write a load that was found wrong."""

    def take_changed(self, limit: int) -> list[Attendant]:
        """Return attendants whose load changed since last taken, each once."""

    def tell(self, events: Sequence[AttendantChanged]) -> None:
        """Publish *events* if and only if this step happens."""

    def save_channel(self, channel: Channel, *, change_time: datetime) -> bool:
        """Store it unless something newer is stored; tell which."""

    def save_owners(
        self, owners: Sequence[Owner], *, known: Collection[str] = ()
    ) -> None:
        """
        Store what the CRM says of conversations.

        It takes the place of what is stored of those *known*; the others are
        new, and lose the step if they are not.
        """

    def save_distribution(self, distribution: Distribution) -> None:
        """Store the settings."""

    def save_sector(self, sector: Sector, *, request_id: str) -> Sector:
        """
        Store a sector; return it, or the one that *request_id* made before.

        Raises:
            routing.domain.errors.SectorNameTaken: Another has that name.
        """


class Store(Protocol):
    """Opens the data of one account."""

    def read(self, account_id: str) -> Reader:
        """Return a reader outside any transaction."""

    def change(self, account_id: str, work: Callable[[Transaction], T]) -> T:
        """
        Run *work* in one atomic step and return what it returned.

        *work* runs again when it lost a race, so it must read what it decides
        on by itself and touch nothing else.

        Raises:
            chassis.errors.Conflict: It kept losing.
        """


class Presence(Protocol):
    """Which users have a live session, by the replicas that hold them."""

    def report(
        self, replica_id: str, users: Collection[tuple[str, str]], at: datetime
    ) -> None:
        """
        Replace what *replica_id* holds by *users*: (account id, user id).

        Users it held before and no longer does are remembered as seen *at*.
        """

    def alive(self, users: Collection[tuple[str, str]], since: datetime) -> set[str]:
        """Return the ids of those of *users* with a session later than *since*."""

    def forget(self, before: datetime) -> None:
        """Drop what was reported before *before*."""


class Chores(Protocol):
    """Questions over all accounts, for timers; each answers with work to do."""

    def accounts_waiting(self) -> list[str]:
        """Return accounts that have conversations waiting, or owner awaited."""

    def accounts_with_changes(self) -> list[str]:
        """Return accounts with attendants for `take_changed`."""

    def online(self) -> list[tuple[str, str]]:
        """Return (account id, user id) of everybody marked online."""

    def wrong_loads(self) -> list[tuple[str, str]]:
        """Return (account id, user id) where load and conversations differ."""

    def above_capacity(self) -> int:
        """Return how many attendants were given more than they may have."""

    def misplaced(self) -> list[tuple[str, str, str]]:
        """Return (account id, user id, channel id) had without access."""
