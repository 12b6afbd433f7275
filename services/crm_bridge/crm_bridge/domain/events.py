"""What happened to contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .contact import Contact


@dataclass(frozen=True, slots=True)
class ContactMatched:
    """A conversation's person was recognised, or got a profile."""

    conversation_id: str
    contact: Contact
    at: datetime
    cause_id: str


@dataclass(frozen=True, slots=True)
class ContactEdited:
    """A contact is not what it was; these conversations have it, in no order."""

    contact: Contact
    conversation_ids: tuple[str, ...]
    at: datetime
