"""
Events and requests as commands; refuses what makes no sense.

Past these functions nothing is checked again, because nothing malformed can
exist there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from recado.conversations.v1 import events_pb2 as conversations
from recado.crm.v1 import events_pb2 as crm
from recado.gateway.v1 import events_pb2 as gateway
from recado.ingest.v1 import channel_pb2
from recado.ingest.v1 import events_pb2 as ingest
from recado.routing.v1 import roster_pb2, roster_service_pb2

from chassis.errors import Malformed

from ..domain.attendant import Channel
from ..domain.distribution import Method, ReopenPolicy
from ..use_cases.openings import (
    CloseConversation,
    ConversationChange,
    OpenConversation,
    ReopenConversation,
)
from ..use_cases.presence import ReportSessions
from ..use_cases.roster import ChangeAttendant, NoteChannel, NoteUser
from ..use_cases.waiting import NoteOwner

INBOX = "inbox"
"""The permission that shows shared channels to a user."""

METHODS = {
    roster_pb2.DistributionSettings.METHOD_MANUAL: Method.MANUAL,
    roster_pb2.DistributionSettings.METHOD_OWNER: Method.OWNER,
    roster_pb2.DistributionSettings.METHOD_FEWEST: Method.FEWEST,
    roster_pb2.DistributionSettings.METHOD_RANDOM: Method.RANDOM,
}

REOPEN_POLICIES = {
    roster_pb2.DistributionSettings.REOPEN_POLICY_KEEP_ASSIGNEE: (
        ReopenPolicy.KEEP_ASSIGNEE
    ),
    roster_pb2.DistributionSettings.REOPEN_POLICY_REDISTRIBUTE: (
        ReopenPolicy.REDISTRIBUTE
    ),
    roster_pb2.DistributionSettings.REOPEN_POLICY_UNASSIGNED: ReopenPolicy.UNASSIGNED,
}


def read_conversation_event(message: Any) -> ConversationChange:
    """
    Read `ConversationOpened`, `ConversationReopened` or `ConversationClosed`.

    Raises:
        Malformed: An id or the sequence is missing, or it is another event.
    """
    _, account_id = _metadata(message)
    conversation = message.conversation
    common: dict[str, Any] = {
        "account_id": account_id,
        "conversation_id": required(conversation, "conversation_id"),
        "channel_id": required(conversation, "channel_id"),
        "sequence": message.mark.sequence,
        "cause_id": message.metadata.event_id,
    }
    if message.mark.sequence < 1:
        raise Malformed("mark.sequence is not positive")
    if isinstance(message, conversations.ConversationOpened):
        # Who emitted it before it carried the id meant the last message by it.
        message_id = message.message_id or conversation.last_message.message_id
        return OpenConversation(
            **common, message_id=message_id, starter_id=message.starter_id
        )
    if isinstance(message, conversations.ConversationReopened):
        return ReopenConversation(
            **common,
            message_id=message.message_id,
            actor_id=message.actor_id,
            former_id=message.former_assignee_id,
            starter_id=message.starter_id,
        )
    if isinstance(message, conversations.ConversationClosed):
        return CloseConversation(**common)
    raise Malformed(f"not about opening or closing: {message.DESCRIPTOR.full_name}")


def read_user_event(
    message: gateway.UserRegistered
    | gateway.UserProfileChanged
    | gateway.UserDeactivated,
) -> NoteUser:
    """
    Read what the gateway says of a user.

    Raises:
        Malformed: An id or the moment is missing.
    """
    event_id, account_id = _metadata(message)
    user = message.user
    gone = isinstance(message, gateway.UserDeactivated)
    return NoteUser(
        account_id=account_id,
        user_id=required(user, "user_id"),
        name=user.name or user.email or user.user_id,
        active=user.active and not gone,
        may_inbox=INBOX in user.permissions,
        is_attendant=user.is_attendant,
        at=_occur_time(message),
        cause_id=event_id,
    )


def read_channel_event(
    message: ingest.ChannelConnected | ingest.ChannelChanged,
) -> NoteChannel:
    """
    Read who may see a channel.

    A visibility this reader does not know shows it to its installer only.

    Raises:
        Malformed: An id or the moment is missing.
    """
    event_id, account_id = _metadata(message)
    channel = message.channel
    return NoteChannel(
        channel=Channel(
            account_id=account_id,
            channel_id=required(channel, "channel_id"),
            shared=channel.visibility == channel_pb2.Channel.VISIBILITY_SHARED,
            installer_id=channel.installer_id,
        ),
        at=_occur_time(message),
        cause_id=event_id,
    )


def read_crm_event(message: crm.ContactMatched | crm.ContactEdited) -> NoteOwner:
    """
    Read whose contact is behind which conversations.

    Raises:
        Malformed: An id is missing.
    """
    event_id, account_id = _metadata(message)
    if isinstance(message, crm.ContactMatched):
        conversation_ids = [required(message, "conversation_id")]
    else:
        conversation_ids = list(message.conversation_ids)
    return NoteOwner(
        account_id=account_id,
        conversation_ids=tuple(conversation_ids),
        contact_id=required(message.contact, "contact_id"),
        owner_id=message.contact.owner_id,
        contact_version=message.contact.version,
        cause_id=event_id,
    )


def read_change_attendant(
    request: roster_service_pb2.ChangeAttendantRequest,
) -> ChangeAttendant:
    """
    Raises:
        Malformed: `user_id` is missing.
    """
    given = request.HasField
    return ChangeAttendant(
        user_id=required(request, "user_id"),
        is_attendant=request.is_attendant if given("is_attendant") else None,
        capacity=request.capacity if given("capacity") else None,
        sector_ids=frozenset(request.sector_ids) if request.change_sectors else None,
    )


def read_report_sessions(
    request: roster_service_pb2.ReportSessionsRequest,
) -> ReportSessions:
    """
    Raises:
        Malformed: The replica, or an id of a session, is missing.
    """
    return ReportSessions(
        replica_id=required(request, "replica_id"),
        users=frozenset(
            (required(s, "account_id"), required(s, "user_id"))
            for s in request.sessions
        ),
    )


def read_method(number: int) -> Method | None:
    """
    Return the method; None where unspecified.

    Raises:
        Malformed: It is one this reader does not know.
    """
    if number == roster_pb2.DistributionSettings.METHOD_UNSPECIFIED:
        return None
    for known, method in METHODS.items():
        if known == number:
            return method
    raise Malformed("method is unknown; use one this version serves")


def read_reopen_policy(number: int) -> ReopenPolicy | None:
    """
    Return the reopen policy; None where unspecified.

    Raises:
        Malformed: It is one this reader does not know.
    """
    if number == roster_pb2.DistributionSettings.REOPEN_POLICY_UNSPECIFIED:
        return None
    for known, policy in REOPEN_POLICIES.items():
        if known == number:
            return policy
    raise Malformed("reopen_policy is unknown; use one this version serves")


def required(message: Any, name: str) -> str:
    """
    Return the text in field *name*.

    Raises:
        Malformed: It is empty.
    """
    text: str = getattr(message, name)
    if not text:
        raise Malformed(f"{name} is empty")
    return text


def _metadata(message: Any) -> tuple[str, str]:
    return (
        required(message.metadata, "event_id"),
        required(message.metadata, "account_id"),
    )


def _occur_time(message: Any) -> datetime:
    if not message.metadata.HasField("occur_time"):
        raise Malformed("metadata.occur_time is absent")
    moment: datetime = message.metadata.occur_time.ToDatetime(tzinfo=UTC)
    return moment
