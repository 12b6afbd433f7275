"""Sessions and API tokens: who a request comes from, and for how long."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from .people import INBOX, Account, User

TOKEN_PREFIX = "rcd_"  # noqa: S105  # what every token starts with, so that scanners find leaks

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """A person's sign-in. `key` is a hash: the database can sign nobody in."""

    key: str
    account_id: str
    user_id: str
    create_time: datetime
    expire_time: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A program's access on behalf of its user; shown once, kept as a hash."""

    token_id: str
    key: str
    account_id: str
    user_id: str
    name: str
    create_time: datetime
    last_used_time: datetime | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """
    Who a request acts for, as looked up a moment ago.

    `key` is the hash of the session or token. `expire_time` is None for a
    token. `csrf_token` is empty for a token, which no browser sends by itself.
    """

    kind: Literal["session", "token"]
    key: str
    account: Account
    user: User
    permissions: frozenset[str]
    expire_time: datetime | None
    csrf_token: str = ""

    def may(self, permission: str) -> bool:
        """Tell whether the user holds *permission*."""
        return permission in self.permissions


def new_secret() -> str:
    """Return a secret that cannot be guessed: 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def key_of(secret: str) -> str:
    """Return what is stored instead of *secret*; it is random, so no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_of(secret: str) -> str:
    """Return the token that a page proves its session with; not reversible."""
    return hmac.digest(secret.encode(), b"recado csrf", "sha256").hex()


class Channel(Protocol):
    """What deciding on sight needs to know of a channel."""

    @property
    def channel_id(self) -> str:
        """Its id."""

    @property
    def installer_id(self) -> str:
        """The user who connected it."""

    @property
    def shared(self) -> bool:
        """Whether every user with inbox access may see it."""


def visible_ids(
    channels: Iterable[Channel], user_id: str, permissions: frozenset[str]
) -> frozenset[str]:
    """
    Return the ids of the channels a user may see (PRM-7).

    A private channel is seen by its installer alone; a shared one also by
    everybody who has the inbox.
    """
    inbox = INBOX in permissions
    return frozenset(
        channel.channel_id
        for channel in channels
        if channel.installer_id == user_id or (channel.shared and inbox)
    )
