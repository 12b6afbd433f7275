"""Every metric the gateway exports, so that dashboards have one page to read."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

# One per attempt to sign in. outcome: accepted, wrong, limited.
SIGN_INS = Counter("gateway_sign_ins_total", "Attempts to sign in.", ["outcome"])

# Live streams open at this replica.
LIVE_STREAMS = Gauge("gateway_live_streams", "Live streams open now.")

# One per frame handed to one stream, whether it was read or not.
LIVE_FRAMES = Counter("gateway_live_frames_total", "Frames handed to live streams.")

# One per stream that ended. cause: left (the client), slow (it did not read
# fast enough), ended (its session), stopped (this process).
LIVE_ENDED = Counter("gateway_live_ended_total", "Live streams that ended.", ["cause"])

# One per time that events were missing between two that arrived, or that the
# bus was away, and the feed had to be read.
LIVE_GAPS = Counter("gateway_live_gaps_total", "Gaps closed by reading the feed.")

# One per action that waited for its effect. outcome: seen, late.
OWN_WRITES = Counter(
    "gateway_own_writes_total", "Actions that waited to be readable.", ["outcome"]
)

for _outcome in ("accepted", "wrong", "limited"):
    SIGN_INS.labels(_outcome)
for _cause in ("left", "slow", "ended", "stopped"):
    LIVE_ENDED.labels(_cause)
for _outcome in ("seen", "late"):
    OWN_WRITES.labels(_outcome)
