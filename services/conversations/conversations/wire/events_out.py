"""Our facts and things, as protobuf."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from recado.conversations.v1 import (
    conversation_pb2,
    conversation_service_pb2,
    event_feed_service_pb2,
    events_pb2,
    message_pb2,
)
from recado.events.v1 import event_metadata_pb2
from recado.ingest.v1 import content_pb2

from chassis.envelope import Outgoing

from ..domain import events as facts
from ..domain.contact import Contact
from ..domain.conversation import Conversation
from ..domain.message import Message
from ..domain.reading import ReadMark
from ..ports import FeedEntry
from ..use_cases.viewer import View
from .content import write_parts
from .kinds import CHANNEL_KINDS, DIRECTIONS, STATES, STATUSES, timestamp


def write_event(event: facts.Event, *, event_id: str, position: int) -> Any:
    """Return the message of *event*, at *position* of the feed."""
    conversation = event.conversation
    metadata = event_metadata_pb2.EventMetadata(
        event_id=event_id,
        occur_time=timestamp(event.at),
        causation_id=event.cause_id,
        account_id=conversation.account_id,
    )
    message_type, rest = WRITERS[type(event)]
    return message_type(
        metadata=metadata,
        mark=events_pb2.FeedMark(position=position, sequence=event.sequence),
        conversation=write_conversation(conversation),
        **rest(event),
    )


def write_read_mark_changed(
    mark: ReadMark, *, event_id: str, account_id: str, at: Any
) -> events_pb2.ReadMarkChanged:
    """Return the news of *mark*, for its user's screens."""
    return events_pb2.ReadMarkChanged(
        metadata=event_metadata_pb2.EventMetadata(
            event_id=event_id, occur_time=timestamp(at), account_id=account_id
        ),
        read_mark=write_read_mark(mark),
    )


def reaction_queued(queued: facts.ReactionQueued) -> Outgoing:
    """Return the news of a reaction, for whoever tells the provider."""
    conversation = queued.conversation
    message = events_pb2.ReactionQueued(
        metadata=event_metadata_pb2.EventMetadata(
            event_id=queued.reaction_id,
            occur_time=timestamp(queued.at),
            causation_id=queued.cause_id,
            account_id=conversation.account_id,
        ),
        conversation=write_conversation(conversation),
        message=write_message(queued.message),
        emoji=queued.emoji,
        identity_keys=conversation.identity_keys,
        reaction_id=queued.reaction_id,
    )
    return Outgoing("reaction_queued", message, conversation.conversation_id)


def write_conversation(conversation: Conversation) -> conversation_pb2.Conversation:
    """Return *conversation* as others see it."""
    c = conversation
    return conversation_pb2.Conversation(
        conversation_id=c.conversation_id,
        account_id=c.account_id,
        channel_id=c.channel_id,
        channel_kind=CHANNEL_KINDS[c.channel_kind],
        contact=_contact(c.contact),
        state=STATES[c.state],
        assignee_id=c.assignee_id,
        sector_id=c.sector_id,
        assignment_version=c.assignment_version,
        waiting=c.waiting,
        last_message=write_message(c.last_message) if c.last_message else None,
        activity_time=timestamp(c.activity_time),
        sequence=c.sequence,
        inbound_count=c.inbound_count,
        window_close_time=timestamp(c.window_close_time),
        create_time=timestamp(c.create_time),
        close_time=timestamp(c.close_time),
        last_inbound_sequence=c.last_inbound_sequence,
        referral=content_pb2.Referral.FromString(c.referral) if c.referral else None,
        identity_keys=c.identity_keys,
        opted_out=c.opted_out,
    )


def write_message(message: Message) -> message_pb2.Message:
    """Return one entry of a thread."""
    m = message
    return message_pb2.Message(
        message_id=m.message_id,
        conversation_id=m.conversation_id,
        sequence=m.sequence,
        direction=DIRECTIONS[m.direction],
        kind=m.kind,
        text=m.text,
        author_id=m.author_id,
        status=STATUSES[m.status] if m.status else None,
        error_reason=m.error_reason,
        error_detail=m.error_detail,
        create_time=timestamp(m.create_time),
        provider_time=timestamp(m.provider_time),
        request_id=m.request_id,
        provider_message_id=m.provider_message_id,
        timeline=_timeline(m),
        provider_kind=m.provider_kind,
        **write_parts(m),
    )


