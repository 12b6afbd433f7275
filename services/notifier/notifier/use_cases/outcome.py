"""What becomes of an event; the value is the `outcome` label."""

from __future__ import annotations

import enum


class Outcome(enum.Enum):
    """What became of a message, an answer of routing, or a copy."""

    NOTIFIED = "notified"
    REPEATED = "repeated"
    NOBODY = "nobody"
    IGNORED = "ignored"
    KEPT = "kept"
    SET_ASIDE = "set_aside"
    NOTED = "noted"
    OUTDATED = "outdated"
