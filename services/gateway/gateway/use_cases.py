"""
What people and programs can ask of the gateway itself.

All of it blocks (database, password hashing): the HTTP side calls it in a
thread. Safe to repeat: changes are of whole values, creations know their
`request_id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis import clock, ids

from . import passwords
from .commands import NewUser, UserChange, changed, check_time_zone
from .domain.access import Principal, Session, Token, csrf_of, key_of, new_secret
from .domain.errors import (
    CredentialsWrong,
    SessionMissing,
    TokenUnknown,
)
from .domain.people import Account, Group, Roll, User
from .ports import Access, Clock, People

TOUCH_AFTER = timedelta(minutes=1)
"""How exact `last_used_time` of a token is."""


@dataclass(frozen=True, slots=True)
class UseCases:
    """The use cases with their ports filled in."""

    people: People
    access: Access
    clock: Clock = clock.now
    demo_mode: bool = False
    session_days: int = 30

    # Signing in and out.

    def sign_in(
        self, email: str, password: str, *, former_key: str = ""
    ) -> tuple[str, Session]:
        """
        Open a session; return its secret, which nobody else ever knows.

        The session that the browser had before, if any, ends: a secret that
        was planted there is worth nothing after the sign-in.

        Raises:
            CredentialsWrong: Unknown address, wrong password or deactivated,
                told apart neither by the answer nor by its time.
        """
        user = self.people.find_by_email(email)
        known = user.password_hash if user is not None and user.active else None
        good = passwords.matches(password, known, demo_mode=self.demo_mode)
        if user is None or not good:
            raise CredentialsWrong("the e-mail address or the password is wrong")
        if former_key:
            self.access.close_session(former_key)
        secret, now = new_secret(), self.clock()
        session = Session(
            key=key_of(secret),
            account_id=user.account_id,
            user_id=user.user_id,
            create_time=now,
            expire_time=now + timedelta(days=self.session_days),
        )
        self.access.open_session(session)
        return secret, session

    def sign_out(self, principal: Principal) -> None:
        """End the session; twice is harmless."""
        self.access.close_session(principal.key)

    def of_session(self, secret: str) -> Principal:
        """
        Return who a session's secret belongs to.

        Raises:
            SessionMissing: It ended, or never was.
        """
        principal = self.principals([key_of(secret)], []).get(key_of(secret))
        if principal is None:
            raise SessionMissing("sign in; the session has ended")
        return replace(principal, csrf_token=csrf_of(secret))

    def of_token(self, secret: str) -> Principal:
        """
        Return who an API token acts for.

        Raises:
            SessionMissing: It was revoked, or never was.
        """
        key = key_of(secret)
        found = self.access.find_tokens([key])
        principal = self._tokens(found, {}).get(key)
        if principal is None:
            raise SessionMissing("the API token is not valid; make a new one")
        used, now = found[key].last_used_time, self.clock()
        if used is None or now - used >= TOUCH_AFTER:
            self.access.touch_token(key, at=now)
        return principal

    def principals(
        self, session_keys: Iterable[str], token_keys: Iterable[str]
    ) -> dict[str, Principal]:
        """Return those that are still signed in, by key, in few queries."""
        rolls: dict[str, Roll] = {}
        sessions = self.access.find_sessions(session_keys, at=self.clock())
        found = {
            key: principal
            for key, session in sessions.items()
            if (principal := self._principal(session, rolls))
        }
        return found | self._tokens(self.access.find_tokens(token_keys), rolls)

    def _tokens(
        self, tokens: Mapping[str, Token], rolls: dict[str, Roll]
    ) -> dict[str, Principal]:
        return {
            key: principal
            for key, token in tokens.items()
            if (principal := self._principal(token, rolls))
        }

    def _principal(
        self, access: Session | Token, rolls: dict[str, Roll]
    ) -> Principal | None:
        roll = rolls.get(access.account_id)
        if roll is None:
            roll = rolls[access.account_id] = self.people.roll(access.account_id)
        user = roll.users.get(access.user_id)
        if user is None or not user.active:
            return None
        return Principal(
            kind="session" if isinstance(access, Session) else "token",
            key=access.key,
            account=roll.account,
            user=user,
            permissions=roll.permissions_of(user),
            expire_time=access.expire_time if isinstance(access, Session) else None,
        )

    # Accounts, users and groups.

    def create_account(self, name: str, administrators: Iterable[NewUser]) -> Roll:
        """Make an account with its first users."""
        roll = Roll.fresh(Account(ids.new("ac"), name))
        for new in administrators:
            roll.register(self._user(roll.account.account_id, new))
        self.people.create(roll)
        return roll

    def register(self, account_id: str, new: NewUser) -> tuple[User, Roll]:
        """Add a user to the account."""
        user = self._user(account_id, new)
        return self.people.edit(account_id, lambda roll: (roll.register(user), roll))

    def change_user(
        self, account_id: str, user_id: str, change: UserChange
    ) -> tuple[User, Roll]:
        """Change a user; with another password or deactivated, sessions end."""
        new_hash = (
            passwords.hashed(change.password, demo_mode=self.demo_mode)
            if change.password is not None
            else None
        )
        check_time_zone(change.time_zone)

        def work(roll: Roll) -> tuple[User, Roll]:
            return roll.change(changed(roll.get(user_id), change, new_hash)), roll

        user, roll = self.people.edit(account_id, work)
        if new_hash or not user.active:
            self.access.close_sessions(account_id, user_id)
        return user, roll

    def change_group(
        self, account_id: str, name: str, permissions: frozenset[str]
    ) -> Group:
        """Give a permission group of the account other permissions."""
        return self.people.edit(
            account_id, lambda roll: roll.change_group(name, permissions)
        )

    def announce(self, account_id: str) -> int:
        """Emit every user of the account anew; return how many."""

        def work(roll: Roll) -> int:
            roll.announce()
            return len(roll.users)

        return self.people.edit(account_id, work)

    def _user(self, account_id: str, new: NewUser) -> User:
        check_time_zone(new.time_zone)
        return User(
            user_id=ids.new("us"),
            account_id=account_id,
            name=new.name,
            email=new.email,
            password_hash=passwords.hashed(new.password, demo_mode=self.demo_mode),
            create_time=self.clock(),
            language=new.language,
            group=new.group,
            custom_permissions=new.permissions,
            is_attendant=new.is_attendant,
            time_zone=new.time_zone,
            request_id=new.request_id,
        )

    # API tokens.

    def make_token(
        self, principal: Principal, name: str, request_id: str
    ) -> tuple[Token, str]:
        """
        Make an API token for the user; return it and its secret.

        The secret is empty when *request_id* was used before: it was shown
        then, and nobody can show it again.
        """
        secret = f"rcd_{new_secret()}"
        token = Token(
            token_id=ids.new("tk"),
            key=key_of(secret),
            account_id=principal.account.account_id,
            user_id=principal.user.user_id,
            name=name,
            create_time=self.clock(),
            request_id=request_id,
        )
        stored = self.access.add_token(token)
        return stored, secret if stored.token_id == token.token_id else ""

    def drop_token(self, principal: Principal, token_id: str) -> None:
        """
        Revoke one of the user's tokens.

        Raises:
            TokenUnknown: The user has no such token.
        """
        user = principal.user
        if not self.access.remove_token(user.account_id, user.user_id, token_id):
            raise TokenUnknown("there is no such API token")
