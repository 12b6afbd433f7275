"""What other services tell us, as commands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from recado.crm.v1 import contact_pb2
from recado.crm.v1 import events_pb2 as crm
from recado.ingest.v1 import events_pb2 as ingest
from recado.routing.v1 import events_pb2 as routing

from chassis import ids
from chassis.errors import Malformed

from ..domain.channel import ChannelKind
from ..domain.contact import CrmContact, Sender
from ..domain.message import Delivery
from ..domain.moves import Assigned, Inbound
from ..ports import Notice
from ..use_cases.delivering import RecordDelivery
from ..use_cases.following import ApplyAssignment, ApplyContact
from ..use_cases.receiving import ReceiveMessage
from .content import read_content
from .kinds import CHANNEL_KINDS_READ, DELIVERY_STATUSES_READ, moment

RoutingEvent = routing.ConversationAssigned | routing.ConversationUnassigned
CrmEvent = crm.ContactMatched | crm.ContactEdited


def read_message_received(message: ingest.MessageReceived) -> ReceiveMessage:
    """
    Raises:
        Malformed: An id, the sender or the time is missing, or the kind of
            channel is one we do not know.
    """
    require(message, "channel_id", "provider_message_id", "kind")
    channel_kind = channel_kind_of(message)
    metadata, content = message.metadata, message.content
    holds = message.HasField("content")
    referral = content.referral if holds and content.HasField("referral") else None
    if referral:
        referral.DiscardUnknownFields()
    return ReceiveMessage(
        account_id=metadata.account_id,
        channel_id=message.channel_id,
        channel_kind=channel_kind,
        inbound=Inbound(
            message_id=ids.new("ms"),
            provider_message_id=message.provider_message_id,
            provider_time=moment_of(message, "provider_time"),
            kind=message.kind,
            text=message.text,
            provider_kind=message.provider_kind,
            sender=person_of(message.sender),
            cause_id=metadata.event_id,
            content=read_content(content) if holds else None,
            # Older producers said nothing of it: then it was a person's text.
            opens_window=message.opens_window or not holds,
            reply_to=message.reply_to_provider_message_id,
            referral=referral.SerializeToString() if referral else b"",
        ),
    )


def read_delivery_changed(message: ingest.DeliveryChanged) -> RecordDelivery:
    """
    Raises:
        Malformed: It names no message, or its status or time is missing.
    """
    require(message, "channel_id")
    if not message.message_id and not message.provider_message_id:
        raise Malformed("message_id and provider_message_id are both empty")
    status = DELIVERY_STATUSES_READ.get(message.status)
    if status is None:
        raise Malformed(f"status {message.status} is unknown")
    return RecordDelivery(
        message.metadata.account_id,
        Notice(
            channel_id=message.channel_id,
            message_id=message.message_id,
            delivery=Delivery(
                status=status,
                at=moment_of(message, "provider_time"),
                provider_message_id=message.provider_message_id,
                error_reason=message.error_reason,
                error_detail=message.error_detail,
            ),
            cause_id=message.metadata.event_id,
        ),
    )


def read_routing_event(message: RoutingEvent) -> ApplyAssignment:
    """
    Raises:
        Malformed: The event, the conversation or the version is missing.
    """
    require(message)
    assignment = message.assignment
    if not assignment.conversation_id or assignment.version < 1:
        raise Malformed("assignment has no conversation_id or no version")
    unassigned = isinstance(message, routing.ConversationUnassigned)
    return ApplyAssignment(
        account_id=message.metadata.account_id,
        conversation_id=assignment.conversation_id,
        assigned=Assigned(
            assignee_id="" if unassigned else assignment.assignee_id,
            sector_id=assignment.sector_id,
            version=assignment.version,
            waiting=assignment.waiting,
            actor_id=message.actor_id,
            reason=message.reason,
            timeline_id=ids.new("ms"),
            cause_id=message.metadata.event_id,
        ),
    )


def read_crm_event(message: CrmEvent) -> list[ApplyContact]:
    """
    Return one command per conversation of the contact.

    Raises:
        Malformed: The event, the contact or its conversation has no id.
    """
    require(message)
    if not message.contact.contact_id:
        raise Malformed("contact.contact_id is empty")
    if isinstance(message, crm.ContactMatched):
        require(message, "conversation_id")
        conversation_ids = [message.conversation_id]
    else:
        conversation_ids = list(message.conversation_ids)
    contact = _contact(message, message.contact)
    return [
        ApplyContact(
            message.metadata.account_id,
            conversation_id,
            contact,
            message.metadata.event_id,
        )
        for conversation_id in conversation_ids
    ]


def _contact(message: CrmEvent, contact: contact_pb2.Contact) -> CrmContact:
    return CrmContact(
        contact_id=contact.contact_id,
        name=contact.name,
        phone=contact.phone,
        version=contact.version,
        at=moment(message.metadata.occur_time),
        is_match=isinstance(message, crm.ContactMatched),
    )


def person_of(identity: ingest.ChannelIdentity) -> Sender:
    """
    Raises:
        Malformed: It has no key, or an empty one.
    """
    keys = tuple(dict.fromkeys(identity.keys))
    if not keys or not all(keys):
        raise Malformed("the person's keys are empty or hold an empty key")
    return Sender(
        keys,
        identity.display_name,
        identity.phone,
        identity.handle,
        identity.avatar_url,
    )


def channel_kind_of(message: Any) -> ChannelKind:
    """
    Raises:
        Malformed: It is one we do not know.
    """
    kind = CHANNEL_KINDS_READ.get(message.channel_kind)
    if kind is None:
        raise Malformed(f"channel_kind {message.channel_kind} is unknown")
    return kind


def require(message: Any, *names: str) -> None:
    """
    Raises:
        Malformed: The event's id, its account or one of *names* is empty.
    """
    if not message.metadata.event_id:
        raise Malformed("metadata.event_id is empty")
    if not message.metadata.account_id:
        raise Malformed("metadata.account_id is empty")
    for name in names:
        if not getattr(message, name):
            raise Malformed(f"{name} is empty")


def moment_of(message: Any, name: str) -> datetime:
    """Return a moment of *message*; the event's own when it has none."""
    stamp = getattr(message, name)
    if not stamp.seconds:
        stamp = message.metadata.occur_time
    try:
        return moment(stamp)
    except (ValueError, OverflowError):
        raise Malformed(f"{name} is not a moment: {stamp.seconds}") from None
