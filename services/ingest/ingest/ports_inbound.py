"""What taking in calls needs from outside, beside what is in `ports`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from .domain.channels import Channel
from .domain.content import IncomingFile
from .domain.delivery import Send
from .domain.inbound import Status
from .domain.people import Known, Person, Profile


class Files(Protocol):
    """The files of messages."""

    def expect(
        self,
        channel: Channel,
        provider_message_id: str,
        files: Sequence[IncomingFile],
    ) -> None:
        """
        Fetch the files of a message from its provider, soon.

        Those known already are left alone; repeating is safe.

        Raises:
            Unavailable: The store does not answer.
        """
        ...


class People(Protocol):
    """People whose name a provider tells only when it is asked."""

    def known(self, people: Collection[Person]) -> Known:
        """
        Return the profiles of those of *people* who are known.

        Raises:
            Unavailable: The store does not answer.
        """
        ...

    def expect(self, people: Collection[Person]) -> None:
        """
        Have their provider asked about *people*, soon.

        Not about those that it was asked about within a day (CHN-7). Repeating
        is safe.

        Raises:
            Unavailable: The store does not answer.
        """
        ...

    def take_due(self, now: datetime, until: datetime) -> Person | None:
        """Take the one most overdue in hand, until *until*; begins an attempt."""
        ...

    def learn(self, person: Person, channel: Channel, profile: Profile) -> None:
        """Store what the provider told and, if it is news, announce it."""
        ...

    def postpone(self, person: Person, due: datetime) -> None:
        """Ask about a person again at *due*."""
        ...

    def rest(self, person: Person) -> None:
        """Leave a person alone for a day, and then until they write again."""
        ...


class Profiles(Protocol):
    """What providers tell of people."""

    def of(self, channel: Channel, person: Person) -> Profile | None:
        """
        Return what the provider tells of a person; None if it does not.

        Raises:
            ProviderDown: It does not answer.
        """
        ...


class SentMessages(Protocol):
    """Messages of ours, as far as a person's receipts are about them."""

    def sent_to(
        self,
        channel_id: str,
        keys: Collection[str],
        status: Status,
        up_to: datetime | str,
    ) -> Sequence[Send]:
        """
        Return a person's messages that were sent and have not got to *status*.

        Oldest first. *up_to* is the last moment, or the provider's id of the
        last message; an id nobody knows gives none.
        """
        ...

    def in_flight(self, channel_id: str, keys: Collection[str]) -> Sequence[Send]:
        """Return a person's messages whose answer has not come, oldest first."""
        ...

    def advance(self, message_ids: Collection[str], status: Status) -> None:
        """Store that messages got to *status*, so that `sent_to` skips them."""
        ...
