"""
Accounts, their users, and what each user may do.

`Roll` is the unit of consistency: an account with all its users and
permission groups. So a rule over several users (somebody must be left who
can manage them) holds even when two administrators act at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from .errors import GroupUnknown, LastAdministrator, UserUnknown
from .events import Event, UserDeactivated, UserProfileChanged, UserRegistered

INBOX = "inbox"
CONTACTS_EDIT = "contacts.edit"
CHANNELS_MANAGE = "channels.manage"
SETTINGS_MANAGE = "settings.manage"
LEDGER_VIEW = "ledger.view"
USERS_MANAGE = "users.manage"
TEMPLATES_MANAGE = "templates.manage"
CAMPAIGNS_MANAGE = "campaigns.manage"

PERMISSIONS = frozenset(
    {
        INBOX,
        CONTACTS_EDIT,
        CHANNELS_MANAGE,
        SETTINGS_MANAGE,
        LEDGER_VIEW,
        USERS_MANAGE,
        TEMPLATES_MANAGE,
        CAMPAIGNS_MANAGE,
    }
)

ADMINISTRATOR = "administrator"
ATTENDANT = "attendant"

LANGUAGES = ("pt-BR", "en", "es")


@dataclass(frozen=True, slots=True)
class Account:
    """One company: the tenant that everything belongs to."""

    account_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of permissions; every account starts with two (PRM-4)."""

    name: str
    permissions: frozenset[str]


GROUPS = (
    Group(ADMINISTRATOR, PERMISSIONS),
    Group(ATTENDANT, frozenset({INBOX, CONTACTS_EDIT})),
)


@dataclass(frozen=True, slots=True)
class User:
    """
    Somebody who signs in.

    `custom_permissions` replace those of the group; None means the group's.
    `time_zone` is an IANA name, empty for the account's. `request_id` is what
    the user was registered with, so that repeating it registers nobody twice.
    """

    user_id: str
    account_id: str
    name: str
    email: str
    password_hash: str = field(repr=False)
    create_time: datetime
    language: str = "en"
    group: str = ATTENDANT
    custom_permissions: frozenset[str] | None = None
    is_attendant: bool = True
    active: bool = True
    time_zone: str = ""
    request_id: str = ""


@dataclass(slots=True)
class Roll:
    """An account with its users by id and its groups by name."""

    account: Account
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    version: int = 0
    events: list[Event] = field(default_factory=list)
    changed_users: set[str] = field(default_factory=set)
    changed_groups: set[str] = field(default_factory=set)

    @classmethod
    def fresh(cls, account: Account) -> Roll:
        """Return the roll of an account that was just made."""
        names = {group.name for group in GROUPS}
        return cls(account, groups={g.name: g for g in GROUPS}, changed_groups=names)

    def get(self, user_id: str) -> User:
        """
        Return the user.

        Raises:
            UserUnknown: The account has no such user.
        """
        if user_id not in self.users:
            raise UserUnknown("there is no such user", user_id=user_id)
        return self.users[user_id]

    def permissions_of(self, user: User) -> frozenset[str]:
        """Return what *user* may do; nothing once deactivated."""
        if not user.active:
            return frozenset()
        if user.custom_permissions is not None:
            return user.custom_permissions
        return self.groups[user.group].permissions

    def register(self, user: User) -> User:
        """Add *user*; repeating a `request_id` returns who it registered."""
        for known in self.users.values():
            if user.request_id and known.request_id == user.request_id:
                return known
        self._check_group(user.group)
        self._put(user)
        self.events.append(UserRegistered(user, self.permissions_of(user)))
        return user

    def change(self, changed: User) -> User:
        """
        Replace a user by *changed*; equal means nothing happened.

        Raises:
            LastAdministrator: Nobody else could manage users.
        """
        before = self.get(changed.user_id)
        if changed == before:
            return before
        self._check_group(changed.group)
        self._put(changed)
        self._check_managed()
        left = before.active and not changed.active
        fact = UserDeactivated if left else UserProfileChanged
        self.events.append(fact(changed, self.permissions_of(changed)))
        return changed

    def change_group(self, name: str, permissions: frozenset[str]) -> Group:
        """
        Give a group other permissions; its users change with it.

        Raises:
            GroupUnknown: The account has no such group.
            LastAdministrator: Nobody could manage users any more.
        """
        self._check_group(name)
        if self.groups[name].permissions == permissions:
            return self.groups[name]
        self.groups[name] = replace(self.groups[name], permissions=permissions)
        self.changed_groups.add(name)
        self._check_managed()
        for user in self._of_group(name):
            self.events.append(UserProfileChanged(user, self.permissions_of(user)))
        return self.groups[name]

    def announce(self) -> None:
        """Record every user anew, for services that missed an event."""
        self.events += [
            UserProfileChanged(user, self.permissions_of(user))
            for user in self.users.values()
        ]

    def _put(self, user: User) -> None:
        self.users[user.user_id] = user
        self.changed_users.add(user.user_id)

    def _of_group(self, name: str) -> Iterable[User]:
        return (
            u
            for u in self.users.values()
            if u.group == name and u.custom_permissions is None
        )

    def _check_group(self, name: str) -> None:
        if name not in self.groups:
            raise GroupUnknown("there is no such permission group", field="group")

    def _check_managed(self) -> None:
        if not any(USERS_MANAGE in self.permissions_of(u) for u in self.users.values()):
            raise LastAdministrator(
                "somebody must be left who can manage users; give another user "
                "the permission users.manage first"
            )
