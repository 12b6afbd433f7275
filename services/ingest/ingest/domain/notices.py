"""What admins are shown of a channel as such, as its provider told it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ChannelNotice:
    """
    Something a provider told of a channel.

    `channel_id` is empty when it is about several channels: the whole account
    at the provider. `what` and `severity` are as in `news.Told`. The id is the
    same each time the call is read.
    """

    notice_id: str
    account_id: str
    channel_id: str
    what: str
    severity: str
    detail: str
    at: datetime
