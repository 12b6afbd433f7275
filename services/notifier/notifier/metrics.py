"""Every metric the notifier exports, so that dashboards have one page to read."""

from __future__ import annotations

from prometheus_client import Counter

from .domain.preferences import Trigger, Way

# One per notification that was new. trigger: see Trigger. way: see Way.
NOTIFICATIONS = Counter(
    "notifier_notifications_total", "Notifications raised.", ["trigger", "way"]
)
for _trigger in Trigger:
    for _way in Way:
        NOTIFICATIONS.labels(_trigger.value, _way.value)

# One per attempt to send a mail. outcome: sent, put_off, failed (never will
# be), dropped (its user may not see the conversation any more).
MAILS = Counter("notifier_mails_total", "Attempts to send a mail.", ["outcome"])
for _outcome in ("sent", "put_off", "failed", "dropped"):
    MAILS.labels(_outcome)
