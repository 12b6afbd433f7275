"""What a failure means to the bus: one table from exceptions to fates."""

from __future__ import annotations

import enum

from .errors import Conflict, Malformed, Refusal, Unavailable
from .mongo import translated


class Fate(enum.Enum):
    """What becomes of an event whose handler raised."""

    DEAD = "dead"
    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    BUG = "bug"


def fate_of(error: Exception) -> Fate:
    """Return what *error* means; anything without a name of ours is a bug."""
    error = translated(error)
    if isinstance(error, Malformed):
        return Fate.DEAD
    if isinstance(error, Conflict):
        return Fate.CONFLICT
    if isinstance(error, Unavailable):
        return Fate.UNAVAILABLE
    if isinstance(error, Refusal):
        return Fate.REFUSED
    return Fate.BUG
