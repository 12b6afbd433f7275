"""
Sending a message: attempts, what became of each, and what to do next.

A provider has no idempotency key, so a call whose answer was lost is never
simply repeated: it stays unknown until a status or a look-up tells.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from . import failures
from .channels import Kind
from .content import PLAIN, Content
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


REACTION = "reaction"
"""The kind of a send that is no message: what one of ours feels about one."""


@dataclass(frozen=True, slots=True)
class Send:
    """
    A message, or a reaction to one, on its way out.

    `keys` are the person's identity keys, the most lasting first. `reply_to`
    is the provider's id of the message answered or reacted to; `emoji` is
    empty when a reaction is taken back. `retries` says how often it was asked
    for again by hand, and with `message_id` identifies the work. `attempts`
    counts the calls begun so far, `failures` those in a row that came to
    nothing; `done` are the provider's ids of the parts it took.
    """

    message_id: str
    account_id: str
    channel_id: str
    conversation_id: str
    keys: tuple[str, ...]
    text: str
    cause_id: str
    create_time: datetime
    kind: str = "text"
    content: Content = PLAIN
    reply_to: str = ""
    emoji: str = ""
    retries: int = 0
    channel_kind: Kind | None = None
    attempts: int = 0
    failures: int = 0
    done: tuple[str, ...] = ()
    state: State = State.WAITING
    attempt_time: datetime | None = None
    checks: int = 0

    @property
    def is_reaction(self) -> bool:
        """Whether it is a reaction; repeating one does no harm."""
        return self.kind == REACTION

    @property
    def takes_several(self) -> bool:
        """Whether it may take more calls than one."""
        content = self.content
        return bool(content.attachments) and content.template is None

    def begun(self, number: int, at: datetime) -> Send:
        """Return it in the middle of the attempt *number*."""
        return replace(self, state=State.CALLING, attempts=number, attempt_time=at)

    def after(self, result: Step) -> Send:
        """Return it as it stands after an attempt."""
        done = self.done
        if result.part_done or result.state is State.SENT:
            done = (*done, result.provider_message_id)
        again = result.state is State.WAITING and not result.part_done
        failures = self.failures + 1 if again else 0
        return replace(self, state=result.state, done=done, failures=failures)

    def key(self, prefix: str) -> str:
        """Return the person's id of one kind, e.g. `phone`; empty if unknown."""
        for each in self.keys:
            kind, _, value = each.partition(":")
            if kind == prefix:
                return value
        return ""


@dataclass(frozen=True, slots=True)
class Request:
    """
    A call to a provider: at most one of *json*, *form* and *body* is there.

    *body* is read once, in pieces; `headers` say how long it is.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    json: Mapping[str, object] | None = None
    form: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None
    body: Iterable[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it; a reaction has no id of its own."""

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
    `pair_only` means that it concerns this person, or this message, alone.
    `most` is how often to try again, if that is less often than usual.
    """

    reason: str
    detail: str
    after_seconds: float | None = None
    pair_only: bool = False
    most: int = len(DELAYS)

    def at_most(self, times: int) -> Later:
        """Return the same, to be tried again at most so many times."""
        return replace(self, most=times)


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
    `delay_seconds` is set only when the message goes back to waiting;
    `part_done` is true when it waits for its next part.
    """

    state: State
    status: Status | None
    provider_message_id: str = ""
    reason: str = ""
    detail: str = ""
    delay_seconds: float = 0.0
    part_done: bool = False


@dataclass(frozen=True, slots=True)
class Attempted:
    """
    What an attempt led to, for the lane it was made on.

    `send` is the message as it stands then. `pair_only` means that a delay concerns this lane alone. `answered` is
    whether the provider is there; None when it was not asked.
    """

    step: Step
    send: Send
    pair_only: bool = False
    answered: bool | None = None


def step(verdict: Verdict, tries: int, *, more: bool = False) -> Step:
    """
    Return what follows from *verdict* on the try number *tries* in a row.

    *more* says that the message has another part to go out after this one.
    """
    match verdict:
        case Accepted(provider_message_id) if more:
            return Step(State.WAITING, None, provider_message_id, part_done=True)
        case Accepted(provider_message_id):
            return Step(State.SENT, Status.SENT, provider_message_id)
        case Refused(reason, detail):
            return Step(State.FAILED, Status.FAILED, reason=reason, detail=detail)
        case Lost(detail):
            return Step(State.UNKNOWN, Status.UNKNOWN, detail=detail)
        case Later(reason, detail, after, _, most):
            if tries > min(len(DELAYS), most):
                return Step(State.FAILED, Status.FAILED, reason=reason, detail=detail)
            delay = DELAYS[tries - 1] if after is None else min(after, LONGEST_DELAY)
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
