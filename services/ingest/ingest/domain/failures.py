"""
What a provider's error code means, and whether trying again helps.

Sources: Meta, "Cloud API error codes", "Messenger Platform error codes",
"Instagram messaging errors"; Twilio, "Error and warning dictionary" and
"WhatsApp error code mapping"; all as of 2026-11-21. Only the code decides, on
Messenger and Instagram with its subcode: HTTP status and title differ between
API versions. A code without a row is permanent and shown with the provider's
words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WINDOW_ENDED = "WINDOW_ENDED"
RECIPIENT_UNREACHABLE = "RECIPIENT_UNREACHABLE"
RECIPIENT_OPTED_OUT = "RECIPIENT_OPTED_OUT"
RATE_LIMITED = "RATE_LIMITED"
PROVIDER_DOWN = "PROVIDER_DOWN"
POLICY_REFUSED = "POLICY_REFUSED"
TEMPLATE_REFUSED = "TEMPLATE_REFUSED"
MEDIA_REFUSED = "MEDIA_REFUSED"
REQUEST_REFUSED = "REQUEST_REFUSED"
CHANNEL_BROKEN = "CHANNEL_BROKEN"
THREAD_TAKEN = "THREAD_TAKEN"
UNKNOWN = "UNKNOWN"

# Ours: the provider was not called.
CHANNEL_STOPPED = "CHANNEL_STOPPED"
KIND_REFUSED = "KIND_REFUSED"
TYPE_REFUSED = "TYPE_REFUSED"
FILE_TOO_LARGE = "FILE_TOO_LARGE"
FILE_GONE = "FILE_GONE"
TEXT_TOO_LONG = "TEXT_TOO_LONG"
REPLY_REFUSED = "REPLY_REFUSED"

OURS = frozenset(
    {
        CHANNEL_STOPPED,
        KIND_REFUSED,
        TYPE_REFUSED,
        FILE_TOO_LARGE,
        FILE_GONE,
        TEXT_TOO_LONG,
        REPLY_REFUSED,
    }
)
"""Reasons for which a message never gets to the provider."""

REASONS = OURS | {
    WINDOW_ENDED,
    RECIPIENT_UNREACHABLE,
    RECIPIENT_OPTED_OUT,
    RATE_LIMITED,
    PROVIDER_DOWN,
    POLICY_REFUSED,
    TEMPLATE_REFUSED,
    MEDIA_REFUSED,
    REQUEST_REFUSED,
    CHANNEL_BROKEN,
    THREAD_TAKEN,
    UNKNOWN,
}
"""Every reason a delivery can fail for. Stable: pages and subscribers map them."""

FEW = 2
"""How often to try again where more would not help."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """
    A stable reason, and what it says about the next attempt.

    `pair_only` means that the limit is between us and this person alone;
    `most` is how often to try again, None for as often as usual; `lost` that
    the message may have gone out all the same.
    """

    reason: str
    retry: bool = False
    pair_only: bool = False
    most: int | None = None
    lost: bool = False


_DOWN = Meaning(PROVIDER_DOWN, retry=True)
_SHAKY = Meaning(PROVIDER_DOWN, retry=True, most=FEW)
_LIMITED = Meaning(RATE_LIMITED, retry=True)
_LIMITED_PAIR = Meaning(RATE_LIMITED, retry=True, pair_only=True)
_LOST = Meaning(UNKNOWN, lost=True)
_WINDOW = Meaning(WINDOW_ENDED)
_POLICY = Meaning(POLICY_REFUSED)
_NOBODY = Meaning(RECIPIENT_UNREACHABLE)
_OPTED_OUT = Meaning(RECIPIENT_OPTED_OUT)
_TEMPLATE = Meaning(TEMPLATE_REFUSED)
_MEDIA = Meaning(MEDIA_REFUSED)
_LARGE = Meaning(FILE_TOO_LARGE)
_REQUEST = Meaning(REQUEST_REFUSED)
_BROKEN = Meaning(CHANNEL_BROKEN)
_TAKEN = Meaning(THREAD_TAKEN)

PERMANENT = Meaning(UNKNOWN)

Code = int | tuple[int, int]
"""A code, or a code and its subcode."""


def _rows(*rows: tuple[Meaning, tuple[Code, ...]]) -> Mapping[Code, Meaning]:
    return {code: meaning for meaning, codes in rows for code in codes}


_PERMISSIONS = tuple(range(200, 300))

META: Mapping[Code, Meaning] = _rows(
    (_DOWN, (1, 2, 131016, 131057, 133004)),
    (_SHAKY, (131000,)),
    (_LIMITED, (4, 80007, 130429)),
    (_LIMITED_PAIR, (131056,)),
    (_WINDOW, (131047, 470)),
    (_POLICY, (131048, 131049, 130472, 131064)),
    (_NOBODY, (131026, 131021, 131062, 131030, 130403)),
    (_OPTED_OUT, (131050,)),
    (_MEDIA, (131052, 131053)),
    (_TEMPLATE, (132000, 132001, 132005, 132007, 132012)),
    (_TEMPLATE, (132015, 132016, 132018, 132068, 132069)),
    (_REQUEST, (33, 100, 131008, 131009, 131051, 131055, 135000)),
    (_REQUEST, (134100, 134101, 134102)),
    (_BROKEN, (0, 3, 10, 190, 368, 131005, 130497, 131031, 131037)),
    (_BROKEN, (131042, 131045, 131063, 133010, *_PERMISSIONS)),
)
"""WhatsApp Cloud API."""

_GRAPH: tuple[tuple[Meaning, tuple[Code, ...]], ...] = (
    (_SHAKY, (1, 2, 1200)),
    (_LOST, ((1, 1357046),)),
    (_BROKEN, ((1, 99),)),
    (_LIMITED, (4, 17, 32, 613)),
    (_WINDOW, ((10, 2018278), (10, 2018065), (10, 2534022))),
    (_NOBODY, (551, (10, 2018108), (200, 1545041), (100, 2018001))),
    (_TAKEN, ((10, 2018300),)),
    (_LARGE, ((100, 2018109),)),
    (_REQUEST, (100, (100, 2018032), (2, 2018344))),
    (_BROKEN, (3, 10, 190, 368, *_PERMISSIONS)),
)

MESSENGER: Mapping[Code, Meaning] = _rows(*_GRAPH, (_LIMITED_PAIR, ((4, 2018022),)))

INSTAGRAM: Mapping[Code, Meaning] = _rows(
    *_GRAPH,
    (_NOBODY, ((100, 2534014), (100, 2534001))),
    (_BROKEN, ((10, 1893063), (100, 2534029), (200, 2534041))),
    (_REQUEST, ((100, 2534013), (100, 2534025))),
)

TWILIO: Mapping[Code, Meaning] = _rows(
    (_LIMITED, (20429, 63018)),
    (_DOWN, (20500, 20503, 63010, 63012)),
    (_WINDOW, (63016,)),
    (_NOBODY, (21211, 21614, 63003, 63015, 63024)),
    (_OPTED_OUT, (21610, 63014)),
    (_POLICY, (63013, 63032, 63049)),
    (_MEDIA, (63005, 63019, 63025)),
    (_TEMPLATE, (21656, 63022, 63027, 63028, 63029, 63030)),
    (_TEMPLATE, (63040, 63041, 63042)),
    (_REQUEST, (21602, 21603, 21604, 21617, 63021)),
    (_BROKEN, (20003, 20404, 63001, 63002, 63007, 63020, 63051)),
)


def meta(code: int) -> Meaning:
    """Return what a code of the WhatsApp Cloud API means."""
    return META.get(code, PERMANENT)


def messenger(code: int, subcode: int = -1) -> Meaning:
    """Return what a code of Messenger means."""
    return MESSENGER.get((code, subcode)) or MESSENGER.get(code, PERMANENT)


def instagram(code: int, subcode: int = -1) -> Meaning:
    """Return what a code of Instagram means."""
    return INSTAGRAM.get((code, subcode)) or INSTAGRAM.get(code, PERMANENT)


def twilio(code: int) -> Meaning:
    """Return what a code of Twilio's means."""
    return TWILIO.get(code, PERMANENT)
