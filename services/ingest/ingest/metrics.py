"""Every metric of ingest, each explained."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

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

# One per message that was not called in and had to be fetched.
MISSED = Counter("ingest_missed_total", "Messages whose call never came.")

# One per webhook refused at the door. why: unsigned, forged, too_large, unknown.
REFUSED = Counter("ingest_refused_total", "Webhooks refused at the door.", ["why"])

# Calls on local disk that the broker does not have yet.
SPOOL_PENDING = Gauge("ingest_spool_pending", "Calls spooled and not yet replayed.")

# One per call that went to the spool.
SPOOLED = Counter("ingest_spooled_total", "Calls the broker did not take in time.")

# Visitors connected now.
SOCKETS = Gauge("ingest_sockets", "Open web chat sockets.")

# One per attempt to fetch a file from a provider. result: ready, waiting (it is
# tried again), failed.
FETCHES = Counter("ingest_fetches_total", "Attempts to fetch a file.", ["result"])

# One per file that arrived over HTTP. result: ready, refused.
UPLOADS = Counter("ingest_uploads_total", "Files uploaded.", ["result"])

# One per job of the process that opens files. work: look, convert, strip.
# result: done, lost (it ran out of memory or time, or crashed).
JOBS = Counter("ingest_file_jobs_total", "Files opened.", ["work", "result"])

# How long such a job took, the start of its process included.
JOB_SECONDS = Histogram(
    "ingest_file_job_seconds",
    "Time to open a file.",
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60),
)

for _result in ("ready", "waiting", "failed"):
    FETCHES.labels(_result)
for _result in ("ready", "refused"):
    UPLOADS.labels(_result)
for _work in ("look", "convert", "strip"):
    for _result in ("done", "lost"):
        JOBS.labels(_work, _result)
for _fate in Fate:
    CALLS.labels(_fate.value)
for _outcome in Outcome:
    SENDS.labels(_outcome.value)
for _result in ("sent", "waiting", "failed", "unknown"):
    ATTEMPTS.labels(_result)
for _why in ("unsigned", "forged", "too_large", "unknown"):
    REFUSED.labels(_why)

# One per synthetic round trip over a channel. result: good, bad.
CANARIES = Counter("ingest_canaries_total", "Synthetic round trips.", ["result"])

# How long a round trip took: the provider's answer and that of our webhook.
CANARY_SECONDS = Histogram(
    "ingest_canary_seconds",
    "Time of a synthetic round trip.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)

# One per reading of a channel's templates from its provider. result: done, failed.
TEMPLATE_READINGS = Counter(
    "ingest_template_readings_total", "Readings of templates.", ["result"]
)

# One per call of the ledger that is worked on once more.
REPLAYED = Counter("ingest_replayed_total", "Calls replayed from the ledger.")

# One per person a provider was asked about. result: known, none, later.
PEOPLE = Counter("ingest_people_total", "Look-ups of people's names.", ["result"])

# One per pack of old calls that was deleted.
CLEARED = Counter("ingest_ledger_cleared_total", "Packs of old calls deleted.")

for _result in ("good", "bad"):
    CANARIES.labels(_result)
for _result in ("known", "none", "later"):
    PEOPLE.labels(_result)
for _result in ("done", "failed"):
    TEMPLATE_READINGS.labels(_result)
