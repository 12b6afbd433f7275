"""Following what routing and the CRM say about conversations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..domain.contact import CrmContact
from ..domain.conversation import Conversation
from ..domain.moves import Assigned
from ..ports import Clock, Conversations
from .outcome import Outcome
from .racing import until_agreed


@dataclass(frozen=True, slots=True)
class ApplyAssignment:
    """Show who has a conversation."""

    account_id: str
    conversation_id: str
    assigned: Assigned

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


def follow(
    commands: Sequence[ApplyAssignment | ApplyContact],
    *,
    conversations: Conversations,
    clock: Clock,
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
        attempt = _attempt(
            account_id, [commands[i] for i in indexes], conversations, clock
        )
        outcomes.update(zip(indexes, until_agreed(attempt), strict=True))
    return [outcomes[index] for index in range(len(commands))]


def _attempt(
    account_id: str,
    commands: Sequence[ApplyAssignment | ApplyContact],
    conversations: Conversations,
    clock: Clock,
) -> Callable[[], list[Outcome]]:
    def attempt() -> list[Outcome]:
        found = conversations.find(account_id, {c.conversation_id for c in commands})
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

    return attempt
