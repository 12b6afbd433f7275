"""What became of a command."""

from __future__ import annotations

import enum


class Outcome(enum.Enum):
    """The value is the `outcome` label of metrics."""

    OPENED = "opened"
    REOPENED = "reopened"
    ADDED = "added"
    DUPLICATE = "duplicate"
    APPLIED = "applied"
    WAITING = "waiting"
    UNCHANGED = "unchanged"
    # The conversation or message is gone: its facts come too late to matter.
    UNKNOWN = "unknown"
