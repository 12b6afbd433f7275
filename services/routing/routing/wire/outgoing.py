"""Domain objects as messages; none of these can fail."""

from __future__ import annotations

from recado.routing.v1 import assignment_pb2, events_pb2, roster_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.assignment import Assignment, Decision
from ..domain.attendant import Attendant
from ..domain.distribution import Distribution
from ..domain.events import AssignmentMade, AttendantChanged
from ..domain.sector import Sector
from .incoming import METHODS, REOPEN_POLICIES

METHOD_NUMBERS = {method: number for number, method in METHODS.items()}
REOPEN_POLICY_NUMBERS = {policy: number for number, policy in REOPEN_POLICIES.items()}


def write_assignment_made(event: AssignmentMade) -> Outgoing:
    """Write `conversation_assigned`, or `conversation_unassigned` for nobody."""
    assigned = bool(event.assignee_id)
    kind = (
        events_pb2.ConversationAssigned
        if assigned
        else events_pb2.ConversationUnassigned
    )
    message = kind(
        assignment=_after(event),
        former_assignee_id=event.former_assignee_id,
        actor_id=event.actor_id,
        reason=event.reason.value,
        message_id=event.message_id,
    )
    stamp(
        message,
        account_id=event.account_id,
        at=event.at,
        causation_id=event.cause_id,
    )
    return Outgoing(
        routing_key="conversation_assigned" if assigned else "conversation_unassigned",
        message=message,
        subject=event.conversation_id,
    )


def _after(event: AssignmentMade) -> assignment_pb2.Assignment:
    message = assignment_pb2.Assignment(
        conversation_id=event.conversation_id,
        assignee_id=event.assignee_id,
        sector_id=event.sector_id,
        version=event.version,
        waiting=event.waiting,
    )
    message.update_time.FromDatetime(event.at)
    return message


def write_attendant_changed(event: AttendantChanged) -> Outgoing:
    """Write `attendant_changed`."""
    message = events_pb2.AttendantChanged(attendant=write_attendant(event.attendant))
    stamp(
        message,
        account_id=event.attendant.account_id,
        at=event.at,
        causation_id=event.cause_id,
    )
    return Outgoing(
        routing_key="attendant_changed",
        message=message,
        subject=event.attendant.user_id,
    )


def write_assignment(assignment: Assignment) -> assignment_pb2.Assignment:
    """Write who has a conversation."""
    message = assignment_pb2.Assignment(
        conversation_id=assignment.conversation_id,
        assignee_id=assignment.assignee_id,
        sector_id=assignment.sector_id,
        version=assignment.version,
        waiting=assignment.wait is not None,
    )
    if assignment.update_time is not None:
        message.update_time.FromDatetime(assignment.update_time)
    return message


def write_decision(
    conversation_id: str, decision_id: str, decision: Decision
) -> assignment_pb2.Decision:
    """Write one decision with its candidates."""
    message = assignment_pb2.Decision(
        decision_id=decision_id,
        conversation_id=conversation_id,
        trigger=decision.trigger.value,
        policy=decision.policy,
        settings_version=decision.settings_version,
        candidates=[
            assignment_pb2.Decision.Candidate(
                user_id=candidate.user_id,
                load=candidate.load,
                ruled_out_by=candidate.ruled_out_by or "",
            )
            for candidate in decision.candidates
        ],
        assignee_id=decision.assignee_id,
        actor_id=decision.actor_id,
    )
    message.decide_time.FromDatetime(decision.at)
    return message


def write_attendant(attendant: Attendant) -> roster_pb2.Attendant:
    """Write a user as routing sees one."""
    return roster_pb2.Attendant(
        user_id=attendant.user_id,
        name=attendant.name,
        is_attendant=attendant.is_attendant,
        available=attendant.available,
        online=attendant.online,
        load=attendant.load,
        capacity=attendant.capacity,
        sector_ids=sorted(attendant.sector_ids),
        active=attendant.active,
    )


def write_sector(sector: Sector, *, online: bool = False) -> roster_pb2.Sector:
    """Write a sector."""
    return roster_pb2.Sector(
        sector_id=sector.sector_id, name=sector.name, online=online
    )


def write_distribution(
    distribution: Distribution,
) -> roster_pb2.DistributionSettings:
    """Write how conversations are distributed."""
    return roster_pb2.DistributionSettings(
        method=METHOD_NUMBERS[distribution.method],
        reopen_policy=REOPEN_POLICY_NUMBERS[distribution.reopen_policy],
        version=distribution.version,
    )
