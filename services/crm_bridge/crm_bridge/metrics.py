"""Every metric the CRM bridge exports, so that dashboards have one page to read."""

from __future__ import annotations

from prometheus_client import Counter

from .use_cases.outcome import Outcome

# One per conversation that opened. outcome: see Outcome.
MATCHES = Counter(
    "crm_bridge_matches_total", "Conversations given their contact.", ["outcome"]
)
for _outcome in Outcome:
    if _outcome is not Outcome.NAMED:
        MATCHES.labels(_outcome.value)

# One per conversation that told a profile's name, where it had but an id.
NAMED = Counter("crm_bridge_named_total", "Profiles given a name.")
