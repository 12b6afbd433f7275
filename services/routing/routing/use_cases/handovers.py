"""A person claims, assigns or unassigns; and asks who has what, and why."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.identity import Identity

from ..domain.assignment import Assignment, Decision, Step, Trigger
from ..domain.errors import AlreadyAssigned, AssignmentUnknown
from ..domain.events import Reason
from ..domain.roster import Roster
from ..ports import Clock, Reader, Store, Transaction

LISTED_DECISIONS = 50


@dataclass(frozen=True, slots=True)
class ClaimConversation:
    """The caller takes an unassigned conversation."""

    conversation_id: str
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class AssignConversation:
    """
    The caller gives a conversation to a user, whoever has it.

    `seen_version` is the assignment version the caller saw; 0 means any.
    """

    conversation_id: str
    user_id: str
    seen_version: int = 0
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class UnassignConversation:
    """The caller takes a conversation from whoever has it."""

    conversation_id: str
    request_id: str = ""


def claim_conversation(
    command: ClaimConversation, *, caller: Identity, store: Store, clock: Clock
) -> Assignment:
    """
    Give an unassigned conversation to the caller; of several one wins (ASG-5).

    Claiming what one has changes nothing, nor does a request carried out
    already.

    Raises:
        AssignmentUnknown, ConversationClosed, AlreadyAssigned,
        UserWithoutAccess, AttendantUnavailable, AttendantFull.
    """

    def work(transaction: Transaction) -> Assignment:
        assignment = _seen(transaction, caller, command.conversation_id)
        if assignment.remembers(command.request_id):
            return assignment
        assignment.must_be_open()
        if assignment.assignee_id == caller.user_id:
            return assignment
        if assignment.assignee_id:
            raise AlreadyAssigned(
                "somebody else was first",
                conversation_id=assignment.conversation_id,
                assignee_id=assignment.assignee_id,
            )
        assignment.remember(command.request_id)
        step = Step(clock(), command.request_id, caller.user_id)
        return _give(transaction, assignment, caller.user_id, Trigger.CLAIM, step)

    return store.change(caller.account_id, work)


def assign_conversation(
    command: AssignConversation, *, caller: Identity, store: Store, clock: Clock
) -> Assignment:
    """
    Give a conversation to a user, whoever has it now (ASG-1, ASG-4, ASG-6).

    A request that was carried out already changes nothing, nor does giving it
    to whoever has it. On a refusal the old assignee keeps it.

    Raises:
        AssignmentUnknown, ConversationClosed, AssignmentChanged, UserUnknown,
        UserWithoutAccess, AttendantUnavailable, AttendantFull.
    """

    def work(transaction: Transaction) -> Assignment:
        assignment = _seen(transaction, caller, command.conversation_id)
        if assignment.remembers(command.request_id):
            return assignment
        assignment.must_be_open()
        if assignment.assignee_id == command.user_id:
            return assignment
        assignment.must_be_at(command.seen_version)
        assignment.remember(command.request_id)
        step = Step(clock(), command.request_id, caller.user_id)
        return _give(transaction, assignment, command.user_id, Trigger.ASSIGN, step)

    return store.change(caller.account_id, work)


def unassign_conversation(
    command: UnassignConversation, *, caller: Identity, store: Store, clock: Clock
) -> Assignment:
    """
    Take a conversation from whoever has it; nobody is chosen anew (ASG-7).

    Raises:
        AssignmentUnknown, ConversationClosed.
    """

    def work(transaction: Transaction) -> Assignment:
        assignment = _seen(transaction, caller, command.conversation_id)
        if assignment.remembers(command.request_id):
            return assignment
        assignment.must_be_open()
        if not assignment.assignee_id:
            return assignment
        assignment.remember(command.request_id)
        step = Step(clock(), command.request_id, caller.user_id)
        roster = Roster({})
        roster.take(assignment.holder_id)
        _record(assignment, Trigger.UNASSIGN, "", step)
        assignment.goes_to("", Reason.MANUAL, step)
        transaction.save([assignment], roster)
        return assignment

    return store.change(caller.account_id, work)


def get_assignment(
    conversation_id: str, *, caller: Identity, store: Store
) -> Assignment:
    """
    Return the assignment of a conversation.

    Raises:
        AssignmentUnknown: Routing never heard of it, or the caller may not
            see its channel.
    """
    return _seen(store.read(caller.account_id), caller, conversation_id)


def list_decisions(
    conversation_id: str, *, caller: Identity, store: Store
) -> list[tuple[str, Decision]]:
    """
    Return the newest 50 decisions about a conversation, newest first.

    Raises:
        AssignmentUnknown: As `get_assignment`.
    """
    reader = store.read(caller.account_id)
    _seen(reader, caller, conversation_id)
    return reader.decisions(conversation_id, LISTED_DECISIONS)


def _seen(reader: Reader, caller: Identity, conversation_id: str) -> Assignment:
    found = reader.assignments([conversation_id]).get(conversation_id)
    if found is None or not caller.sees(found.channel_id):
        raise AssignmentUnknown("no such conversation", conversation_id=conversation_id)
    return found


def _give(
    transaction: Transaction,
    assignment: Assignment,
    user_id: str,
    trigger: Trigger,
    step: Step,
) -> Assignment:
    roster = Roster.of(transaction.attendants([user_id]))
    channels = transaction.channels([assignment.channel_id])
    roster.admit(user_id, channels.get(assignment.channel_id))
    roster.take(assignment.holder_id)
    roster.give(user_id, at=step.at)
    _record(assignment, trigger, user_id, step)
    reason = Reason.CLAIM if trigger is Trigger.CLAIM else Reason.MANUAL
    assignment.goes_to(user_id, reason, step)
    transaction.save([assignment], roster)
    return assignment


def _record(assignment: Assignment, trigger: Trigger, user_id: str, step: Step) -> None:
    assignment.decisions.append(
        Decision(trigger, step.at, assignee_id=user_id, actor_id=step.actor_id)
    )
