"""How enumerations and moments map to protobuf."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp
from recado.conversations.v1 import conversation_pb2, message_pb2
from recado.ingest.v1 import channel_pb2
from recado.ingest.v1 import events_pb2 as ingest

from ..domain.channel import ChannelKind
from ..domain.message import Direction, Status
from ..domain.place import State

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

CHANNEL_KINDS = {
    ChannelKind.WHATSAPP_CLOUD: channel_pb2.Channel.KIND_WHATSAPP_CLOUD,
    ChannelKind.WHATSAPP_TWILIO: channel_pb2.Channel.KIND_WHATSAPP_TWILIO,
    ChannelKind.MESSENGER: channel_pb2.Channel.KIND_MESSENGER,
    ChannelKind.INSTAGRAM: channel_pb2.Channel.KIND_INSTAGRAM,
    ChannelKind.WEBCHAT: channel_pb2.Channel.KIND_WEBCHAT,
}
CHANNEL_KINDS_READ = {number: kind for kind, number in CHANNEL_KINDS.items()}

STATES = {
    State.OPEN: conversation_pb2.Conversation.STATE_OPEN,
    State.CLOSED: conversation_pb2.Conversation.STATE_CLOSED,
}

DIRECTIONS = {
    Direction.INBOUND: message_pb2.Message.DIRECTION_INBOUND,
    Direction.OUTBOUND: message_pb2.Message.DIRECTION_OUTBOUND,
    Direction.INTERNAL: message_pb2.Message.DIRECTION_INTERNAL,
}

STATUSES = {
    Status.QUEUED: message_pb2.Message.STATUS_QUEUED,
    Status.UNKNOWN: message_pb2.Message.STATUS_UNKNOWN,
    Status.SENT: message_pb2.Message.STATUS_SENT,
    Status.FAILED: message_pb2.Message.STATUS_FAILED,
    Status.DELIVERED: message_pb2.Message.STATUS_DELIVERED,
    Status.READ: message_pb2.Message.STATUS_READ,
}

DELIVERY_STATUSES_READ = {
    ingest.DeliveryChanged.STATUS_SENT: Status.SENT,
    ingest.DeliveryChanged.STATUS_DELIVERED: Status.DELIVERED,
    ingest.DeliveryChanged.STATUS_READ: Status.READ,
    ingest.DeliveryChanged.STATUS_FAILED: Status.FAILED,
    ingest.DeliveryChanged.STATUS_UNKNOWN: Status.UNKNOWN,
}


@functools.lru_cache(maxsize=4096)
def timestamp(moment: datetime | None) -> Timestamp | None:
    """Return *moment* for a message; shared, so never change it."""
    if moment is None:
        return None
    since = moment - EPOCH
    return Timestamp(
        seconds=since.days * 86400 + since.seconds, nanos=since.microseconds * 1000
    )


def moment(stamp: Timestamp) -> datetime:
    """
    Return *stamp* as an aware UTC moment, cut to the milliseconds BSON keeps.

    Raises:
        ValueError, OverflowError: It is outside the years 1 to 9999.
    """
    return EPOCH + timedelta(
        seconds=stamp.seconds, milliseconds=stamp.nanos // 1_000_000
    )
