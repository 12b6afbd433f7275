"""Take in messages to be sent: durable first, then each to its lane."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from ..domain import failures
from ..domain.channels import Channel, Kind
from ..domain.delivery import Send
from ..domain.events import DeliveryMoved
from ..domain.inbound import Status
from ..domain.preflight import objection
from ..domain.transcripts import Line
from ..ports import Channels, Clock, Sends, Transcripts
from .outcome import Outcome

NO_ADDRESS = "the contact has no address on this channel"
NO_CHANNEL = "the channel is not connected"


@dataclass(frozen=True, slots=True)
class Taken:
    """A send as it arrived, with its channel; None if that is unknown."""

    send: Send
    channel: Channel | None

    @property
    def objection(self) -> tuple[str, str]:
        """Why it fails here and now: reason and words; empty if it does not."""
        if self.channel is None:
            return failures.CHANNEL_BROKEN, NO_CHANNEL
        if self.channel.kind is not Kind.WEBCHAT:
            return "", ""
        no = objection(self.channel, self.send)
        if no is not None:
            return no.reason, no.detail
        if not self.visitor_id:
            return failures.RECIPIENT_UNREACHABLE, NO_ADDRESS
        return "", ""

    @property
    def visitor_id(self) -> str:
        """The web chat visitor it goes to; empty on other channels."""
        return self.send.key("visitor")


def take_sends(
    arrived: Sequence[Send],
    *,
    channels: Channels,
    sends: Sends,
    transcripts: Transcripts,
    enqueue: Callable[[Send], None],
    holder: str,
    lease: timedelta,
    clock: Clock,
) -> list[Outcome]:
    """
    Store what is to be sent and start on it; repeating starts nothing twice.

    Web chat is delivered here: its transcript is ours. Anything else goes to
    the lane of its conversation.

    Raises:
        Unavailable: The database did not answer.
    """
    found = channels.by_id({send.channel_id for send in arrived})
    taken = [Taken(send, _channel(send, found)) for send in arrived]
    local = [each for each in taken if _fate(each) is not Outcome.QUEUED]
    outward = [_outward(each) for each in taken if _fate(each) is Outcome.QUEUED]
    if local:
        # One step: a transcript and the news of it cannot come apart.
        transcripts.append(
            [_line(each) for each in local if _fate(each) is Outcome.DELIVERED],
            # Nobody waits to hear of a reaction.
            [_moved(each, clock) for each in local if not each.send.is_reaction],
        )
    fresh = sends.add(outward, holder, clock() + lease) if outward else ()
    for send in fresh:
        enqueue(send)
    new_ids = {send.message_id for send in fresh}
    return [_outcome(each, new_ids) for each in taken]


def _outward(taken: Taken) -> Send:
    """Return the send with the kind of its channel: its pace follows from it."""
    kind = taken.channel.kind if taken.channel else None
    return replace(taken.send, channel_kind=kind)


def _outcome(taken: Taken, new_ids: Collection[str]) -> Outcome:
    fate = _fate(taken)
    if fate is Outcome.QUEUED and taken.send.message_id not in new_ids:
        return Outcome.KNOWN
    return fate


def _channel(send: Send, found: Mapping[str, Channel]) -> Channel | None:
    """Return the channel, unless it is another account's."""
    channel = found.get(send.channel_id)
    return channel if channel and channel.account_id == send.account_id else None


def _fate(taken: Taken) -> Outcome:
    if taken.objection[0] or taken.channel is None:
        return Outcome.FAILED
    if taken.channel.kind is not Kind.WEBCHAT:
        return Outcome.QUEUED
    return Outcome.DELIVERED


def _line(taken: Taken) -> Line:
    send = taken.send
    return Line(
        account_id=send.account_id,
        channel_id=send.channel_id,
        visitor_id=taken.visitor_id,
        from_visitor=False,
        message_id=send.message_id,
        text=send.text,
        at=send.create_time,
        attachments=send.content.attachments,
    )


def _moved(taken: Taken, clock: Clock) -> DeliveryMoved:
    send, (reason, detail) = taken.send, taken.objection
    now = clock()
    what = "failed" if reason else "sent"
    work = f"{send.message_id}.{send.retries}" if send.retries else send.message_id
    return DeliveryMoved(
        account_id=send.account_id,
        channel_id=send.channel_id,
        status=Status.FAILED if reason else Status.SENT,
        at=now,
        provider_time=now,
        message_id=send.message_id,
        provider_message_id="" if reason else send.message_id,
        error_reason=reason,
        error_detail=detail,
        cause_id=send.cause_id,
        # The same each time, so that a repetition is recognised.
        event_id=f"{work}.{what}",
    )
