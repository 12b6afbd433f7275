"""
How long a provider asks us to wait.

Sources: RFC 9110, "Retry-After"; Meta, "Rate limits", "Headers", as of
2026-11-21: what an account has used up says in minutes when it may go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .shape import Unreadable, code, items, mapping, parse

USAGE = "x-business-use-case-usage"
MINUTE = 60.0


def retry_after(
    headers: Mapping[str, str], now: datetime | None = None
) -> float | None:
    """Return the seconds to wait, None if the provider does not say."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    if value:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        if until.tzinfo is None:
            return None
        return max((until - (now or datetime.now(UTC))).total_seconds(), 0.0)
    return _regained(headers.get(USAGE, ""))


def _regained(usage: str) -> float | None:
    """Return when what is used up comes back; 0 minutes means that nothing is."""
    try:
        by_account = mapping(parse(usage.encode()))
    except Unreadable:
        return None
    minutes = [
        code(mapping(each).get("estimated_time_to_regain_access"))
        for used in by_account.values()
        for each in items(used)
    ]
    longest = max(minutes, default=0)
    return longest * MINUTE if longest > 0 else None
