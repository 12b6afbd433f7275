"""Identifiers: short, sortable by time of making, safe in URLs."""

from __future__ import annotations

import os
import time

# Crockford's base 32 in lower case: no i, l, o or u to misread.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new(prefix: str) -> str:
    """
    Return a fresh id: *prefix*, an underscore, 26 characters.

    The first ten characters are milliseconds since 1970, so ids sort by
    time; the rest are 80 random bits (the layout of a ULID).
    """
    number = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10), "big")
    return f"{prefix}_" + "".join(
        ALPHABET[number >> shift & 31] for shift in range(125, -1, -5)
    )
