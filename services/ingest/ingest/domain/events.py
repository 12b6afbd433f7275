"""What ingest tells the others: facts, past tense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .channels import Channel
from .inbound import Status, Written
from .news import Consented, Echoed, Reacted, Rekeyed, Revised
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
class MessageEchoed:
    """Staff wrote to a person elsewhere; `message_id` is ours, if it was us."""

    event_id: str
    cause_id: str
    at: datetime
    channel: Channel
    echoed: Echoed


@dataclass(frozen=True, slots=True)
class ReactionCame:
    """A person reacted to a message, or took it back."""

    event_id: str
    cause_id: str
    at: datetime
    channel: Channel
    reacted: Reacted


@dataclass(frozen=True, slots=True)
class MessageRevised:
    """A message was changed or deleted at the provider."""

    event_id: str
    cause_id: str
    at: datetime
    channel: Channel
    revised: Revised


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    """
    A person has other ids on a channel from now on, or a name.

    An empty `event_id` gets a fresh one.
    """

    event_id: str
    cause_id: str
    at: datetime
    channel: Channel
    rekeyed: Rekeyed


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """A person wants marketing messages no more, or again."""

    event_id: str
    cause_id: str
    at: datetime
    channel: Channel
    consented: Consented


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


Inbound = (
    MessageArrived
    | MessageEchoed
    | ReactionCame
    | MessageRevised
    | IdentityChanged
    | ConsentChanged
)
"""What people did, and staff elsewhere: in `wire.events_inbound`."""

Event = Inbound | DeliveryMoved | ChannelConnected | ChannelChanged | TranscriptGrew
