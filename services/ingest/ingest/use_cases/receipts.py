"""Receipts about many messages at once: all up to one, or up to a moment."""

from __future__ import annotations

from ..domain.events import DeliveryMoved
from ..domain.inbound import Entry, Fate, Reported, Seen
from ..domain.news import ReadUpTo
from .batch import Batch, Place


def see(part: Seen, place: Place, entry: Entry, batch: Batch) -> None:
    """Move up what a web chat visitor's screen has or shows."""
    lines = batch.outside.transcripts.unseen(
        place.channel.channel_id, part.visitor_id, part.up_to, part.status
    )
    if not lines:
        entry.note(Fate.IGNORED, "no_news")
        return
    batch.seen.append((lines, part))
    batch.events += [
        _moved(
            Reported(
                part.address,
                line.message_id,
                part.status,
                part.provider_time,
                line.message_id,
            ),
            place,
            batch,
        )
        for line in lines
    ]
    entry.note(Fate.FORWARDED)


def read_up_to(part: ReadUpTo, place: Place, entry: Entry, batch: Batch) -> None:
    """Move up all our messages that a receipt is about."""
    sends = batch.outside.sent.sent_to(
        place.channel.channel_id,
        part.reader.keys,
        part.status,
        part.up_to or part.provider_message_id,
    )
    if not sends:
        entry.note(Fate.IGNORED, "no_news")
        return
    reports = [
        Reported(
            part.address,
            send.done[-1] if send.done else "",
            part.status,
            part.provider_time,
            send.message_id,
        )
        for send in sends
    ]
    batch.reached.append(([send.message_id for send in sends], part.status))
    batch.reports += reports
    batch.events += [_moved(report, place, batch) for report in reports]
    entry.note(Fate.FORWARDED)


def _moved(report: Reported, place: Place, batch: Batch) -> DeliveryMoved:
    return DeliveryMoved(
        account_id=place.channel.account_id,
        channel_id=place.channel.channel_id,
        status=report.status,
        at=batch.outside.clock(),
        provider_time=report.provider_time,
        message_id=report.message_id,
        provider_message_id=report.provider_message_id,
        cause_id=place.call.call_id,
        event_id=f"{place.event_id}.{report.message_id}",
    )
