"""Shows what a provider called us with, but nothing that opens a door."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

SECRET = re.compile(
    r"(?:^|[._\-])(?:access_?token|refresh_?token|app_?secret|client_?secret|secret"
    r"|auth_?token|authorization|authorisation|signature|password|api_?key"
    r"|verify_?token|token|hash|sig)$",
    re.IGNORECASE,
)
"""Names of what is masked: whole names, or the last part of one."""

IN_ADDRESS = re.compile(
    r"([?&#](?:[\w.\-]*(?:token|secret|signature|password|api_?key|hash|sig))=)[^&#\s\"']*",
    re.IGNORECASE,
)
BEARER = re.compile(r"\b(Bearer|Basic|OAuth)\s+[A-Za-z0-9+/=._\-]{8,}", re.IGNORECASE)
META_TOKEN = re.compile(r"\b(?:EAA|IGA|IGQ)[A-Za-z0-9_\-]{16,}")

MASK = "***"
DEPTH = 60


def masked(body: bytes, content_type: str) -> str:
    """
    Return *body* as text with every secret as `***`; phone numbers stay.

    JSON and forms are masked by name, anything else by what tokens look like.
    """
    text = body.decode("utf-8", "replace")
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return _form(text)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return _words(text)
    if not isinstance(found, dict | list):
        return _words(text)
    return json.dumps(_value(found, DEPTH), ensure_ascii=False, indent=2)


def _form(text: str) -> str:
    pairs = [
        (name, MASK if SECRET.search(name) else _words(value))
        for name, value in parse_qsl(text, keep_blank_values=True)
    ]
    return urlencode(pairs, safe="*") if pairs else _words(text)


def _value(found: Any, depth: int) -> Any:
    if depth == 0:
        return MASK
    if isinstance(found, dict):
        return {
            name: MASK
            if SECRET.search(name) and isinstance(each, str | int)
            else _value(each, depth - 1)
            for name, each in found.items()
        }
    if isinstance(found, list):
        return [_value(each, depth - 1) for each in found]
    return _words(found) if isinstance(found, str) else found


def _words(text: str) -> str:
    text = IN_ADDRESS.sub(rf"\1{MASK}", text)
    text = BEARER.sub(rf"\1 {MASK}", text)
    return META_TOKEN.sub(MASK, text)
