"""
A template sent to a list of people, in batches, within a daily limit.

Nobody is written to who did not agree, who took it back, or who is in the
middle of a conversation (ACT-1, ACT-4, ACT-5, ACT-6).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .errors import CampaignEnded, CampaignInvalid

DAY = timedelta(hours=24)

NAME_LENGTH, PURPOSE_LENGTH = 80, 1000
LONGEST_LIST = 20_000


class State(enum.Enum):
    """Where a campaign stands."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FINISHED = "finished"


ENDED = frozenset({State.STOPPED, State.FINISHED})


class Reach(enum.Enum):
    """How far one recipient got; the value is its name in lists."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person of the list; *phone* is E.164, empty when it cannot be read."""

    line: int
    given_phone: str
    phone: str = ""
    name: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    opt_in: str = ""
    reach: Reach = Reach.PLANNED
    reason: str = ""
    message_id: str = ""
    replied: bool = False

    def skipped(self, reason: str) -> Recipient:
        """Return it left out, and why."""
        return replace(self, reach=Reach.SKIPPED, reason=reason)

    def queued(self, message_id: str) -> Recipient:
        """Return it written to."""
        return replace(self, reach=Reach.QUEUED, message_id=message_id)


@dataclass(slots=True)
class Campaign:
    """
    One campaign.

    `sent_at` are moments and numbers of the batches of the last day. `reason`
    says why nothing goes out: `user`, `daily_limit`, `template` or `channel`.
    `version` counts saves; the store's to change.
    """

    campaign_id: str
    account_id: str
    name: str
    channel_id: str
    template_id: str
    creator_id: str
    create_time: datetime
    batch_size: int = 50
    batch_seconds: int = 600
    daily_limit: int = 1000
    purpose: str = ""
    state: State = State.READY
    reason: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    replied: int = 0
    next_time: datetime | None = None
    end_time: datetime | None = None
    sent_at: list[tuple[datetime, int]] = field(default_factory=list)
    version: int = 0

    @property
    def total(self) -> int:
        """People in the list."""
        return sum(self.counts.values())

    def start(self, now: datetime) -> None:
        """
        Send from now on; running already is no change.

        Raises:
            CampaignEnded: It is over.
        """
        self._check_going()
        if self.state is not State.RUNNING:
            self.state, self.reason, self.next_time = State.RUNNING, "", now

    def pause(self, reason: str) -> None:
        """
        Hold it back after the batch in hand.

        Raises:
            CampaignEnded: It is over.
        """
        self._check_going()
        self.state, self.reason, self.next_time = State.PAUSED, reason, None

    def stop(self, now: datetime) -> None:
        """End it; who was not written to will not be. Ended is no change."""
        if self.state not in ENDED:
            self._end(State.STOPPED, now)

    def room(self, now: datetime) -> int:
        """Return how many may be written to now."""
        self.sent_at = [(at, n) for at, n in self.sent_at if at > now - DAY]
        left = self.daily_limit - sum(n for _, n in self.sent_at)
        return max(min(self.batch_size, left), 0)

    def sent(self, number: int, now: datetime) -> None:
        """Note a batch of *number* and when the next one is due."""
        if number:
            self.sent_at.append((now, number))
        self.reason = ""
        self.next_time = now + timedelta(seconds=self.batch_seconds)
        if not self.counts.get(Reach.PLANNED.value):
            self._end(State.FINISHED, now)

    def wait_for_room(self, now: datetime) -> None:
        """Go on when the day's limit leaves room again (ACT-6)."""
        first = min((at for at, _ in self.sent_at), default=now)
        self.reason, self.next_time = "daily_limit", first + DAY

    def count(self, before: Reach | None, after: Reach) -> None:
        """Count a recipient that moved."""
        if before is not None:
            self.counts[before.value] = self.counts.get(before.value, 0) - 1
        self.counts[after.value] = self.counts.get(after.value, 0) + 1

    def _end(self, state: State, now: datetime) -> None:
        self.state, self.reason = state, ""
        self.next_time, self.end_time = None, now

    def _check_going(self) -> None:
        if self.state in ENDED:
            raise CampaignEnded("the campaign is over; make a new one")


def check_campaign(campaign: Campaign, recipients: int) -> None:
    """
    Raises:
        CampaignInvalid: A field makes no sense; the fact names it.
    """
    problems = {
        "name": 0 < len(campaign.name.strip()) <= NAME_LENGTH,
        "purpose": len(campaign.purpose) <= PURPOSE_LENGTH,
        "batch_size": 1 <= campaign.batch_size <= 1000,  # noqa: PLR2004  # a number's own limit
        "batch_seconds": 1 <= campaign.batch_seconds <= DAY.total_seconds(),
        "daily_limit": 1 <= campaign.daily_limit <= 100_000,  # noqa: PLR2004  # the largest tier
        "recipients": 1 <= recipients <= LONGEST_LIST,
    }
    for name, good in problems.items():
        if not good:
            raise CampaignInvalid(f"{name} is out of bounds", field=name)


def cleaned(
    recipients: Iterable[Recipient], *, variables: Iterable[str]
) -> list[Recipient]:
    """Return the list with who cannot be written to left out, and why (ACT-5)."""
    seen: set[str] = set()
    wanted = tuple(variables)
    kept = []
    for each in recipients:
        kept.append(_checked(each, seen, wanted))
        seen.add(each.phone)
    return kept


def _checked(
    recipient: Recipient, seen: set[str], variables: tuple[str, ...]
) -> Recipient:
    if not recipient.phone:
        return recipient.skipped("PHONE_INVALID")
    if recipient.phone in seen:
        return recipient.skipped("DUPLICATE")
    if not recipient.opt_in.strip():
        return recipient.skipped("NO_OPT_IN")
    if any(not recipient.variables.get(name, "").strip() for name in variables):
        return recipient.skipped("VARIABLE_MISSING")
    return recipient
