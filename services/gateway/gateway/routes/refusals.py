"""Reasons that several routes share, for the API's description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CONVERSATION: Mapping[int, Sequence[str]] = {404: ["CONVERSATION_UNKNOWN"]}

ASSIGNING: Sequence[str] = (
    "ATTENDANT_UNAVAILABLE",
    "ATTENDANT_FULL",
    "NOT_AN_ATTENDANT",
    "CONVERSATION_CLOSED",
)
