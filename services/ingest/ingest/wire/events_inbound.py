"""What people did, and staff elsewhere, as protobuf."""

from __future__ import annotations

from typing import Any

from recado.ingest.v1 import events_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.content import PLAIN, Content
from ..domain.events import (
    ConsentChanged,
    IdentityChanged,
    Inbound,
    MessageArrived,
    MessageEchoed,
    MessageRevised,
    ReactionCame,
)
from ..domain.inbound import Sender
from .channels import KINDS
from .content import write_content


def write_inbound(event: Inbound) -> Outgoing:
    """Return *event* for the bus."""
    match event:
        case MessageArrived():
            return _stamped("message_received", _arrived(event), event)
        case MessageEchoed():
            return _stamped("message_echoed", _echoed(event), event)
        case ReactionCame():
            return _stamped("reaction_received", _reacted(event), event)
        case MessageRevised():
            return _stamped("message_revised", _revised(event), event)
        case IdentityChanged():
            return _stamped("identity_changed", _rekeyed(event), event)
        case ConsentChanged():
            return _stamped("consent_changed", _consented(event), event)


def _stamped(routing_key: str, message: Any, event: Inbound) -> Outgoing:
    stamp(
        message,
        account_id=event.channel.account_id,
        at=event.at,
        causation_id=event.cause_id,
        event_id=event.event_id or None,
    )
    return Outgoing(routing_key, message, subject=event.channel.channel_id)


def _arrived(event: MessageArrived) -> events_pb2.MessageReceived:
    written = event.written
    message = events_pb2.MessageReceived(
        channel_id=event.channel.channel_id,
        channel_kind=KINDS[event.channel.kind],
        sender=_person(written.sender),
        provider_message_id=written.provider_message_id,
        kind=written.kind,
        text=written.text,
        provider_kind=written.provider_kind,
        reply_to_provider_message_id=written.reply_to,
        content=_content(written.content),
        opens_window=written.opens_window,
    )
    message.provider_time.FromDatetime(written.provider_time)
    return message


def _echoed(event: MessageEchoed) -> events_pb2.MessageEchoed:
    echoed = event.echoed
    message = events_pb2.MessageEchoed(
        channel_id=event.channel.channel_id,
        channel_kind=KINDS[event.channel.kind],
        recipient=_person(echoed.recipient),
        provider_message_id=echoed.provider_message_id,
        message_id=echoed.message_id,
        kind=echoed.kind,
        text=echoed.text,
        content=_content(echoed.content),
        origin=echoed.origin,
    )
    message.provider_time.FromDatetime(echoed.provider_time)
    return message


def _reacted(event: ReactionCame) -> events_pb2.ReactionReceived:
    reacted = event.reacted
    message = events_pb2.ReactionReceived(
        channel_id=event.channel.channel_id,
        channel_kind=KINDS[event.channel.kind],
        sender=_person(reacted.sender),
        target_provider_message_id=reacted.target,
    )
    message.reaction.emoji = reacted.emoji
    message.reaction.react_time.FromDatetime(reacted.provider_time)
    return message


def _revised(event: MessageRevised) -> events_pb2.MessageRevised:
    revised = event.revised
    message = events_pb2.MessageRevised(
        channel_id=event.channel.channel_id,
        channel_kind=KINDS[event.channel.kind],
        sender=_person(revised.sender),
        target_provider_message_id=revised.target,
        revision_id=revised.revision_id,
        deleted=revised.deleted,
        text=revised.text,
    )
    message.revise_time.FromDatetime(revised.provider_time)
    return message


def _rekeyed(event: IdentityChanged) -> events_pb2.IdentityChanged:
    rekeyed = event.rekeyed
    message = events_pb2.IdentityChanged(
        channel_id=event.channel.channel_id,
        former_keys=rekeyed.former_keys,
        identity=_person(rekeyed.identity),
        reason=rekeyed.reason,
    )
    message.change_time.FromDatetime(rekeyed.provider_time)
    return message


def _consented(event: ConsentChanged) -> events_pb2.ConsentChanged:
    consented = event.consented
    message = events_pb2.ConsentChanged(
        channel_id=event.channel.channel_id,
        identity=_person(consented.identity),
        marketing=consented.marketing,
    )
    message.change_time.FromDatetime(consented.provider_time)
    return message


def _person(sender: Sender) -> events_pb2.ChannelIdentity:
    return events_pb2.ChannelIdentity(
        keys=sender.keys,
        display_name=sender.display_name,
        phone=sender.phone,
        handle=sender.handle,
        avatar_url=sender.avatar_url,
    )


def _content(content: Content) -> Any:
    """Return None, which leaves the field away, on a plain text."""
    return None if content == PLAIN else write_content(content)
