"""
Synthetic round trips: what they send, and when their result is worth telling.

A round trip asks the provider who we are, then calls our own webhook, signed
as the provider would sign it. The webhook knows such a call by its mark.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from urllib.parse import urlencode

from .channels import Channel, Kind

MARK = b"recado_canary="
"""How the body of a round trip begins; no provider's call begins so."""

TELL_EVERY = timedelta(minutes=15)
"""A result that stays the same is told so often."""


def worth_telling(before: Channel, after: Channel, told: datetime | None) -> bool:
    """Tell whether others should hear of the new canary, *told* at last then."""
    if (before.health, before.health_detail) != (after.health, after.health_detail):
        return True
    if after.canary is None:
        return False
    if before.canary is None or told is None:
        return True
    changed = before.canary.good != after.canary.good
    return changed or after.canary.check_time - told >= TELL_EVERY


def synthetic_call(
    channel: Channel, public_url: str, nonce: str
) -> tuple[str, dict[str, str], bytes]:
    """Return address, headers and body of a call to our own webhook."""
    url = public_url.rstrip("/") + channel.webhook_path
    body = MARK + nonce.encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    if channel.kind is Kind.WHATSAPP_TWILIO:
        # Twilio signs names and values without anything between them.
        signed = f"{url}recado_canary{nonce}"
        made = hmac.digest(
            channel.secrets["auth_token"].encode(), signed.encode(), "sha1"
        )
        headers["x-twilio-signature"] = base64.b64encode(made).decode()
        return url, headers, urlencode({"recado_canary": nonce}).encode()
    if channel.kind is not Kind.WEBCHAT:
        made = hmac.digest(channel.secrets["app_secret"].encode(), body, hashlib.sha256)
        headers["x-hub-signature-256"] = f"sha256={made.hex()}"
    return url, headers, body


def answered(body: bytes) -> bytes | None:
    """Return what our webhook answers to a round trip; None if it is none."""
    return body[len(MARK) :] if body.startswith(MARK) else None
