"""Moments as the API writes them: RFC 3339, UTC, milliseconds."""

from __future__ import annotations

import functools
from datetime import UTC, datetime

from google.protobuf.message import Message as Proto
from google.protobuf.timestamp_pb2 import Timestamp


def write_moment(moment: datetime) -> str:
    """Return an aware moment as RFC 3339 in UTC with milliseconds."""
    return (
        moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def write_time(stamp: Timestamp) -> str:
    """Return a timestamp as RFC 3339 in UTC with milliseconds."""
    return f"{_second(stamp.seconds)}.{stamp.nanos // 1_000_000:03d}Z"


def time_of(message: Proto, field: str) -> str | None:
    """Return a field that holds a timestamp; None when it is not set."""
    return write_time(getattr(message, field)) if message.HasField(field) else None


@functools.lru_cache(maxsize=8192)
def _second(seconds: int) -> str:
    # Cached: the events of one moment, and the rows of one page, share theirs.
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
