"""Who can be given conversations: users, availability, sectors, settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis import ids
from chassis.identity import Identity

from ..domain.attendant import MOST_CAPACITY, Attendant, Channel
from ..domain.distribution import Distribution, Method, ReopenPolicy
from ..domain.errors import (
    CapacityInvalid,
    PermissionMissing,
    SectorUnknown,
    UserUnknown,
)
from ..domain.events import AttendantChanged
from ..domain.sector import Sector, sector_name
from ..ports import Clock, Reader, Store, Transaction
from .access import withdraw
from .outcome import Outcome

SETTINGS = "settings.manage"


@dataclass(frozen=True, slots=True)
class NoteUser:
    """
    The gateway said what a user is like as of *at*.

    `is_attendant` matters only when the user is new: later an administrator
    decides here.
    """

    account_id: str
    user_id: str
    name: str
    active: bool
    may_inbox: bool
    is_attendant: bool
    at: datetime
    cause_id: str


@dataclass(frozen=True, slots=True)
class NoteChannel:
    """Ingest said who may see a channel as of *at*."""

    channel: Channel
    at: datetime
    cause_id: str


@dataclass(frozen=True, slots=True)
class ChangeAttendant:
    """Change a user's part in distribution; None leaves a thing as it is."""

    user_id: str
    is_attendant: bool | None = None
    capacity: int | None = None
    sector_ids: frozenset[str] | None = None


def note_user(command: NoteUser, *, store: Store, clock: Clock) -> Outcome:
    """
    Remember a user, and take from them what they may no longer see (PRM-2).

    Something older than what is stored changes nothing. Safe to repeat: the
    same again goes on where a crash stopped it.
    """
    attendant = Attendant(
        account_id=command.account_id,
        user_id=command.user_id,
        name=command.name,
        active=command.active,
        may_inbox=command.may_inbox,
        is_attendant=command.is_attendant,
    )

    def work(transaction: Transaction) -> bool:
        known_at = transaction.profile_time(command.user_id)
        if known_at is not None and command.at < known_at:
            return False
        transaction.save_attendant(attendant, profile_time=command.at)
        _tell(transaction, command.user_id, clock(), command.cause_id)
        return True

    if not store.change(command.account_id, work):
        return Outcome.UNCHANGED
    withdraw(command.account_id, user_id=command.user_id, store=store, clock=clock)
    return Outcome.STORED


def note_channel(command: NoteChannel, *, store: Store, clock: Clock) -> Outcome:
    """
    Remember a channel, and take its conversations from who may not see it.

    Source: SPEC PRM-7 (going from shared to private).
    """
    channel = command.channel
    stored = store.change(
        channel.account_id,
        lambda transaction: transaction.save_channel(channel, change_time=command.at),
    )
    if not stored:
        return Outcome.UNCHANGED
    withdraw(
        channel.account_id, channel_id=channel.channel_id, store=store, clock=clock
    )
    return Outcome.STORED


def list_attendants(*, caller: Identity, store: Store) -> list[Attendant]:
    """Return every user of the account, by name."""
    return store.read(caller.account_id).everybody()


def set_availability(
    *, available: bool, caller: Identity, store: Store, clock: Clock
) -> Attendant:
    """
    Set whether the caller accepts new conversations; those they have stay.

    Raises:
        UserUnknown: Routing has not heard of the caller yet.

    Source: SPEC AVL-1, AVL-4.
    """

    def work(transaction: Transaction) -> Attendant:
        present = _user(transaction, caller.user_id)
        if present.available == available:
            return present
        transaction.change_attendant(caller.user_id, available=available)
        return _tell(transaction, caller.user_id, clock())

    return store.change(caller.account_id, work)


