"""The messaging apps, and how long one may answer on each."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)
"""How long one may answer after the person wrote (WIN-1)."""


class ChannelKind(enum.Enum):
    """The messaging app of a channel, and the way it is reached."""

    WHATSAPP_CLOUD = "whatsapp_cloud"
    WHATSAPP_TWILIO = "whatsapp_twilio"
    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    WEBCHAT = "webchat"

    @property
    def has_window(self) -> bool:
        """Whether answers are limited in time; web chat's are not (WIN-7)."""
        return self is not ChannelKind.WEBCHAT


TEXT_LIMITS = {
    ChannelKind.WHATSAPP_CLOUD: 4096,
    ChannelKind.WHATSAPP_TWILIO: 1600,
    ChannelKind.MESSENGER: 2000,
    ChannelKind.INSTAGRAM: 1000,
    ChannelKind.WEBCHAT: 4096,
}
"""Longest text until ingest tells what a channel can carry."""


def window_after(
    kind: ChannelKind,
    present: datetime | None,
    *,
    written_at: datetime,
    now: datetime,
) -> datetime | None:
    """
    Return when the reply window shuts after an inbound message.

    It never moves back, so a late webhook with an old time changes nothing
    (WIN-8), and a provider's clock ahead of ours grants no more than 24 hours
    from *now*. None on channels without a window.
    """
    if not kind.has_window:
        return None
    shuts = min(written_at, now) + WINDOW
    return shuts if present is None or shuts > present else present
