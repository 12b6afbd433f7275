"""Following what routing and the CRM say about conversations."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..domain.contact import CrmContact
from ..domain.conversation import Conversation
from ..domain.moves import Assigned
from ..ports import Clock, Conversations
from .outcome import Outcome
from .racing import until_agreed
from .turns import Turns


@dataclass(frozen=True, slots=True)
class ApplyAssignment:
    """Show who has a conversation."""

    account_id: str
    conversation_id: str
    assigned: Assigned

    @property
    def cause_id(self) -> str:
        """The event that told."""
        return self.assigned.cause_id

    def apply(self, conversation: Conversation, now: datetime) -> None:
        """Tell the conversation."""
        conversation.assign(self.assigned, now=now)


@dataclass(frozen=True, slots=True)
class ApplyContact:
    """Show a conversation's person as the CRM knows them."""

    account_id: str
    conversation_id: str
    contact: CrmContact
    cause_id: str

    def apply(self, conversation: Conversation, now: datetime) -> None:
        """Tell the conversation."""
        conversation.match(self.contact, now=now, cause_id=self.cause_id)


Following = ApplyAssignment | ApplyContact


def follow(
    commands: Sequence[Following],
    *,
    conversations: Conversations,
    clock: Clock,
    turns: Turns,
) -> list[Outcome]:
    """
    Apply *commands* and return what became of each, in their order.

    Safe to repeat and to reorder: each carries a version, and an older one
    does nothing. Who tells us of a conversation heard of it from us after it
    was stored, so one that is not there was deleted since: `UNKNOWN`.
    """
    outcomes: dict[int, Outcome] = {}
    by_account: dict[str, list[int]] = {}
    for index, command in enumerate(commands):
        by_account.setdefault(command.account_id, []).append(index)
    for account_id, indexes in by_account.items():
        own = [commands[i] for i in indexes]
        became = turns.shared(
            account_id,
            own,
            [command.cause_id for command in own],
            functools.partial(_follow, account_id, conversations, clock),
        )
        outcomes.update(zip(indexes, became, strict=True))
    return [outcomes[index] for index in range(len(commands))]


def _follow(
    account_id: str,
    conversations: Conversations,
    clock: Clock,
    commands: Sequence[Following],
) -> list[Outcome]:
    """Apply the *commands* of one account, in one save."""

    def attempt() -> list[Outcome]:
        found = conversations.recall(account_id, {c.conversation_id for c in commands})
        outcomes = []
        for command in commands:
            conversation = found.get(command.conversation_id)
            if conversation is None:
                outcomes.append(Outcome.UNKNOWN)
                continue
            before = conversation.sequence
            command.apply(conversation, clock())
            changed = conversation.sequence != before
            outcomes.append(Outcome.APPLIED if changed else Outcome.UNCHANGED)
        touched = [c for c in found.values() if c.events]
        if touched:
            conversations.save(account_id, touched)
        return outcomes

    return until_agreed(attempt)
