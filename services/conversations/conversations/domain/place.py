"""Where a conversation is found."""

from __future__ import annotations

import enum
from typing import NamedTuple


class State(enum.Enum):
    """Whether a conversation is being attended."""

    OPEN = "open"
    CLOSED = "closed"


class Place(NamedTuple):
    """Where a conversation is listed; *owner_id* is empty when nobody has it."""

    is_open: bool
    owner_id: str
