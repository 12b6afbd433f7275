"""Users as routing sees them, the channels they see, and what rules one out."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, datetime

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When somebody was last given a conversation who never was."""

MOST_CAPACITY = 1000


class Rule(enum.StrEnum):
    """Why somebody cannot be given a conversation."""

    INACTIVE = "inactive"
    NOT_ATTENDANT = "not_attendant"
    CHANNEL = "channel"
    SECTOR = "sector"
    UNAVAILABLE = "unavailable"
    OFFLINE = "offline"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Channel:
    """What decides who may see the conversations of a channel (PRM-7)."""

    account_id: str
    channel_id: str
    shared: bool
    installer_id: str


@dataclass(frozen=True, slots=True)
class Attendant:
    """
    A user of an account.

    `load` counts conversations in progress: open and assigned to the user
    (DST-12). `capacity` is the most of them, 0 for no limit. `may_inbox`
    tells whether the user may see shared channels. `assign_time` is when
    distribution or a person last gave them one, `NEVER` if nobody did, in
    microseconds, so that several given in one step keep their order.
    """

    account_id: str
    user_id: str
    name: str
    is_attendant: bool = True
    available: bool = True
    online: bool = False
    load: int = 0
    capacity: int = 0
    sector_ids: frozenset[str] = frozenset()
    active: bool = True
    may_inbox: bool = True
    assign_time: datetime = NEVER

    @property
    def has_room(self) -> bool:
        """Whether one more conversation fits."""
        return self.capacity == 0 or self.load < self.capacity

    def sees(self, channel: Channel | None) -> bool:
        """
        Tell whether the user may work with *channel*.

        None is a channel routing has not heard of yet: nobody sees it, since
        it may turn out to be private.
        """
        if channel is None or not self.active:
            return False
        return channel.installer_id == self.user_id or (
            channel.shared and self.may_inbox
        )


def ruled_out_by(  # noqa: PLR0911  # one line per rule
    attendant: Attendant,
    *,
    channel: Channel | None,
    sector_id: str = "",
    must_be_online: bool = False,
) -> Rule | None:
    """
    Return the first rule that keeps distribution from choosing *attendant*.

    None means eligible. *sector_id* empty is a conversation without a sector,
    which any attendant may get.

    Source: SPEC D-1, AVL-5, DST-9, DST-13; PRM-7 for private channels.
    """
    if not attendant.active:
        return Rule.INACTIVE
    if not attendant.is_attendant:
        return Rule.NOT_ATTENDANT
    if not attendant.sees(channel):
        return Rule.CHANNEL
    if sector_id and sector_id not in attendant.sector_ids:
        return Rule.SECTOR
    if not attendant.available:
        return Rule.UNAVAILABLE
    if must_be_online and not attendant.online:
        return Rule.OFFLINE
    return None if attendant.has_room else Rule.FULL
