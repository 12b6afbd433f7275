"""What can be wanted of users, as values."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, replace

from .domain.errors import TimeZoneUnknown
from .domain.people import ATTENDANT, User


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody to register; *permissions* None means those of the group."""

    name: str
    email: str
    password: str
    language: str = "en"
    group: str = ATTENDANT
    permissions: frozenset[str] | None = None
    is_attendant: bool = True
    time_zone: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class UserChange:
    """What to change of a user; None leaves it."""

    name: str | None = None
    email: str | None = None
    password: str | None = None
    language: str | None = None
    group: str | None = None
    permissions: frozenset[str] | None = None
    group_permissions: bool = False
    is_attendant: bool | None = None
    active: bool | None = None
    time_zone: str | None = None


def changed(user: User, change: UserChange, new_hash: str | None) -> User:
    """Return *user* as *change* wants them; *new_hash* is of a new password."""
    given = {
        name: value
        for name in (
            "name",
            "email",
            "language",
            "group",
            "is_attendant",
            "active",
            "time_zone",
        )
        if (value := getattr(change, name)) is not None
    }
    if change.group_permissions:
        given["custom_permissions"] = None
    elif change.permissions is not None:
        given["custom_permissions"] = change.permissions
    if new_hash is not None:
        given["password_hash"] = new_hash
    return replace(user, **given)


def check_time_zone(name: str | None) -> None:
    """
    Refuse a time zone that is none; empty and None are fine.

    Raises:
        TimeZoneUnknown: It is not an IANA name that this machine knows.
    """
    if not name:
        return
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeZoneUnknown(
            f"{name!r} is no time zone; use an IANA name such as America/Sao_Paulo",
            field="time_zone",
        ) from None
