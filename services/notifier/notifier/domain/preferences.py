"""Which notifications a user wants: four triggers by two ways (NTF-5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Trigger(enum.Enum):
    """Why somebody is notified; the value is what events and mails say."""

    MINE = "mine"
    OTHERS = "others"
    UNASSIGNED = "unassigned"
    ASSIGNED = "assigned"


class Way(enum.Enum):
    """How a notification reaches its user."""

    DESKTOP = "desktop"
    EMAIL = "email"


SPECIFICITY = {
    Trigger.ASSIGNED: 2,
    Trigger.MINE: 1,
    Trigger.OTHERS: 0,
    Trigger.UNASSIGNED: 0,
}
"""Where one message gives a user two triggers, the higher one wins (NTF-12)."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The eight switches of one user; `switches` holds those that are on."""

    switches: frozenset[tuple[Trigger, Way]]

    def ways(self, trigger: Trigger) -> tuple[Way, ...]:
        """Return the ways by which the user wants to hear of *trigger*."""
        return tuple(way for way in Way if (trigger, way) in self.switches)


DEFAULTS = Preferences(
    frozenset({(Trigger.MINE, Way.DESKTOP), (Trigger.ASSIGNED, Way.DESKTOP)})
)
"""What holds for a user who never saved any (NTF-13)."""
