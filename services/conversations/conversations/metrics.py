"""Every metric conversations exports, so that dashboards have one page to read."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from .use_cases.outcome import Outcome

# One per message by a person. outcome: opened, reopened, added, duplicate.
RECEIVED = Counter(
    "conversations_inbound_messages_total",
    "Messages by people, taken in.",
    ["outcome"],
)

# One per notice of a provider about an outbound message. outcome: applied,
# unchanged, waiting (its message is not known yet), unknown.
NOTICES = Counter(
    "conversations_delivery_notices_total",
    "Notices of what became of outbound messages.",
    ["outcome"],
)

# One per message by a user that was queued or refused. outcome: queued, or
# the reason in lower case, e.g. window_ended.
SENT = Counter(
    "conversations_sends_total",
    "Messages that users tried to send.",
    ["outcome"],
)

# Subscribers of the feed that this process streams to now.
STREAMS = Gauge("conversations_feed_streams", "Subscribers that are streamed to now.")

for outcome in (Outcome.OPENED, Outcome.REOPENED, Outcome.ADDED, Outcome.DUPLICATE):
    RECEIVED.labels(outcome.value)
for outcome in (
    Outcome.APPLIED,
    Outcome.UNCHANGED,
    Outcome.WAITING,
    Outcome.UNKNOWN,
):
    NOTICES.labels(outcome.value)
