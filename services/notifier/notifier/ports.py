"""
What the use cases need from outside, as narrow as they need it.

Everything takes the account first, so that a question about no account in
particular cannot be asked; `Mails.due`, which finds work for all, is the
exception.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from .domain.audience import Audience, Channel, User
from .domain.conversation import Answer, Inbound
from .domain.mail import Mail, State
from .domain.notification import Notification
from .domain.preferences import Preferences


class Audiences(Protocol):
    """Who is to be told, kept at hand."""

    def of(self, account_ids: Collection[str]) -> Mapping[str, Audience]:
        """
        Return the audience of each account, as of this call or later.

        What anybody saved before the call is in it (NTF-6).
        """


class Roster(Protocol):
    """Copies of users and channels. Held to one behaviour by `RosterContract`."""

    def note_user(self, user: User, *, at: datetime) -> bool:
        """Store *user* unless something newer is stored; tell which."""

    def note_channel(self, channel: Channel, *, at: datetime) -> bool:
        """Store *channel* unless something newer is stored; tell which."""


class Switches(Protocol):
    """Saved preferences. Held to one behaviour by `SwitchesContract`."""

    def find(self, account_id: str, user_id: str) -> Preferences | None:
        """Return what a user saved, or None."""

    def save(self, account_id: str, user_id: str, preferences: Preferences) -> None:
        """Store what a user saved; in force from the next event on."""


class Openings(Protocol):
    """
    Messages that opened something, and answers that came before theirs.

    Either may come first. Each is stored before the other is looked for, so
    that whoever is second sees the first, whatever crashes in between. Held
    to one behaviour by `OpeningsContract`.
    """

    def keep(
        self, account_id: str, messages: Sequence[Inbound], *, at: datetime
    ) -> None:
        """Store messages that opened something; safe to repeat."""

    def find(
        self, account_id: str, message_ids: Collection[str]
    ) -> Mapping[str, Inbound]:
        """Return those that are known, by message id."""

    def newest(
        self, account_id: str, conversation_ids: Collection[str]
    ) -> Mapping[str, Inbound]:
        """Return the newest known of each conversation, by conversation id."""

    def set_aside(
        self, account_id: str, answers: Sequence[Answer], *, at: datetime
    ) -> None:
        """Store answers whose messages are not known yet; safe to repeat."""

    def waiting_for(
        self, account_id: str, message_ids: Collection[str]
    ) -> Sequence[Answer]:
        """Return the answers set aside for these messages, in no order."""

    def forget(self, *, before: datetime) -> None:
        """Remove what nothing will ask for any more, of every account."""


class Ledger(Protocol):
    """What was told to whom. Held to one behaviour by `LedgerContract`."""

    def record(
        self,
        account_id: str,
        notifications: Sequence[Notification],
        *,
        settled: Collection[str] = (),
    ) -> Sequence[Notification]:
        """
        Store those not told before, and return them.

        With each, in one step: the event for the desktop or the mail to be
        sent. Then the *settled* answers are not set aside any more.
        """

    def forget(self, *, before: datetime) -> None:
        """Remove what is older, of every account."""


class Mails(Protocol):
    """Mails by state. Held to one behaviour by `MailsContract`."""

    def due(self, now: datetime, *, limit: int) -> Sequence[Mail]:
        """Return up to *limit* pending mails whose time has come, oldest first."""

    def claim(self, mail: Mail, *, until: datetime) -> Mail | None:
        """Return the mail for this worker alone until then; None: another has it."""

    def put_off(self, mail: Mail, *, until: datetime, problem: str) -> None:
        """Try again then; nothing happens if the claim ran out."""

    def settle(self, mail: Mail, state: State, *, at: datetime, problem: str) -> None:
        """It is over; the text is erased. Nothing happens if the claim ran out."""


class Post(Protocol):
    """Takes mails to the mail server."""

    def send(self, mail: Mail, user: User) -> None:
        """
        Hand *mail* for *user* over; returns once the server has taken it.

        Raises:
            Undeliverable: It will never be taken.
            NotNow: Not this one, not now.
            ServerDown: None is taken at present.
        """

    def close(self) -> None:
        """End the connection, if there is one; the next mail makes another."""
