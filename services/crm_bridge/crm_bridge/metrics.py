"""Every metric the CRM bridge exports, so that dashboards have one page to read."""

from __future__ import annotations

from prometheus_client import Counter

from .use_cases.outcome import Outcome

# One per conversation that opened. outcome: see Outcome.
MATCHES = Counter(
    "crm_bridge_matches_total", "Conversations given their contact.", ["outcome"]
)
for _outcome in Outcome:
    MATCHES.labels(_outcome.value)
