"""
Signs requests as S3 wants it: AWS Signature Version 4, single chunk.

Source: AWS, "Authenticating Requests (AWS Signature Version 4)", Amazon S3 API
Reference, as of 2026-11.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs, and for which region."""

    key_id: str
    secret: str = field(repr=False)
    region: str = "us-east-1"


def signed(
    method: str,
    url: str,
    credentials: Credentials,
    *,
    at: datetime,
    headers: Mapping[str, str] | None = None,
    payload_sha256: str = NOTHING,
) -> dict[str, str]:
    """Return *headers* with those that prove who asks; *url* has no query."""
    parts = urlsplit(url)
    moment = at.strftime("%Y%m%dT%H%M%SZ")
    sent = {
        **{name.lower(): value for name, value in (headers or {}).items()},
        "host": parts.netloc,
        "x-amz-content-sha256": payload_sha256,
        "x-amz-date": moment,
    }
    names = ";".join(sorted(sent))
    canonical = "\n".join(
        [
            method,
            quote(parts.path, safe="/-_.~%"),
            "",
            *(f"{name}:{' '.join(sent[name].split())}" for name in sorted(sent)),
            "",
            names,
            payload_sha256,
        ]
    )
    scope = f"{moment[:8]}/{credentials.region}/s3/aws4_request"
    told = "\n".join(
        [
            "AWS4-HMAC-SHA256",
            moment,
            scope,
            hashlib.sha256(canonical.encode()).hexdigest(),
        ]
    )
    signature = _mac(_key(credentials, moment[:8]), told).hex()
    sent["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.key_id}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    return sent


def _key(credentials: Credentials, day: str) -> bytes:
    key = ("AWS4" + credentials.secret).encode()
    for part in (day, credentials.region, "s3", "aws4_request"):
        key = _mac(key, part)
    return key


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
