"""Every metric routing exports, so that dashboards have one page to read."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from .use_cases.outcome import Outcome

# One per event about a conversation that was applied. outcome: see Outcome.
DECISIONS = Counter(
    "routing_decisions_total", "What openings and closings led to.", ["outcome"]
)
for _outcome in Outcome:
    DECISIONS.labels(_outcome.value)

# One per conversation that had been waiting and was given to somebody.
DRAINED = Counter(
    "routing_waiting_assigned_total", "Waiting conversations given to somebody."
)

# Attendants given more than their capacity allows. Anything but 0 is a bug.
ABOVE_CAPACITY = Gauge(
    "routing_agents_above_capacity", "Attendants given more than they may have."
)

# One per attendant whose load was not what they held, and was mended.
LOADS_REPAIRED = Counter(
    "routing_loads_repaired_total", "Loads that were wrong and were mended."
)

# One per conversation that somebody had without access, and was unassigned.
MISPLACED_REPAIRED = Counter(
    "routing_misplaced_repaired_total",
    "Conversations taken from users who may not see them.",
)