def change_attendant(
    command: ChangeAttendant, *, caller: Identity, store: Store, clock: Clock
) -> Attendant:
    """
    Change a user's part in distribution; conversations they have stay.

    Raises:
        PermissionMissing, UserUnknown, SectorUnknown, CapacityInvalid.

    Source: SPEC DST-9, DST-13.
    """
    _must(caller, SETTINGS)
    if command.capacity is not None and not 0 <= command.capacity <= MOST_CAPACITY:
        raise CapacityInvalid(
            "a capacity is from 0, for no limit, to 1,000",
            capacity=str(command.capacity),
        )

    def work(transaction: Transaction) -> Attendant:
        _user(transaction, command.user_id)
        _sectors_known(transaction, command.sector_ids or frozenset())
        transaction.change_attendant(
            command.user_id,
            is_attendant=command.is_attendant,
            capacity=command.capacity,
            sector_ids=command.sector_ids,
        )
        return _tell(transaction, command.user_id, clock())

    return store.change(caller.account_id, work)


def list_sectors(*, caller: Identity, store: Store) -> list[tuple[Sector, bool]]:
    """Return the sectors by name, each with whether anybody in it is online."""
    reader = store.read(caller.account_id)
    online = _online_sectors(reader)
    return [(s, s.sector_id in online) for s in reader.sectors()]


def save_sector(
    sector_id: str, name: str, *, request_id: str, caller: Identity, store: Store
) -> tuple[Sector, bool]:
    """
    Create a sector, or rename *sector_id*; return it as `list_sectors` does.

    Raises:
        PermissionMissing, SectorUnknown, SectorNameTaken, SectorNameInvalid.
    """
    _must(caller, SETTINGS)
    sector = Sector(caller.account_id, sector_id or ids.new("st"), sector_name(name))

    def work(transaction: Transaction) -> tuple[Sector, bool]:
        if sector_id:
            _sectors_known(transaction, frozenset({sector_id}))
        saved = transaction.save_sector(sector, request_id=request_id)
        return saved, saved.sector_id in _online_sectors(transaction)

    return store.change(caller.account_id, work)


def get_distribution(*, caller: Identity, store: Store) -> Distribution:
    """Return how conversations are distributed."""
    return store.read(caller.account_id).distribution()


def set_distribution(
    method: Method | None,
    reopen_policy: ReopenPolicy | None,
    *,
    caller: Identity,
    store: Store,
) -> Distribution:
    """
    Change how conversations are distributed from now on; None leaves it.

    Raises:
        PermissionMissing: The caller may not manage settings.
    """
    _must(caller, SETTINGS)

    def work(transaction: Transaction) -> Distribution:
        present = transaction.distribution()
        wanted = replace(
            present,
            method=method or present.method,
            reopen_policy=reopen_policy or present.reopen_policy,
        )
        if wanted == present:
            return present
        wanted = replace(wanted, version=present.version + 1)
        transaction.save_distribution(wanted)
        return wanted

    return store.change(caller.account_id, work)


def _must(caller: Identity, permission: str) -> None:
    if not caller.may(permission):
        raise PermissionMissing(
            "the caller may not do this; an administrator can allow it",
            permission=permission,
        )


def _user(reader: Reader, user_id: str) -> Attendant:
    found = reader.attendants([user_id])
    if not found:
        raise UserUnknown("the account has no such user", user_id=user_id)
    return found[0]


def _sectors_known(reader: Reader, sector_ids: frozenset[str]) -> None:
    if not sector_ids:
        return
    for missing in sorted(sector_ids - {s.sector_id for s in reader.sectors()}):
        raise SectorUnknown("the account has no such sector", sector_id=missing)


def _online_sectors(reader: Reader) -> set[str]:
    return {
        sector_id
        for a in reader.attendants()
        if a.online and a.is_attendant
        for sector_id in a.sector_ids
    }


def _tell(
    transaction: Transaction, user_id: str, at: datetime, cause_id: str = ""
) -> Attendant:
    attendant = _user(transaction, user_id)
    transaction.tell([AttendantChanged(attendant, at, cause_id)])
    return attendant
