"""Providers' calls, and messages to be sent, between protobuf and the domain."""

from __future__ import annotations

from datetime import UTC

from recado.conversations.v1.events_pb2 import MessageQueued, ReactionQueued
from recado.ingest.v1.events_pb2 import ProviderCallReceived

from chassis.envelope import Outgoing, stamp
from chassis.errors import Malformed

from ..domain.delivery import REACTION, Send
from ..domain.inbound import Call
from .content import read_content


def write_call(call: Call) -> Outgoing:
    """Return the event that carries *call* to the worker."""
    message = ProviderCallReceived(
        provider=call.provider,
        target=call.target,
        body=call.body,
        content_type=call.content_type,
        visitor_id=call.visitor_id,
        secret_print=call.secret_print,
        query=call.query,
        replay_of=call.replay_of,
    )
    message.receive_time.FromDatetime(call.receive_time)
    stamp(message, account_id="", at=call.receive_time, event_id=call.call_id)
    return Outgoing("provider_call_received", message, subject=call.target)


def read_call(message: ProviderCallReceived) -> Call:
    """
    Raises:
        Malformed: The event has no id.
    """
    if not message.metadata.event_id:
        raise Malformed("metadata.event_id is empty")
    return Call(
        call_id=message.metadata.event_id,
        provider=message.provider,
        target=message.target,
        body=message.body,
        content_type=message.content_type,
        receive_time=message.receive_time.ToDatetime(tzinfo=UTC),
        visitor_id=message.visitor_id,
        secret_print=message.secret_print,
        query=message.query,
        replay_of=message.replay_of,
    )


def read_wish(message: MessageQueued | ReactionQueued) -> Send:
    """
    Raises:
        Malformed: An id is missing.
    """
    if isinstance(message, ReactionQueued):
        return read_reaction(message)
    return read_queued(message)


def read_queued(message: MessageQueued) -> Send:
    """
    Raises:
        Malformed: An id is missing.
    """
    wanted = message.message
    return _checked(
        Send(
            message_id=wanted.message_id,
            account_id=message.metadata.account_id,
            channel_id=message.conversation.channel_id,
            conversation_id=message.conversation.conversation_id,
            keys=tuple(message.identity_keys),
            kind=wanted.kind or "text",
            text=wanted.text,
            content=read_content(wanted.content),
            reply_to=message.reply_to_provider_message_id,
            retries=wanted.retries,
            cause_id=message.metadata.event_id,
            create_time=wanted.create_time.ToDatetime(tzinfo=UTC),
        )
    )


def read_reaction(message: ReactionQueued) -> Send:
    """
    Raises:
        Malformed: An id is missing.
    """
    return _checked(
        Send(
            message_id=message.reaction_id,
            account_id=message.metadata.account_id,
            channel_id=message.conversation.channel_id,
            conversation_id=message.conversation.conversation_id,
            keys=tuple(message.identity_keys),
            kind=REACTION,
            text="",
            reply_to=message.message.provider_message_id,
            emoji=message.emoji,
            cause_id=message.metadata.event_id,
            create_time=message.metadata.occur_time.ToDatetime(tzinfo=UTC),
        )
    )


def _checked(found: Send) -> Send:
    for name in ("message_id", "account_id", "channel_id", "conversation_id"):
        if not getattr(found, name):
            raise Malformed(f"{name} is empty")
    return found
