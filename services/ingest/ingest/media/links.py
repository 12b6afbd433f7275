"""
Addresses of files for those who cannot say who they are.

Providers fetch what we send by its address, and a visitor's browser shows a
picture by it. Such an address holds a signed token that names one copy of one
file and ends by itself; it opens nothing else.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

PREFIX = "/media/public/"
MAC_BYTES = 18


@dataclass(frozen=True, slots=True)
class Link:
    """What a token names."""

    file_id: str
    copy_name: str


class Links:
    """Makes and reads links; the first of *keys* signs, any of them opens."""

    def __init__(self, keys: Sequence[bytes], public_url: str) -> None:
        self._keys = keys
        self._public_url = public_url.rstrip("/")

    def path(
        self,
        link: Link,
        file_name: str,
        *,
        lifetime_seconds: float,
        now: float | None = None,
    ) -> str:
        """Return the path of a link that ends after *lifetime_seconds*."""
        ends = int((time.time() if now is None else now) + lifetime_seconds)
        told = f"{link.file_id}.{link.copy_name}.{ends:x}".encode()
        token = _encode(told + _mac(told, self._keys[0]))
        return f"{PREFIX}{token}/{quote(file_name, safe='')}"

    def url(self, link: Link, file_name: str, *, lifetime_seconds: float) -> str:
        """Return the whole address."""
        path = self.path(link, file_name, lifetime_seconds=lifetime_seconds)
        return self._public_url + path

    def read(self, token: str, *, now: float | None = None) -> Link | None:
        """Return what *token* names; None if it is none of ours, or has ended."""
        try:
            raw = _decode(token)
        except (binascii.Error, ValueError):
            return None
        told, given = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        if not any(hmac.compare_digest(given, _mac(told, k)) for k in self._keys):
            return None
        file_id, copy_name, ends = told.decode().split(".")
        if int(ends, 16) < (time.time() if now is None else now):
            return None
        return Link(file_id, copy_name)


def _mac(told: bytes, key: bytes) -> bytes:
    return hmac.digest(key, told, "sha256")[:MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(token: str) -> bytes:
    return base64.b64decode(
        token + "=" * (-len(token) % 4), altchars=b"-_", validate=True
    )