def write_read_mark(mark: ReadMark) -> conversation_pb2.ReadMark:
    """Return how far one user has read."""
    return conversation_pb2.ReadMark(
        conversation_id=mark.conversation_id,
        user_id=mark.user_id,
        inbound_count=mark.inbound_count,
        marked_unread=mark.marked_unread,
    )


def write_view(view: View) -> conversation_service_pb2.ConversationView:
    """Return a conversation with what only its viewer knows."""
    return conversation_service_pb2.ConversationView(
        conversation=write_conversation(view.conversation),
        read_mark=write_read_mark(view.mark),
    )


def write_feed_event(entry: FeedEntry) -> event_feed_service_pb2.FeedEvent:
    """Return a stored event; its field is named after its routing key."""
    event = event_feed_service_pb2.FeedEvent()
    getattr(event, entry.name).MergeFromString(entry.body)
    return event


def _contact(contact: Contact) -> conversation_pb2.Conversation.Contact:
    return conversation_pb2.Conversation.Contact(
        contact_id=contact.contact_id,
        name=contact.name,
        phone=contact.phone,
        handle=contact.handle,
        avatar_url=contact.avatar_url,
    )


def _timeline(message: Message) -> message_pb2.Message.TimelineEntry | None:
    entry = message.timeline
    if entry is None:
        return None
    return message_pb2.Message.TimelineEntry(
        what=entry.what,
        actor_id=entry.actor_id,
        from_id=entry.from_id,
        to_id=entry.to_id,
        reason=entry.reason,
    )


def _opened(event: facts.ConversationOpened) -> dict[str, Any]:
    return {
        "identity_keys": event.conversation.identity_keys,
        "message_id": event.message_id,
        "starter_id": event.starter_id,
    }


def _reopened(event: facts.ConversationReopened) -> dict[str, Any]:
    return {
        "actor_id": event.actor_id,
        "former_assignee_id": event.former_assignee_id,
        "message_id": event.message_id,
        "starter_id": event.starter_id,
    }


def _added(event: facts.MessageAdded) -> dict[str, Any]:
    return {"message": write_message(event.message), "opening": event.opening}


def _queued(event: facts.MessageQueued | facts.MessageRetried) -> dict[str, Any]:
    quote = event.message.quote
    return {
        "message": write_message(event.message),
        "identity_keys": event.conversation.identity_keys,
        "reply_to_provider_message_id": quote.provider_message_id if quote else "",
    }


def _assigned(event: facts.AssignmentChanged) -> dict[str, Any]:
    return {"message": write_message(event.message)} if event.message else {}


WRITERS: dict[type, tuple[type, Callable[[Any], dict[str, Any]]]] = {
    facts.ConversationOpened: (events_pb2.ConversationOpened, _opened),
    facts.ConversationReopened: (events_pb2.ConversationReopened, _reopened),
    facts.ConversationClosed: (
        events_pb2.ConversationClosed,
        lambda event: {"actor_id": event.actor_id},
    ),
    facts.MessageAdded: (events_pb2.MessageAdded, _added),
    facts.MessageQueued: (events_pb2.MessageQueued, _queued),
    facts.MessageStatusChanged: (
        events_pb2.MessageStatusChanged,
        lambda event: {"message": write_message(event.message)},
    ),
    facts.MessageRetried: (events_pb2.MessageQueued, _queued),
    facts.MessageChanged: (
        events_pb2.MessageChanged,
        lambda event: {"message": write_message(event.message), "what": event.what},
    ),
    facts.WindowClosing: (
        events_pb2.WindowClosing,
        lambda event: {"minutes_left": event.minutes_left},
    ),
    facts.AssignmentChanged: (events_pb2.AssignmentChanged, _assigned),
    facts.ContactChanged: (events_pb2.ContactChanged, lambda _: {}),
}
