"""
What the gateway knows of channels: names, and who may see which.

A copy in memory. It is read from ingest at start and after every gap in the
bus, and kept by ingest's events in between. What an event said while the copy
was being read is newer than what was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from recado.ingest.v1 import channel_pb2

from .domain.access import visible_ids
from .domain.people import User

Proto = channel_pb2.Channel


@dataclass(frozen=True, slots=True)
class KnownChannel:
    """One channel, as far as seeing it goes."""

    channel_id: str
    installer_id: str
    shared: bool
    name: str


class Directory:
    """The channels of all accounts. Used from the loop only."""

    def __init__(self) -> None:
        self._accounts: dict[str, dict[str, KnownChannel]] = {}
        self._touched: set[str] = set()
        self.loaded = False

    def begin_reading(self) -> None:
        """Remember from now on which channels events tell about."""
        self._touched.clear()

    def replace(self, channels: Iterable[Proto]) -> None:
        """Take over what was read since `begin_reading`."""
        fresh: dict[str, dict[str, KnownChannel]] = {}
        for channel in channels:
            fresh.setdefault(channel.account_id, {})[channel.channel_id] = _known(
                channel
            )
        for account_id, channels_by_id in self._accounts.items():
            for channel_id in self._touched & channels_by_id.keys():
                fresh.setdefault(account_id, {})[channel_id] = channels_by_id[
                    channel_id
                ]
        self._accounts, self.loaded = fresh, True

    def apply(self, channel: Proto) -> None:
        """Take over what an event told."""
        self._touched.add(channel.channel_id)
        self._accounts.setdefault(channel.account_id, {})[channel.channel_id] = _known(
            channel
        )

    def name(self, account_id: str, channel_id: str) -> str:
        """Return the channel's name; empty when it is not known."""
        channel = self._accounts.get(account_id, {}).get(channel_id)
        return channel.name if channel else ""

    def all_ids(self, account_id: str) -> frozenset[str]:
        """Return the ids of every channel of the account."""
        return frozenset(self._accounts.get(account_id, {}))

    def visible(self, user: User, permissions: frozenset[str]) -> frozenset[str]:
        """Return the ids of the channels the user may see."""
        channels = self._accounts.get(user.account_id, {})
        return visible_ids(channels.values(), user.user_id, permissions)


def _known(channel: Proto) -> KnownChannel:
    return KnownChannel(
        channel_id=channel.channel_id,
        installer_id=channel.installer_id,
        shared=channel.visibility == Proto.VISIBILITY_SHARED,
        name=channel.name,
    )
