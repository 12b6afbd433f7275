"""What a unit of work came to: the label of a metric."""

from __future__ import annotations

import enum


class Outcome(enum.Enum):
    """For an outbound message that arrived to be sent."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    KNOWN = "known"
    FAILED = "failed"
