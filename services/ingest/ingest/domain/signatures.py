"""
Whether a call really comes from the provider.

Sources: Meta, "Graph API webhooks: getting started"; Twilio, "Webhooks
security" and its `RequestValidator` (tests compare); as of 2026-11-21.
Everything is compared in constant time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qs, urlsplit, urlunsplit

PORTS = {"https": 443, "http": 80}


def meta_signed(body: bytes, header: str, app_secret: str) -> bool:
    """Tell whether *header* (`sha256=<hex>`) was made over the raw *body*."""
    wanted = "sha256=" + hmac.digest(app_secret.encode(), body, hashlib.sha256).hex()
    return hmac.compare_digest(wanted.encode(), header.encode("utf-8", "replace"))


def twilio_signed(
    url: str,
    header: str,
    auth_token: str,
    *,
    form: Sequence[tuple[str, str]] | None,
    body: bytes = b"",
) -> bool:
    """
    Tell whether *header* was made for a call to the public *url*.

    *form* holds the parameters of a form post, in any order. None means
    another kind of body, which the URL's `bodySHA256` must then match. Twilio
    signs with or without the port, and does not say which.
    """
    if form is None and not _body_matches(url, body):
        return False
    signed = "".join(name + value for name, value in _ordered(form or ()))
    found = False
    for variant in _port_variants(url):
        made = hmac.digest(auth_token.encode(), (variant + signed).encode(), "sha1")
        found |= hmac.compare_digest(
            base64.b64encode(made), header.encode("utf-8", "replace")
        )
    return found


def _ordered(form: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Sort by name, then value, equal pairs once: as Twilio does."""
    return sorted(set(form))


def _body_matches(url: str, body: bytes) -> bool:
    [wanted] = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[:1]
    made = hashlib.sha256(body).hexdigest()
    return hmac.compare_digest(made.encode(), wanted.encode("utf-8", "replace"))


def _port_variants(url: str) -> set[str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    bare = f"[{host}]" if ":" in host else host
    port = parts.port or PORTS.get(parts.scheme, 443)
    return {
        urlunsplit(parts._replace(netloc=netloc, fragment=""))
        for netloc in (parts.netloc, bare, f"{bare}:{port}")
    }
