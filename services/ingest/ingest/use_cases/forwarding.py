"""What each part of a call leads to: events, files, notices, template news."""

from __future__ import annotations

from dataclasses import replace

from ..domain.channels import Channel, Kind
from ..domain.content import FileState
from ..domain.delivery import Send
from ..domain.events import (
    ConsentChanged,
    DeliveryMoved,
    IdentityChanged,
    MessageArrived,
    MessageEchoed,
    MessageRevised,
    ReactionCame,
)
from ..domain.inbound import Call, Reported, Status, Written
from ..domain.news import (
    AboutTemplate,
    Consented,
    Echoed,
    Reacted,
    Rekeyed,
    Revised,
    Told,
)
from ..domain.notices import ChannelNotice
from ..domain.people import named
from ..domain.transcripts import Line
from .batch import Batch, Place

News = (
    Written
    | Echoed
    | Reacted
    | Revised
    | Rekeyed
    | Consented
    | Reported
    | Told
    | AboutTemplate
)
"""Parts that lead to something whatever we have stored."""


def forward(part: News, place: Place, batch: Batch) -> None:
    """Add to *batch* what *part* leads to."""
    head = (place.event_id, place.call.call_id, batch.outside.clock(), place.channel)
    match part:
        case Written():
            _written(part, place, batch)
        case Echoed():
            _echoed(part, place, batch)
        case Reported():
            _reported(part, place, batch)
        case Reacted():
            batch.events.append(ReactionCame(*head, part))
        case Revised():
            batch.events.append(MessageRevised(*head, part))
        case Rekeyed():
            batch.events.append(IdentityChanged(*head, part))
        case Consented():
            batch.events.append(ConsentChanged(*head, part))
        case Told():
            batch.notices.append(_notice(part, place))
        case AboutTemplate():
            batch.templates.append((place.channel, part.told))


def _written(part: Written, place: Place, batch: Batch) -> None:
    channel = place.channel
    placed = part.placed(channel.channel_id)
    if batch.people:
        sender = named(part.sender, channel.channel_id, batch.people)
        placed = replace(placed, sender=sender)
    batch.events.append(
        MessageArrived(
            place.event_id,
            place.call.call_id,
            batch.outside.clock(),
            channel,
            placed,
        )
    )
    _expect(channel, placed, batch)
    if channel.kind is Kind.WEBCHAT:
        batch.lines.append(_line(place.call, placed, channel))


def _expect(channel: Channel, placed: Written | Echoed, batch: Batch) -> None:
    """Have the files fetched that can be."""
    files = [f for f in placed.files if f.attachment.state is FileState.WAITING]
    if files:
        batch.files.append((channel, placed.provider_message_id, files))


def is_known_echo(part: Echoed, batch: Batch) -> bool:
    """Tell whether an echo is of a message of ours whose answer we have."""
    return part.provider_message_id in batch.taken


def _echoed(part: Echoed, place: Place, batch: Batch) -> None:
    channel = place.channel
    message_id = part.message_id or _matching(part, channel, batch)
    if message_id or (part.app_id and part.app_id == channel.app_id):
        ours = Reported(
            address=part.address,
            provider_message_id=part.provider_message_id,
            status=Status.SENT,
            provider_time=part.provider_time,
            message_id=message_id,
        )
        _reported(ours, place, batch)
        return
    recipient = named(part.recipient, channel.channel_id, batch.people)
    placed = replace(part, recipient=recipient).placed(channel.channel_id)
    at = batch.outside.clock()
    batch.events.append(
        MessageEchoed(place.event_id, place.call.call_id, at, channel, placed)
    )
    _expect(channel, placed, batch)


def _matching(part: Echoed, channel: Channel, batch: Batch) -> str:
    """
    Return our id of a message still without answer that this must be.

    An echo may be quicker than the answer, and not every one says who sent it:
    the oldest with the same words is taken. A phone app echoes its own only.
    """
    if part.origin == "phone_app" or (part.app_id and part.app_id != channel.app_id):
        return ""
    claimed = {report.message_id for report in batch.reports}
    for send in batch.outside.sent.in_flight(channel.channel_id, part.recipient.keys):
        if send.message_id not in claimed and _same(send, part):
            return send.message_id
    return ""


def _same(send: Send, part: Echoed) -> bool:
    """Tell by the number of files, which may go out before their words."""
    if part.files:
        return len(send.content.attachments) == len(part.files)
    return bool(part.text) and send.text.strip() == part.text.strip()


def _reported(part: Reported, place: Place, batch: Batch) -> None:
    batch.events.append(
        DeliveryMoved(
            account_id=place.channel.account_id,
            channel_id=place.channel.channel_id,
            status=part.status,
            at=batch.outside.clock(),
            provider_time=part.provider_time,
            message_id=part.message_id,
            provider_message_id=part.provider_message_id,
            error_reason=part.error_reason,
            error_detail=part.error_detail,
            cause_id=place.call.call_id,
            event_id=place.event_id,
        )
    )
    batch.reports.append(part)


def _notice(part: Told, place: Place) -> ChannelNotice:
    channel = place.channel
    return ChannelNotice(
        notice_id=f"{place.event_id}.{channel.account_id}",
        account_id=channel.account_id,
        channel_id="" if place.several else channel.channel_id,
        what=part.what,
        severity=part.severity,
        detail=part.detail,
        at=part.provider_time,
    )


def _line(call: Call, part: Written, channel: Channel) -> Line:
    return Line(
        account_id=channel.account_id,
        channel_id=channel.channel_id,
        visitor_id=call.visitor_id,
        from_visitor=True,
        message_id=part.client_id,
        text=part.text,
        at=part.provider_time,
        attachments=part.content.attachments,
    )
