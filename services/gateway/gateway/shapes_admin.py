"""The JSON of people, settings and channels; see `shapes`."""

from __future__ import annotations

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from .documented import DOCUMENTED


class Me(TypedDict):
    """The signed-in user."""

    id: str
    name: str
    email: str
    language: str
    permissions: list[str]
    is_attendant: bool


class AccountRef(TypedDict):
    """The company."""

    id: str
    name: str


@with_config(DOCUMENTED)
class Availability(TypedDict):
    """Whether a user takes new conversations, and how many they have."""

    available: bool
    online: bool
    load: int
    capacity: int
    """0 means no limit."""


@with_config(DOCUMENTED)
class SignedIn(TypedDict):
    """What a page needs to start."""

    user: Me
    account: AccountRef
    availability: Availability | None
    """None while routing does not answer, or has not heard of the user yet."""
    csrf_token: str
    """Send it as `X-CSRF-Token` with every change. Empty for API tokens."""
    demo: bool
    ingest_url: str


class Ways(TypedDict):
    """The two ways of one trigger."""

    desktop: bool
    email: bool


class Preferences(TypedDict):
    """Which notifications the user wants: four triggers by two ways (NTF-5)."""

    mine: Ways
    others: Ways
    unassigned: Ways
    assigned: Ways


class Agent(TypedDict):
    """A user as distribution sees one."""

    id: str
    name: str
    available: bool
    online: bool
    load: int
    capacity: int
    is_attendant: bool
    sector_ids: list[str]
    active: bool


class Agents(TypedDict):
    """Every user of the account, by name."""

    items: list[Agent]


class Sector(TypedDict):
    """A service queue; `online` while any of its attendants is."""

    id: str
    name: str
    online: bool


class Sectors(TypedDict):
    """The sectors of the account, by name."""

    items: list[Sector]


class Distribution(TypedDict):
    """How conversations find their attendant."""

    method: Literal["manual", "owner", "fewest", "random"]
    reopen_policy: Literal["keep_assignee", "redistribute", "unassigned"]


@with_config(DOCUMENTED)
class UserEntry(TypedDict):
    """A user as administrators see one."""

    id: str
    name: str
    email: str
    language: str
    group: str
    permissions: list[str]
    """What they may do: their own set, or their group's."""
    custom_permissions: bool
    """True when the set is their own."""
    is_attendant: bool
    active: bool
    time_zone: str
    create_time: str


class Users(TypedDict):
    """The users of the account, by name."""

    items: list[UserEntry]
    next_cursor: str | None


class PermissionGroup(TypedDict):
    """A named set of permissions."""

    name: str
    permissions: list[str]


class PermissionGroups(TypedDict):
    """The permission groups of the account, by name."""

    items: list[PermissionGroup]


class TokenEntry(TypedDict):
    """An API token, without its secret."""

    id: str
    name: str
    create_time: str
    last_used_time: str | None


class Tokens(TypedDict):
    """The user's API tokens, oldest first."""

    items: list[TokenEntry]
    next_cursor: str | None


@with_config(DOCUMENTED)
class MadeToken(TokenEntry):
    """A new API token with its secret."""

    token: str | None
    """Shown this once. None when the same request is repeated."""
