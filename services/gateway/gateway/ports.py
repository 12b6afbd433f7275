"""What the use cases need from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from .domain.access import Session, Token
from .domain.people import Account, Roll, User

T = TypeVar("T")


class Clock(Protocol):
    """The present moment, aware, UTC, in whole milliseconds."""

    def __call__(self) -> datetime:
        """Return it."""


class People(Protocol):
    """Accounts with their users and groups; changes emit their events."""

    def create(self, roll: Roll) -> None:
        """
        Store a new account with its users.

        Raises:
            EmailTaken: Somebody of the installation has one of the addresses.
        """

    def edit(self, account_id: str, work: Callable[[Roll], T]) -> T:
        """
        Run *work* on the account's roll and store what it changed, at once.

        *work* runs again when somebody else changed the roll meanwhile.

        Raises:
            EmailTaken: Somebody of the installation has a new address.
        """

    def roll(self, account_id: str) -> Roll:
        """Return the account as it is now."""

    def find_by_email(self, email: str) -> User | None:
        """Return who signs in with *email*, of whatever account."""

    def account_ids(self) -> list[str]:
        """Return the id of every account, oldest first."""

    def find_account(self, name: str) -> Account | None:
        """Return an account of this name, the oldest if there are several."""


class Access(Protocol):
    """Sessions and API tokens by the hash of their secret."""

    def open_session(self, session: Session) -> None:
        """Store a session."""

    def close_session(self, key: str) -> None:
        """Forget a session; harmless when it is gone."""

    def close_sessions(self, account_id: str, user_id: str) -> None:
        """Forget every session of a user."""

    def find_sessions(
        self, keys: Iterable[str], *, at: datetime
    ) -> Mapping[str, Session]:
        """Return those of the sessions that are still good, by key."""

    def add_token(self, token: Token) -> Token:
        """Store a token; a repeated `request_id` of the user returns the first."""

    def remove_token(self, account_id: str, user_id: str, token_id: str) -> bool:
        """Forget a token of the user; False when there was none."""

    def list_tokens(self, account_id: str, user_id: str) -> list[Token]:
        """Return the user's tokens, oldest first."""

    def find_tokens(self, keys: Iterable[str]) -> Mapping[str, Token]:
        """Return those of the tokens that are still good, by key."""

    def touch_token(self, key: str, *, at: datetime) -> None:
        """Remember that a token was used."""
