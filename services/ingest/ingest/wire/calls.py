"""Providers' calls, and messages to be sent, between protobuf and the domain."""

from __future__ import annotations

from datetime import UTC

from recado.conversations.v1.events_pb2 import MessageQueued
from recado.ingest.v1.events_pb2 import ProviderCallReceived

from chassis.envelope import Outgoing, stamp
from chassis.errors import Malformed

from ..domain.delivery import Send
from ..domain.inbound import Call


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
    )


def read_queued(message: MessageQueued) -> Send:
    """
    Raises:
        Malformed: An id is missing.
    """
    found = Send(
        message_id=message.message.message_id,
        account_id=message.metadata.account_id,
        channel_id=message.conversation.channel_id,
        conversation_id=message.conversation.conversation_id,
        keys=tuple(message.identity_keys),
        text=message.message.text,
        cause_id=message.metadata.event_id,
        create_time=message.message.create_time.ToDatetime(tzinfo=UTC),
    )
    for name in ("message_id", "account_id", "channel_id", "conversation_id"):
        if not getattr(found, name):
            raise Malformed(f"{name} is empty")
    return found
