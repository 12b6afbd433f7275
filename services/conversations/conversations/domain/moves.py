"""What can happen to a conversation: a message in or out, an assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .contact import Sender
from .content import Content, Quote

NOTICE = "notice"
"""The kind of what a provider tells of a person; nobody wrote it."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """
    A message by the person; *message_id* is for the entry it makes.

    *reply_to* is the provider's id of what it answers, *quote* that message as
    far as we know it. *referral* is what led the person to write, encoded.
    """

    message_id: str
    provider_message_id: str
    provider_time: datetime
    kind: str
    text: str
    provider_kind: str
    sender: Sender
    cause_id: str
    content: Content | None = None
    opens_window: bool = True
    reply_to: str = ""
    quote: Quote | None = None
    referral: bytes = b""

    @property
    def is_notice(self) -> bool:
        """Whether nobody wrote it."""
        return self.kind == NOTICE


@dataclass(frozen=True, slots=True)
class Outbound:
    """
    A message by a user; *natural_key* makes repeating it harmless.

    *by_template* says that it may go out although the window has shut.
    """

    message_id: str
    natural_key: str
    request_id: str
    author_id: str
    text: str
    seen_sequence: int
    kind: str = "text"
    content: Content | None = None
    quote: Quote | None = None
    by_template: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Echo:
    """A message of ours that was written elsewhere; see `Outbound`."""

    message_id: str
    provider_message_id: str
    provider_time: datetime
    kind: str
    text: str
    origin: str
    cause_id: str
    content: Content | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who has a conversation, as routing says; empty ids mean nobody."""

    assignee_id: str
    sector_id: str
    version: int
    waiting: bool
    actor_id: str
    reason: str
    timeline_id: str
    cause_id: str
