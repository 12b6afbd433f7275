"""What taking in calls needs from outside, beside what is in `ports`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from .domain.channels import Channel
from .domain.content import IncomingFile
from .domain.delivery import Send
from .domain.inbound import Status


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
