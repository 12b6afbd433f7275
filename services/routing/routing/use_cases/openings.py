"""Conversations open, reopen and close; each opening is decided once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.assignment import Assignment, Step, Trigger
from ..domain.distribution import ReopenPolicy
from ..domain.events import Reason
from ..ports import Clock, Store, Transaction
from .desk import Desk, Policy
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """
    A person wrote on a channel for the first time, or a user to them.

    `sequence` is the place of the event in the conversation; `message_id` the
    message they wrote, `starter_id` the user who began and is to have it.
    """

    account_id: str
    conversation_id: str
    channel_id: str
    sequence: int
    message_id: str
    cause_id: str
    starter_id: str = ""


@dataclass(frozen=True, slots=True)
class ReopenConversation:
    """
    A closed conversation is open again.

    `actor_id` is empty when the person wrote again, and then `message_id`
    says what; `former_id` is who had it, as conversations knows. `starter_id`
    is the user who wrote first and is to have it; empty otherwise.
    """

    account_id: str
    conversation_id: str
    channel_id: str
    sequence: int
    message_id: str
    cause_id: str
    actor_id: str
    former_id: str
    starter_id: str = ""


@dataclass(frozen=True, slots=True)
class CloseConversation:
    """A conversation was closed."""

    account_id: str
    conversation_id: str
    channel_id: str
    sequence: int
    cause_id: str


ConversationChange = OpenConversation | ReopenConversation | CloseConversation


def follow_conversations(
    account_id: str,
    commands: Sequence[ConversationChange],
    *,
    store: Store,
    clock: Clock,
    policy: Policy,
) -> list[Outcome]:
    """
    Apply what happened to conversations of one account, in order.

    All in one atomic step, whatever their number. Every opening is answered
    by exactly one event; while the CRM has yet to say whose the contact is,
    `decide_awaited` gives that answer. Safe to repeat: what was applied
    before, or was overtaken by something newer, changes nothing (DST-14).
    """

    def work(transaction: Transaction) -> list[Outcome]:
        found = transaction.assignments({c.conversation_id for c in commands})
        for command in commands:
            found.setdefault(command.conversation_id, _new(command))
        desk = Desk(transaction, found.values(), policy=policy, at=clock())
        outcomes = [_apply(c, found[c.conversation_id], desk) for c in commands]
        touched = {
            c.conversation_id: found[c.conversation_id]
            for c, outcome in zip(commands, outcomes, strict=True)
            if outcome is not Outcome.UNCHANGED
        }
        desk.save(touched.values())
        return outcomes

    return store.change(account_id, work)


def _new(command: ConversationChange) -> Assignment:
    return Assignment(command.account_id, command.conversation_id, command.channel_id)


def _apply(command: ConversationChange, assignment: Assignment, desk: Desk) -> Outcome:
    if isinstance(command, CloseConversation):
        return _close(command, assignment, desk)
    # An opening overtaken by the next one: whoever has it gives it back.
    holder_id = assignment.holder_id
    if not assignment.opens(command.sequence, message_id=command.message_id):
        return Outcome.UNCHANGED
    desk.release(holder_id)
    step = Step(desk.at, command.cause_id, message_id=command.message_id)
    if command.starter_id:
        return _start(command.starter_id, assignment, desk, step)
    if isinstance(command, OpenConversation):
        return desk.distribute(assignment, Trigger.OPENED, step)
    return _reopen(command, assignment, desk, step)


def _start(starter_id: str, assignment: Assignment, desk: Desk, step: Step) -> Outcome:
    """Give it to who began it (ACT-7); to nobody if they may not have it."""
    step = Step(step.at, step.cause_id, actor_id=starter_id)
    if desk.keep(
        assignment,
        starter_id,
        Reason.CLAIM,
        step,
        trigger=Trigger.OPENED,
        policy="starter",
    ):
        return Outcome.ASSIGNED
    return desk.leave(assignment, Trigger.OPENED, Reason.POLICY, step)


def _reopen(
    command: ReopenConversation, assignment: Assignment, desk: Desk, step: Step
) -> Outcome:
    assignment.assignee_id = assignment.assignee_id or command.former_id
    former_id = assignment.assignee_id
    if command.actor_id:
        step = Step(step.at, step.cause_id, actor_id=command.actor_id)
        if desk.keep(assignment, former_id, Reason.REOPEN, step):
            return Outcome.ASSIGNED
        return desk.leave(assignment, Trigger.REOPENED, Reason.POLICY, step)
    policy = desk.distribution.reopen_policy
    if policy is ReopenPolicy.UNASSIGNED:
        return desk.leave(assignment, Trigger.REOPENED, Reason.POLICY, step)
    if policy is ReopenPolicy.KEEP_ASSIGNEE and desk.keep(
        assignment, former_id, Reason.KEEP_ASSIGNEE, step
    ):
        return Outcome.ASSIGNED
    return desk.distribute(assignment, Trigger.REOPENED, step)


def _close(command: CloseConversation, assignment: Assignment, desk: Desk) -> Outcome:
    holder_id = assignment.holder_id
    if not assignment.closes(command.sequence):
        return Outcome.UNCHANGED
    desk.release(holder_id)
    return Outcome.CLOSED
