"""Mails that wait to be sent, and how long they may."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from .preferences import Trigger

FIRST_DELAY = timedelta(seconds=15)
LONGEST_DELAY = timedelta(hours=1)
LIFETIME = timedelta(days=1)
"""Who was to know of something a day ago knows by now, or does not care."""

LEASE = timedelta(minutes=5)
"""How long one worker may take to send one mail before another tries."""


class State(enum.Enum):
    """Where a mail stands."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Mail:
    """
    A notification by e-mail.

    `attempts` counts those begun, one that is under way included.
    """

    mail_id: str
    account_id: str
    user_id: str
    trigger: Trigger
    conversation_id: str
    channel_id: str
    contact_name: str
    preview: str
    create_time: datetime
    due_time: datetime
    attempts: int

    def expired(self, now: datetime) -> bool:
        """Tell whether it is too old to be of use to anybody."""
        return now > self.create_time + LIFETIME

    def next_time(self, now: datetime) -> datetime | None:
        """Return when to try again after a failure; None: not any more."""
        delay = min(FIRST_DELAY * 2 ** min(self.attempts - 1, 16), LONGEST_DELAY)
        again = now + delay
        return None if self.expired(again) else again


class Undeliverable(Exception):
    """The mail will never be taken; others may."""


class NotNow(Exception):
    """The mail was not taken, and may be later; others may be now."""


class ServerDown(Exception):
    """No mail is taken at present."""
