"""
Web chat visitors: a token that names one, without a table of tokens.

A token is 128 random bits and a MAC over them and the channel, so only we can
issue one, and one of another web site is worth nothing. What is stored and
published is the visitor id, a hash of the token: whoever reads the database
cannot act as a visitor.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

RANDOM_BYTES = 16
MAC_BYTES = 16
PREFIX = "vt_"


def issue(channel_id: str, random: bytes, key: bytes) -> str:
    """Return a token over *random*, 16 bytes from the system's generator."""
    raw = random + _mac(channel_id, random, key)
    return PREFIX + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def genuine(token: str, channel_id: str, keys: Sequence[bytes]) -> bool:
    """Tell whether we issued *token* for the channel, with any of *keys*."""
    encoded = token.removeprefix(PREFIX)
    try:
        raw = base64.b64decode(
            encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        return False
    if len(raw) != RANDOM_BYTES + MAC_BYTES or not token.startswith(PREFIX):
        return False
    random, given = raw[:RANDOM_BYTES], raw[RANDOM_BYTES:]
    return any(
        hmac.compare_digest(given, _mac(channel_id, random, key)) for key in keys
    )


def visitor_id(token: str) -> str:
    """Return the id that *token* proves: safe to store and to show."""
    digest = hashlib.sha256(token.encode()).digest()[:20]
    return "vs_" + base64.b32encode(digest).decode().lower()


def _mac(channel_id: str, random: bytes, key: bytes) -> bytes:
    return hmac.digest(key, channel_id.encode() + b"\0" + random, "sha256")[:MAC_BYTES]
