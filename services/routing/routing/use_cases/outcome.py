"""What became of a command."""

from __future__ import annotations

import enum


class Outcome(enum.Enum):
    """The value is the `outcome` label of metrics and logs."""

    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    CLOSED = "closed"
    STORED = "stored"
    UNCHANGED = "unchanged"
