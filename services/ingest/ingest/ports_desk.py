"""What people's work at the desk needs from outside, beside what is in `ports`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .domain.channels import Channel
from .domain.inbound import Call


class Inspector(Protocol):
    """Asks whether a channel works."""

    def check(self, channel: Channel) -> None:
        """
        Ask the provider whether it takes the credentials.

        Raises:
            CredentialsRefused: It does not; with its words.
            ProviderDown: It does not answer.
        """
        ...

    def subscribe(self, channel: Channel) -> None:
        """
        Have the provider call us, where that is asked for; safe to repeat.

        Raises:
            CredentialsRefused, ProviderDown: As `check`.
        """
        ...

    def webhook_trouble(self, channel: Channel) -> str:
        """Call our own webhook as the provider would; say what is wrong, if so."""
        ...


class Replayer(Protocol):
    """Puts calls on their way to the worker once more."""

    def replay(self, calls: Sequence[Call]) -> None:
        """
        Publish *calls*, and come back when the broker has them.

        Raises:
            Unavailable: The broker did not confirm them all.
        """
        ...
