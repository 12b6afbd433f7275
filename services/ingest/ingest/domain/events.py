"""What ingest tells the others: facts, past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .channels import Channel
from .inbound import Status, Written
from .transcripts import Line


@dataclass(frozen=True, slots=True)
class MessageArrived:
    """A person wrote; `event_id` is the same each time the call is read."""

    event_id: str
    cause_id: str
    at: datetime
    channel: Channel
    written: Written


@dataclass(frozen=True, slots=True)
class DeliveryMoved:
    """An outbound message got further. An empty `event_id` gets a fresh one."""

    account_id: str
    channel_id: str
    status: Status
    at: datetime
    provider_time: datetime
    message_id: str = ""
    provider_message_id: str = ""
    error_reason: str = ""
    error_detail: str = ""
    cause_id: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class ChannelConnected:
    """A channel was connected."""

    channel: Channel
    at: datetime
    cause_id: str = ""


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """A channel got another name, visibility or health."""

    channel: Channel
    at: datetime
    cause_id: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptGrew:
    """A web chat transcript got a line."""

    line: Line
    at: datetime
    cause_id: str = ""


Event = (
    MessageArrived | DeliveryMoved | ChannelConnected | ChannelChanged | TranscriptGrew
)
