"""What each messaging app allows: how long a text may be, and for how long."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from .errors import TextEmpty, TextTooLong

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
"""Longest outbound text, in the units of `text_length`."""


def text_length(kind: ChannelKind, text: str) -> int:
    """
    Return the length of *text* as its provider counts it, or more.

    Instagram counts bytes of UTF-8. The others say "characters" and do not
    say which, so the widest reading is taken, UTF-16 units: an emoji counts
    2 or more, as it does in a browser, and no provider counts it higher.
    """
    if kind is ChannelKind.INSTAGRAM:
        return len(text.encode())
    return len(text.encode("utf-16-le")) // 2


def check_text(kind: ChannelKind, text: str) -> None:
    """
    Raises:
        TextEmpty: There is nothing to see in *text*.
        TextTooLong: It is longer than the channel takes.
    """
    if not any(c.isprintable() and not c.isspace() for c in text):
        raise TextEmpty("the text is empty; write something", field="text")
    limit = TEXT_LIMITS[kind]
    length = text_length(kind, text)
    if length > limit:
        raise TextTooLong(
            "the text is too long for this channel; shorten it",
            field="text",
            limit=str(limit),
            length=str(length),
        )


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
