"""
How fast a channel may be used, so that its provider need not complain.

Sources: Meta, "Throughput" (Cloud API) and "Rate limiting" (Messenger and
Instagram); Twilio, "WhatsApp rate limits"; as of 2026-11-21. The rates are of
one process: run as many workers as the account's limit has room for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .channels import Kind
from .content import FileKind
from .delivery import Send

HEAVY = frozenset({FileKind.AUDIO, FileKind.VIDEO})


@dataclass(frozen=True, slots=True)
class Pace:
    """Calls per second; one with sound or film counts as *heavy* calls."""

    per_second: float
    heavy: float = 1.0

    def cost(self, send: Send) -> float:
        """Return how many calls *send* counts as."""
        files = send.content.attachments
        return self.heavy if any(each.kind in HEAVY for each in files) else 1.0


PACES: Mapping[Kind, Pace] = {
    Kind.WHATSAPP_CLOUD: Pace(80),
    Kind.WHATSAPP_TWILIO: Pace(80),
    # 300 texts a second, or 10 with sound or film.
    Kind.MESSENGER: Pace(300, heavy=30),
    # 100 texts a second, or 10 with sound or film.
    Kind.INSTAGRAM: Pace(100, heavy=10),
}

UNPACED = Pace(1000)
"""For a channel of a kind we do not know yet."""


def pace_of(kind: Kind | None) -> Pace:
    """Return the pace of channels of *kind*."""
    return PACES.get(kind, UNPACED) if kind else UNPACED


class Bucket:
    """
    Tokens that come back with time; one second's worth at most.

    Taking is a promise: who takes more than is there waits, and who comes
    later waits longer, so that nobody is overtaken for ever.
    """

    def __init__(self, per_second: float) -> None:
        self._rate = per_second
        self._level = per_second
        self._then: float | None = None

    def take(self, tokens: float, now: float) -> float:
        """Take *tokens* and return the seconds to wait before using them."""
        passed = 0.0 if self._then is None else max(now - self._then, 0.0)
        self._then = now
        self._level = min(self._rate, self._level + passed * self._rate) - tokens
        return max(-self._level / self._rate, 0.0)
