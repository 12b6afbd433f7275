"""
Sending a message: attempts, what became of each, and what to do next.

A provider has no idempotency key, so a call whose answer was lost is never
simply repeated: it stays unknown until a status or a look-up tells.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import failures
from .inbound import Status

DELAYS = (1, 4, 16, 64, 256)
"""Seconds before the second attempt, the third, …; then the message fails."""

LONGEST_DELAY = 3600
"""Most seconds we wait because a provider said so."""

CHECKS = (10, 30, 120, 600)
"""Seconds between look-ups of an unknown message; then it stays unknown."""


class FileGone(Exception):
    """A file to be sent is not there: unknown, another account's, or failed."""


class FileRefused(Exception):
    """A file to be sent is not what its channel takes; the text says why."""


class State(enum.Enum):
    """Where a message to be sent stands with us."""

    WAITING = "waiting"
    CALLING = "calling"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Send:
    """
    A message on its way out.

    `keys` are the person's identity keys, the most lasting first; `attempts`
    counts the calls begun so far.
    """

    message_id: str
    account_id: str
    channel_id: str
    conversation_id: str
    keys: tuple[str, ...]
    text: str
    cause_id: str
    create_time: datetime
    attempts: int = 0
    state: State = State.WAITING
    attempt_time: datetime | None = None
    checks: int = 0

    def key(self, prefix: str) -> str:
        """Return the person's id of one kind, e.g. `phone`; empty if unknown."""
        for each in self.keys:
            kind, _, value = each.partition(":")
            if kind == prefix:
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Request:
    """A call to a provider: exactly one of *json* and *form* is not None."""

    method: str
    url: str
    headers: Mapping[str, str]
    json: Mapping[str, object] | None = None
    form: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took the message."""

    provider_message_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The provider will not take the message, now or later."""

    reason: str
    detail: str

    @property
    def channel_broken(self) -> bool:
        """Whether the refusal is about the channel and not the message."""
        return self.reason == failures.CHANNEL_BROKEN


@dataclass(frozen=True, slots=True)
class Later:
    """
    The provider did not take the message, and may take it later.

    `after_seconds` is what the provider asked for, None if it did not say.
    """

    reason: str
    detail: str
    after_seconds: float | None = None
    pair_only: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """The call went out and no answer came: the message may be on its way."""

    detail: str


Verdict = Accepted | Refused | Later | Lost


@dataclass(frozen=True, slots=True)
class Step:
    """
    What an attempt leads to.

    `status` is what the world is told, None while nothing is decided.
    `delay_seconds` is set only when the message goes back to waiting.
    """

    state: State
    status: Status | None
    provider_message_id: str = ""
    reason: str = ""
    detail: str = ""
    delay_seconds: float = 0.0


def step(verdict: Verdict, attempts: int) -> Step:
    """Return what follows from *verdict* on the attempt number *attempts*."""
    match verdict:
        case Accepted(provider_message_id):
            return Step(State.SENT, Status.SENT, provider_message_id)
        case Refused(reason, detail):
            return Step(State.FAILED, Status.FAILED, reason=reason, detail=detail)
        case Lost(detail):
            return Step(State.UNKNOWN, Status.UNKNOWN, detail=detail)
        case Later(reason, detail, after):
            if attempts > len(DELAYS):
                return Step(State.FAILED, Status.FAILED, reason=reason, detail=detail)
            delay = DELAYS[attempts - 1] if after is None else min(after, LONGEST_DELAY)
            return Step(
                State.WAITING,
                None,
                reason=reason,
                detail=detail,
                delay_seconds=max(delay, 0.0),
            )


def next_check(checks: int, now: datetime) -> datetime | None:
    """Return when to look an unknown message up again; None is never."""
    if checks >= len(CHECKS):
        return None
    return now + timedelta(seconds=CHECKS[checks])
