"""Events that are not in the feed."""

from __future__ import annotations

from datetime import datetime

from chassis import ids
from chassis.envelope import Outgoing

from ..domain.reading import ReadMark
from ..wire import events_out


def read_mark_changed(mark: ReadMark, account_id: str, at: datetime) -> Outgoing:
    """Return the news of *mark*, for its user's screens."""
    message = events_out.write_read_mark_changed(
        mark, event_id=ids.new("ev"), account_id=account_id, at=at
    )
    return Outgoing("read_mark_changed", message, mark.conversation_id)
