"""Every metric of ingest, each explained."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from .domain.inbound import Fate
from .use_cases.outcome import Outcome

# One per provider call the worker is done with. fate: see domain.inbound.Fate.
CALLS = Counter(
    "ingest_calls_total", "Provider calls, by what became of them.", ["fate"]
)

# One per message that arrived to be sent. outcome: see use_cases.outcome.
SENDS = Counter("ingest_sends_total", "Messages that arrived to be sent.", ["outcome"])

# One per attempt at a provider. result: sent, waiting, failed, unknown.
ATTEMPTS = Counter("ingest_attempts_total", "Attempts to send.", ["result"])

# Channels whose provider does not answer, left alone by this process for now.
HALTED = Gauge("ingest_channels_halted", "Channels left alone for now.")

# One per webhook refused at the door. why: unsigned, forged, too_large, unknown.
REFUSED = Counter("ingest_refused_total", "Webhooks refused at the door.", ["why"])

# Calls on local disk that the broker does not have yet.
SPOOL_PENDING = Gauge("ingest_spool_pending", "Calls spooled and not yet replayed.")

# One per call that went to the spool.
SPOOLED = Counter("ingest_spooled_total", "Calls the broker did not take in time.")

# Visitors connected now.
SOCKETS = Gauge("ingest_sockets", "Open web chat sockets.")

for _fate in Fate:
    CALLS.labels(_fate.value)
for _outcome in Outcome:
    SENDS.labels(_outcome.value)
for _result in ("sent", "waiting", "failed", "unknown"):
    ATTEMPTS.labels(_result)
for _why in ("unsigned", "forged", "too_large", "unknown"):
    REFUSED.labels(_why)
