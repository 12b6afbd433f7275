"""What can happen to a conversation: a message in or out, an assignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .contact import Sender


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message by the person; *message_id* is for the entry it makes."""

    message_id: str
    provider_message_id: str
    provider_time: datetime
    kind: str
    text: str
    provider_kind: str
    sender: Sender
    cause_id: str


@dataclass(frozen=True, slots=True)
class Outbound:
    """A text by a user; *natural_key* makes repeating it harmless."""

    message_id: str
    natural_key: str
    request_id: str
    author_id: str
    text: str
    seen_sequence: int


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
