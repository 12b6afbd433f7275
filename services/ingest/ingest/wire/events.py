"""What ingest announces, as protobuf."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recado.ingest.v1 import events_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.events import (
    ChannelChanged,
    ChannelConnected,
    DeliveryMoved,
    Event,
    TranscriptGrew,
)
from ..domain.inbound import Status
from .channels import write_channel
from .content import write_attachment
from .events_inbound import write_inbound

STATUSES = {
    Status.SENT: events_pb2.DeliveryChanged.STATUS_SENT,
    Status.DELIVERED: events_pb2.DeliveryChanged.STATUS_DELIVERED,
    Status.READ: events_pb2.DeliveryChanged.STATUS_READ,
    Status.FAILED: events_pb2.DeliveryChanged.STATUS_FAILED,
    Status.UNKNOWN: events_pb2.DeliveryChanged.STATUS_UNKNOWN,
}

Seal = Callable[[Mapping[str, str]], bytes]


def write_event(event: Event, seal: Seal) -> Outgoing:
    """Return *event* for the bus; *seal* makes channel secrets unreadable."""
    match event:
        case DeliveryMoved():
            return _moved(event)
        case ChannelConnected() | ChannelChanged():
            return _channel(event, seal)
        case TranscriptGrew():
            return _grew(event)
        case _:
            return write_inbound(event)


def _moved(event: DeliveryMoved) -> Outgoing:
    message = events_pb2.DeliveryChanged(
        channel_id=event.channel_id,
        message_id=event.message_id,
        provider_message_id=event.provider_message_id,
        status=STATUSES[event.status],
        error_reason=event.error_reason,
        error_detail=event.error_detail,
    )
    message.provider_time.FromDatetime(event.provider_time)
    stamp(
        message,
        account_id=event.account_id,
        at=event.at,
        causation_id=event.cause_id,
        event_id=event.event_id or None,
    )
    return Outgoing("delivery_changed", message, subject=event.message_id)


def _channel(event: ChannelConnected | ChannelChanged, seal: Seal) -> Outgoing:
    kind = (
        events_pb2.ChannelConnected
        if isinstance(event, ChannelConnected)
        else events_pb2.ChannelChanged
    )
    channel = event.channel
    message = kind(channel=write_channel(channel), sealed_secrets=seal(channel.secrets))
    stamp(
        message, account_id=channel.account_id, at=event.at, causation_id=event.cause_id
    )
    key = (
        "channel_connected"
        if isinstance(event, ChannelConnected)
        else "channel_changed"
    )
    return Outgoing(key, message, subject=channel.channel_id)


def _grew(event: TranscriptGrew) -> Outgoing:
    line = event.line
    message = events_pb2.WebchatFrameAdded(
        channel_id=line.channel_id,
        visitor_id=line.visitor_id,
        sequence=line.sequence,
        from_visitor=line.from_visitor,
        message_id=line.message_id,
        text=line.text,
        attachments=[write_attachment(each) for each in line.attachments],
    )
    message.create_time.FromDatetime(line.at)
    stamp(message, account_id=line.account_id, at=event.at, causation_id=event.cause_id)
    return Outgoing("webchat_frame_added", message, subject=line.visitor_id)
