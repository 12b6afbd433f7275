"""
Channels read a moment ago: every inbound message needs its channel.

Only what is found is remembered, so a channel that was connected just now is
seen at once. Not for sending: credentials must be the present ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import TypeVar

from ..domain.channels import Channel, Kind
from ..ports import Channels

REMEMBERED_SECONDS = 5.0

Key = TypeVar("Key", bound=Hashable)


class RecentChannels:
    """`by_id` and `by_provider_id` of the `Channels` port, from memory."""

    def __init__(
        self, channels: Channels, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._channels = channels
        self._now = now
        self._by_id: dict[str, Channel] = {}
        self._by_provider_id: dict[tuple[Kind, str], Channel] = {}
        self._forget_at = 0.0

    def by_id(self, channel_ids: Collection[str]) -> dict[str, Channel]:
        """Return those that exist, by id."""
        return self._read(channel_ids, self._by_id, self._channels.by_id)

    def by_provider_id(
        self, wanted: Collection[tuple[Kind, str]]
    ) -> dict[tuple[Kind, str], Channel]:
        """Return the Meta channels that exist, by kind and the provider's id."""
        return self._read(wanted, self._by_provider_id, self._channels.by_provider_id)

    def of_app(self, app_id: str, secret_print: str) -> Sequence[Channel]:
        """Return channels of a Meta app that share the secret."""
        return self._channels.of_app(app_id, secret_print)

    def forget(self) -> None:
        """Read anew from now on."""
        self._by_id.clear()
        self._by_provider_id.clear()

    def _read(
        self,
        wanted: Collection[Key],
        known: dict[Key, Channel],
        read: Callable[[Collection[Key]], Mapping[Key, Channel]],
    ) -> dict[Key, Channel]:
        if self._now() >= self._forget_at:
            self.forget()
            self._forget_at = self._now() + REMEMBERED_SECONDS
        missing = [each for each in wanted if each not in known]
        if missing:
            known.update(read(missing))
        return {each: known[each] for each in wanted if each in known}
