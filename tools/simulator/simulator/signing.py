"""
The providers' signatures and the exact bytes they cover.

Sources: reference of WhatsApp Cloud, section 2; of Twilio, section 2; checked
2026-11-21.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from urllib.parse import urldefrag


def meta_body(payload: object) -> str:
    r"""
    Serialise *payload* the way Meta does: compact, non-ASCII and `/` escaped.

    A receiver that parses and serialises again before hashing gets another
    text, which is the point of imitating it.
    """
    text = json.dumps(payload, ensure_ascii=True, separators=(",", ":"))
    return text.replace("/", "\\/")


def meta_signature(app_secret: str, body: bytes) -> str:
    """Return the value of `X-Hub-Signature-256` for *body*."""
    digest = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


def twilio_signature(
    auth_token: str, url: str, parameters: Iterable[tuple[str, str]]
) -> str:
    """
    Return the value of `X-Twilio-Signature` for a form post to *url*.

    The URL counts as configured, without its fragment; parameters count
    sorted by name, equal pairs once.
    """
    signed = urldefrag(url).url
    signed += "".join(name + value for name, value in sorted(set(parameters)))
    digest = hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
