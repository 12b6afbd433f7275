"""People whose name a provider tells only when it is asked (MSG-4, CHN-7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from .channels import Kind
from .inbound import Sender

NAMELESS = frozenset({Kind.MESSENGER, Kind.INSTAGRAM})
"""Kinds whose calls name people by an id alone."""

FRESH = timedelta(days=1)
"""How long a profile counts as it was read: its picture may expire (CHN-7)."""

DELAYS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
"""Until the second attempt, the third, and all after it; then the next day."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person shows of themselves; each may be empty."""

    name: str = ""
    handle: str = ""
    avatar_url: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """
    Somebody to ask a provider about; `key` is a prefixed id.

    `profile` is what was known before, `tries` counts the attempts in a row,
    the present one included.
    """

    account_id: str
    channel_id: str
    key: str
    profile: Profile = Profile()
    tries: int = 0

    @property
    def provider_id(self) -> str:
        """The id without its prefix."""
        return self.key.partition(":")[2]

    @property
    def delay(self) -> timedelta:
        """How long to wait when the provider does not answer."""
        return DELAYS[self.tries - 1] if 0 < self.tries <= len(DELAYS) else FRESH


Known = Mapping[tuple[str, str], Profile]
"""Profiles by channel id and key."""


def named(sender: Sender, channel_id: str, known: Known) -> Sender:
    """Return *sender* with what is known of them and the call did not tell."""
    for key in sender.keys:
        profile = known.get((channel_id, key))
        if profile is not None:
            return replace(
                sender,
                display_name=sender.display_name or profile.name,
                handle=sender.handle or profile.handle,
                avatar_url=sender.avatar_url or profile.avatar_url,
            )
    return sender
