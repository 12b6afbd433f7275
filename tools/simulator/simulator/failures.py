"""Decides which error the business's next call meets, if any."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from dataclasses import dataclass

from simulator.errors import META, OUTAGE, TABLES, TWILIO, Failure
from simulator.model import Answering, Channel, ErrorOrder, Kind

# Meta lends one person's budget of 6 seconds per message up to 45 messages.
PAIR_BURST, PAIR_SECONDS = 45, 6.0


@dataclass(frozen=True, slots=True)
class Call:
    """
    What the business is about to do.

    `what` is send, media, templates or account; `kind` and `to` are a send's.
    """

    what: str = "send"
    kind: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """
    What awaits one call; all empty means that it goes well.

    `hold_seconds` is how long it is left without an answer, and not accepted;
    None that it is answered. `answer_lost` tells that it is accepted and the
    connection dropped.
    """

    refusal: Failure | None = None
    late: Failure | None = None
    retry_after: int = 0
    hold_seconds: float | None = None
    answer_lost: bool = False


class Switchboard:
    """Decides each call's fate from the channel's modes."""

    def __init__(self) -> None:
        self._flaps: dict[str, int] = {}
        self._sent: dict[str, deque[float]] = defaultdict(deque)

    def fate(self, channel: Channel, call: Call) -> Fate:
        """Decide the call's fate, using up an ordered error if any."""
        modes = channel.modes
        if modes.answering is Answering.DOWN or self._flaps_now(channel):
            return Fate(refusal=OUTAGE[channel.kind])
        for order in modes.errors:
            if _meant(order, call):
                order.times -= 1
                if order.times <= 0:
                    modes.errors.remove(order)
                return _ordered(channel, order)
        return self._limits(channel, call) if call.what == "send" else Fate()

    def _flaps_now(self, channel: Channel) -> bool:
        if channel.modes.answering is not Answering.FLAPPING:
            return False
        turn = self._flaps.get(channel.id, 0)
        self._flaps[channel.id] = turn + 1
        return turn % 2 == 0

    def _limits(self, channel: Channel, call: Call) -> Fate:
        modes, now = channel.modes, time.monotonic()
        if modes.messages_per_second:
            number = self._sent[channel.id]
            if _full(number, modes.messages_per_second, now - 1):
                return Fate(refusal=_too_fast(channel), retry_after=1)
            number.append(now)
        if modes.pair_limit and channel.kind is Kind.WHATSAPP_CLOUD:
            pair = self._sent[f"{channel.id}/{call.to}"]
            if _full(pair, PAIR_BURST, now - PAIR_SECONDS):
                return Fate(refusal=META[131056])
            pair.append(now)
        return Fate()


def _meant(order: ErrorOrder, call: Call) -> bool:
    return (
        order.call == call.what
        and order.kind in ("", call.kind)
        and order.to in ("", call.to)
    )


def _ordered(channel: Channel, order: ErrorOrder) -> Fate:
    match order.how:
        case "timeout":
            return Fate(hold_seconds=order.hold_seconds)
        case "lost_answer":
            return Fate(answer_lost=True)
    failure = TABLES[channel.kind][order.code]
    late = failure.late if not order.how else order.how == "status"
    # Pages have no statuses that fail, and only sends have statuses.
    if late and order.call == "send" and channel.kind.whatsapp:
        return Fate(late=failure)
    return Fate(refusal=failure, retry_after=order.retry_after)


def _full(times: deque[float], most: int, since: float) -> bool:
    while times and times[0] <= since:
        times.popleft()
    return len(times) >= most


def _too_fast(channel: Channel) -> Failure:
    match channel.kind:
        case Kind.WHATSAPP_CLOUD:
            return META[130429]
        case Kind.WHATSAPP_TWILIO:
            return TWILIO[20429]
    return TABLES[channel.kind][613]
