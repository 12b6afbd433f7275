"""What becomes of a command; the value is the `outcome` label."""

from __future__ import annotations

import enum


class Outcome(enum.Enum):
    """What became of a conversation's opening, or of a name it told."""

    MATCHED = "matched"
    PROFILED = "profiled"
    AMBIGUOUS = "ambiguous"
    UNCHANGED = "unchanged"
    NAMED = "named"
