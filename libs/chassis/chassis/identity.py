"""
Who a backend call acts for: a short-lived signed token.

The gateway signs, every service verifies, so that a refusal is decided where
the thing is owned and not only where the request came in. The token is
`<base64url of JSON>.<base64url of HMAC-SHA256>`; all services share the key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from dataclasses import dataclass


class Forged(Exception):
    """The token is not ours, is damaged, or has expired."""


@dataclass(frozen=True, slots=True)
class Identity:
    """
    A user of an account, or a service acting for itself.

    `visible_ids` are the resources with an access list of their own that the
    user may see; empty means none.
    """

    account_id: str
    user_id: str
    permissions: frozenset[str] = frozenset()
    visible_ids: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        """Tell whether the user holds *permission*."""
        return permission in self.permissions

    def sees(self, resource_id: str) -> bool:
        """Tell whether the user may see the resource."""
        return resource_id in self.visible_ids


def sign(
    identity: Identity,
    key: str,
    *,
    now: float | None = None,
    lifetime_seconds: int = 60,
) -> str:
    """Return a token for *identity*, good for *lifetime_seconds*."""
    claims = {
        "a": identity.account_id,
        "u": identity.user_id,
        "p": sorted(identity.permissions),
        "v": sorted(identity.visible_ids),
        "e": int(time.time() if now is None else now) + lifetime_seconds,
    }
    payload = _encode(json.dumps(claims, separators=(",", ":")).encode())
    return f"{payload}.{_encode(_mac(payload, key))}"


def verify(token: str, key: str, *, now: float | None = None) -> Identity:
    """
    Return the identity in *token*.

    Raises:
        Forged: The signature is wrong, or the token expired.
    """
    payload, _, signature = token.partition(".")
    try:
        good = hmac.compare_digest(_decode(signature), _mac(payload, key))
    except (binascii.Error, ValueError):
        good = False
    if not good:
        raise Forged("the token's signature is wrong")
    claims = json.loads(_decode(payload))
    if claims["e"] < (time.time() if now is None else now):
        raise Forged("the token has expired")
    return Identity(
        account_id=claims["a"],
        user_id=claims["u"],
        permissions=frozenset(claims["p"]),
        visible_ids=frozenset(claims["v"]),
    )


def _mac(payload: str, key: str) -> bytes:
    return hmac.digest(key.encode(), payload.encode(), hashlib.sha256)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
