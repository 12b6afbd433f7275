"""
What a provider's error code means, and whether trying again helps.

Sources: Meta, "Cloud API error codes"; Twilio, "Error and warning dictionary"
and "WhatsApp error code mapping"; both as of 2026-11-21. Only the code
decides: HTTP status, subcode and title differ between API versions. A code
without a row is permanent and shown with the provider's words.
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
UNKNOWN = "UNKNOWN"

REASONS = frozenset(
    {
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
        UNKNOWN,
    }
)
"""Every reason a delivery can fail for. Stable: pages and subscribers map them."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """
    A stable reason, and what it says about the next attempt.

    `pair_only` means that the limit is between us and this person alone.
    """

    reason: str
    retry: bool = False
    pair_only: bool = False


_DOWN = Meaning(PROVIDER_DOWN, retry=True)
_LIMITED = Meaning(RATE_LIMITED, retry=True)
_BROKEN = Meaning(CHANNEL_BROKEN)


def _rows(*rows: tuple[Meaning, tuple[int, ...]]) -> dict[int, Meaning]:
    return {code: meaning for meaning, codes in rows for code in codes}


META: Mapping[int, Meaning] = _rows(
    (_DOWN, (1, 2, 131000, 131016, 131057, 133004)),
    (_LIMITED, (4, 80007, 130429)),
    (Meaning(RATE_LIMITED, retry=True, pair_only=True), (131056,)),
    (Meaning(WINDOW_ENDED), (131047, 470)),
    (Meaning(POLICY_REFUSED), (131048, 131049, 130472, 131064, 368)),
    (Meaning(RECIPIENT_UNREACHABLE), (131026, 131021, 131062, 131030, 130403)),
    (Meaning(RECIPIENT_OPTED_OUT), (131050,)),
    (Meaning(MEDIA_REFUSED), (131051, 131052, 131053)),
    (
        Meaning(TEMPLATE_REFUSED),
        (
            132000,
            132001,
            132005,
            132007,
            132012,
            132015,
            132016,
            132018,
            132068,
            132069,
        ),
    ),
    (Meaning(REQUEST_REFUSED), (33, 100, 131008, 131009, 131055, 135000)),
    (
        _BROKEN,
        (0, 3, 10, 190, 131005, 130497, 131031, 131037, 131042, 131045, 133010, 131063),
    ),
    (_BROKEN, tuple(range(200, 300))),
)

TWILIO: Mapping[int, Meaning] = _rows(
    (_LIMITED, (20429, 63018)),
    (_DOWN, (20500, 20503, 63010, 63012)),
    (Meaning(WINDOW_ENDED), (63016,)),
    (Meaning(RECIPIENT_UNREACHABLE), (21211, 21614, 63003, 63015, 63024)),
    (Meaning(RECIPIENT_OPTED_OUT), (21610, 63014)),
    (Meaning(POLICY_REFUSED), (63013, 63032, 63049)),
    (Meaning(MEDIA_REFUSED), (63005, 63019, 63021)),
    (
        Meaning(TEMPLATE_REFUSED),
        (21656, 63022, 63025, 63027, 63028, 63029, 63030, 63040, 63041, 63042),
    ),
    (Meaning(REQUEST_REFUSED), (21602, 21603, 21604, 21617)),
    (_BROKEN, (20003, 20404, 63001, 63002, 63007, 63020, 63051)),
)

PERMANENT = Meaning(UNKNOWN)


def meta(code: int) -> Meaning:
    """Return what a code of Meta's means."""
    return META.get(code, PERMANENT)


def twilio(code: int) -> Meaning:
    """Return what a code of Twilio's means."""
    return TWILIO.get(code, PERMANENT)
