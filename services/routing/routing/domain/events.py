"""What routing tells the others, in the past tense."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from .attendant import Attendant


class Reason(enum.StrEnum):
    """Why somebody has a conversation, or nobody has."""

    CLAIM = "claim"
    MANUAL = "manual"
    METHOD = "method"
    KEEP_ASSIGNEE = "keep_assignee"
    REOPEN = "reopen"
    NO_ONE_ELIGIBLE = "no_one_eligible"
    POLICY = "policy"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class AssignmentMade:
    """
    Who has a conversation was decided; `assignee_id` empty means nobody.

    `message_id` is the inbound message that led to it, empty when a user
    acted. `version`, `waiting` and `sector_id` are those after it.
    """

    account_id: str
    conversation_id: str
    assignee_id: str
    former_assignee_id: str
    sector_id: str
    version: int
    waiting: bool
    reason: Reason
    actor_id: str
    message_id: str
    cause_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AttendantChanged:
    """Somebody's availability, presence, load or part in distribution changed."""

    attendant: Attendant
    at: datetime
    cause_id: str = ""


Event = AssignmentMade | AttendantChanged
