"""Who has a conversation: the aggregate, and the record of why."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime

from .distribution import Candidate, Method
from .errors import AssignmentChanged, ConversationClosed
from .events import AssignmentMade, Reason

REMEMBERED_REQUESTS = 10


class Trigger(enum.StrEnum):
    """What led to a decision."""

    OPENED = "opened"
    REOPENED = "reopened"
    WAITING = "waiting"
    CLAIM = "claim"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class Decision:
    """
    One decision about a conversation, and why.

    `policy` is the method or reopen policy in force, empty for a person's own
    act; `settings_version` the version of the settings that said so.
    `assignee_id` empty: nobody got it. `actor_id` empty: the system decided.
    """

    trigger: Trigger
    at: datetime
    assignee_id: str = ""
    policy: str = ""
    settings_version: int = 0
    candidates: tuple[Candidate, ...] = ()
    actor_id: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """
    A conversation waits for somebody eligible, since when and by which method.

    The method is the one in force when it opened: changing the settings
    affects later conversations only (DST-1). `owner_id` is whom it waits for
    under the owner method, empty while the contact has no owner.
    """

    since: datetime
    method: Method
    settings_version: int = 0
    owner_id: str = ""


@dataclass(frozen=True, slots=True)
class OwnerWait:
    """
    A conversation just opened, and the CRM has not said yet whose it is.

    Nothing is decided, and nobody was told anything, until the CRM says so or
    the moment *until* has come.
    """

    until: datetime
    settings_version: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """
    Who or what acts, and when.

    `cause_id` is the event or request that led to it; `message_id` the inbound
    message, if one did.
    """

    at: datetime
    cause_id: str = ""
    actor_id: str = ""
    message_id: str = ""


@dataclass(slots=True)
class Assignment:
    """
    Who is responsible for a conversation.

    `assignee_id` is kept while closed, for information and for reopening
    (D-17), and counts as load only while open. `version` counts changes that
    others hear of. `sequence` is the place in the conversation of the newest
    opening or closing that was applied: what is not newer was applied before,
    or was overtaken. `loaded_mark` is (version, sequence) as stored when it
    was read, None if it is new; the store saves only over these.
    """

    account_id: str
    conversation_id: str
    channel_id: str
    is_open: bool = True
    assignee_id: str = ""
    sector_id: str = ""
    version: int = 0
    sequence: int = 0
    message_id: str = ""
    wait: Wait | None = None
    owner_wait: OwnerWait | None = None
    request_ids: tuple[str, ...] = ()
    update_time: datetime | None = None
    loaded_mark: tuple[int, int] | None = None
    events: list[AssignmentMade] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def holder_id(self) -> str:
        """Whose load it counts in; empty when nobody's."""
        return self.assignee_id if self.is_open else ""

    def opens(self, sequence: int, *, message_id: str) -> bool:
        """
        Open it, unless this opening was applied before; tell which (DST-14).

        Nobody has it until the caller decides; `assignee_id` still names who
        had it, to be told as the former one.
        """
        if sequence <= self.sequence:
            return False
        self.is_open = True
        self.sequence = sequence
        self.message_id = message_id
        self.wait = self.owner_wait = None
        return True

    def closes(self, sequence: int) -> bool:
        """Close it, unless something newer was applied; tell which."""
        if sequence <= self.sequence:
            return False
        self.is_open = False
        self.sequence = sequence
        self.wait = self.owner_wait = None
        return True

    def wait_for_owner(self, wait: OwnerWait, step: Step) -> None:
        """Put the decision off until the CRM says whose the contact is."""
        self.owner_wait = wait
        self.assignee_id = ""
        self.version += 1
        self.update_time = step.at

    def goes_to(
        self, user_id: str, reason: Reason, step: Step, *, wait: Wait | None = None
    ) -> None:
        """
        Say who has it from now on; *user_id* empty is nobody.

        *wait* says that it waits for somebody eligible; only with nobody.
        """
        former_id, self.assignee_id = self.assignee_id, user_id
        self.wait, self.owner_wait = wait, None
        self.version += 1
        self.update_time = step.at
        self.events.append(
            AssignmentMade(
                account_id=self.account_id,
                conversation_id=self.conversation_id,
                assignee_id=user_id,
                former_assignee_id=former_id,
                sector_id=self.sector_id,
                version=self.version,
                waiting=wait is not None,
                reason=reason,
                actor_id=step.actor_id,
                message_id=step.message_id,
                cause_id=step.cause_id,
                at=step.at,
            )
        )

    def must_be_open(self) -> None:
        """Raise ConversationClosed unless it is open (ASG-4)."""
        if not self.is_open:
            raise ConversationClosed(
                "the conversation is closed; reopen it first",
                conversation_id=self.conversation_id,
            )

    def must_be_at(self, seen_version: int) -> None:
        """Raise AssignmentChanged unless *seen_version* is present or 0 (ASG-6)."""
        if seen_version not in (0, self.version):
            raise AssignmentChanged(
                "somebody changed the assignment meanwhile; look again",
                conversation_id=self.conversation_id,
                assignee_id=self.assignee_id,
                version=str(self.version),
            )

    def remembers(self, request_id: str) -> bool:
        """Tell whether a person's request was carried out already."""
        return bool(request_id) and request_id in self.request_ids

    def remember(self, request_id: str) -> None:
        """Remember a request, so that sending it again changes nothing."""
        if request_id:
            kept = self.request_ids[1 - REMEMBERED_REQUESTS :]
            self.request_ids = (*kept, request_id)
