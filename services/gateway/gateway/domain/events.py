"""What happens to users, as facts. `wire` turns them into messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .people import User


@dataclass(frozen=True, slots=True)
class UserRegistered:
    """A user was added to an account."""

    user: User
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class UserProfileChanged:
    """A user got another name, address, language or other permissions."""

    user: User
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class UserDeactivated:
    """A user may no longer sign in."""

    user: User
    permissions: frozenset[str]


Event = UserRegistered | UserProfileChanged | UserDeactivated
