"""
Events and requests as commands; refuses what makes no sense.

Past these functions nothing is checked again, because nothing malformed can
exist there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from recado.conversations.v1 import events_pb2 as conversations
from recado.conversations.v1 import message_pb2
from recado.gateway.v1 import events_pb2 as gateway
from recado.ingest.v1 import channel_pb2
from recado.ingest.v1 import events_pb2 as ingest
from recado.notifier.v1 import preference_service_pb2
from recado.routing.v1 import events_pb2 as routing

from chassis.errors import Malformed

from ..domain.audience import Channel, User
from ..domain.conversation import (
    NAME_LENGTH,
    PREVIEW_LENGTH,
    Answer,
    Inbound,
    Reason,
    shortened,
)
from ..domain.preferences import Preferences, Trigger, Way

INBOX = "inbox"
"""The permission that shows shared channels to a user."""

REASONS = {
    "claim": Reason.CLAIMED,
    "keep_assignee": Reason.KEPT,
    "manual": Reason.GIVEN,
    "method": Reason.GIVEN,
    "reopen": Reason.GIVEN,
}
"""A reason that is newer than we are gives: somebody has it who had it not."""


def read_message_added(message: conversations.MessageAdded) -> Inbound | None:
    """
    Return what the person wrote; None for all else in a thread (NTF-11).

    Raises:
        Malformed: An id is missing.
    """
    event_id, account_id = _metadata(message)
    written, conversation = message.message, message.conversation
    if written.direction != message_pb2.Message.DIRECTION_INBOUND:
        return None
    if written.kind == "timeline":
        return None
    return Inbound(
        account_id=account_id,
        conversation_id=required(conversation, "conversation_id"),
        channel_id=required(conversation, "channel_id"),
        message_id=required(written, "message_id"),
        sequence=written.sequence,
        assignee_id=conversation.assignee_id,
        contact_name=shortened(conversation.contact.name, NAME_LENGTH),
        preview=shortened(written.text, PREVIEW_LENGTH),
        opening=message.opening,
        cause_id=event_id,
    )


def read_routing_event(
    message: routing.ConversationAssigned | routing.ConversationUnassigned,
) -> Answer:
    """
    Read who has a conversation from now on.

    Raises:
        Malformed: An id is missing, or nobody is assigned.
    """
    event_id, account_id = _metadata(message)
    assignee_id = ""
    if isinstance(message, routing.ConversationAssigned):
        assignee_id = required(message.assignment, "assignee_id")
    return Answer(
        answer_id=event_id,
        account_id=account_id,
        conversation_id=required(message.assignment, "conversation_id"),
        message_id=message.message_id,
        assignee_id=assignee_id,
        actor_id=message.actor_id,
        reason=REASONS.get(message.reason, Reason.GIVEN),
        version=message.assignment.version,
    )


def read_user_event(
    message: gateway.UserRegistered
    | gateway.UserProfileChanged
    | gateway.UserDeactivated,
) -> tuple[User, datetime]:
    """
    Return the user, and when they were so.

    Raises:
        Malformed: An id or the moment is missing.
    """
    _, account_id = _metadata(message)
    user = message.user
    gone = isinstance(message, gateway.UserDeactivated)
    noted = User(
        account_id=account_id,
        user_id=required(user, "user_id"),
        name=user.name,
        email=user.email,
        language=user.language,
        active=user.active and not gone,
        may_inbox=INBOX in user.permissions,
    )
    return noted, _occur_time(message)


def read_channel_event(
    message: ingest.ChannelConnected | ingest.ChannelChanged,
) -> tuple[Channel, datetime]:
    """
    Return who may see a channel, and when it was so.

    A visibility this reader does not know shows it to its installer only.

    Raises:
        Malformed: An id or the moment is missing.
    """
    _, account_id = _metadata(message)
    channel = message.channel
    noted = Channel(
        account_id=account_id,
        channel_id=required(channel, "channel_id"),
        shared=channel.visibility == channel_pb2.Channel.VISIBILITY_SHARED,
        installer_id=channel.installer_id,
    )
    return noted, _occur_time(message)


def read_preferences(
    request: preference_service_pb2.SavePreferencesRequest,
) -> Preferences:
    """
    Return all eight switches.

    Raises:
        Malformed: There are no preferences.
    """
    if not request.HasField("preferences"):
        raise Malformed("preferences is absent; send all eight switches")
    return Preferences(
        frozenset(
            (trigger, way)
            for trigger in Trigger
            for way in Way
            if getattr(getattr(request.preferences, trigger.value), way.value)
        )
    )


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
