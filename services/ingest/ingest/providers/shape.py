"""
Reading JSON of which nothing is certain.

Each function returns an empty value of its type where something else is found,
so that no payload, however odd, raises.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

ID_LENGTH = 256
"""Most characters of an id at a provider; longer ones are no ids."""

LONE = re.compile("[\ud800-\udfff]")
"""Halves of surrogate pairs: JSON can carry them, protobuf and MongoDB cannot."""

CODE_DIGITS = 9
"""Most digits of an error code or a small count."""

RAW_LENGTH = 16_384
"""Most characters kept of what we cannot show."""

URL_LENGTH = 4096
"""Most characters of an address; longer ones are none."""

FUTURE = timedelta(days=1)
"""A provider's clock that is further ahead than this is wrong."""


class Unreadable(Exception):
    """The body is no JSON that we can hold; the message is a ledger reason."""


def parse(body: bytes) -> Any:
    """
    Return the JSON value in *body*.

    Raises:
        Unreadable: It is none, or is nested too deeply.
    """
    try:
        return json.loads(body)
    except RecursionError:
        raise Unreadable("nested_too_deeply") from None
    except ValueError:
        raise Unreadable("not_json") from None


def mapping(value: Any) -> Mapping[str, Any]:
    """Return *value* if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> Iterator[Any]:
    """Go through *value* if it is an array."""
    return iter(value if isinstance(value, list) else ())


def text(value: Any, limit: int = 65_536) -> str:
    """Return *value* if it is a string, made sound and cut to *limit*."""
    if not isinstance(value, str):
        return ""
    cut = value[:limit]
    return cut if cut.isascii() else LONE.sub("\ufffd", cut)


def identifier(value: Any) -> str:
    """Return *value* as an id: a string or a whole number; else empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**20 else ""
    if not isinstance(value, str) or len(value) > ID_LENGTH:
        return ""
    return text(value).strip()


def code(value: Any) -> int:
    """Return *value* as an error code; -1 when it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 <= value < 10**CODE_DIGITS else -1
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value) if len(value) <= CODE_DIGITS else -1
    return -1


def moment(value: Any, otherwise: datetime) -> datetime:
    """
    Return seconds since 1970, a number or its digits, as a moment in UTC.

    *otherwise* stands in for what is no moment, or is in the future.
    """
    seconds = code(value)
    if seconds <= 0:
        try:
            seconds = int(str(value)[:12]) if isinstance(value, str | int) else 0
        except ValueError:
            return otherwise
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
    return found if seconds > 0 and found <= otherwise + FUTURE else otherwise


def milliseconds(value: Any, otherwise: datetime) -> datetime:
    """Return milliseconds since 1970 as a moment in UTC; else as `moment`."""
    told = identifier(value)
    if not re.fullmatch(r"[0-9]{11,15}", told):
        return moment(value, otherwise)
    found = datetime.fromtimestamp(int(told[:-3]), UTC)
    found += timedelta(milliseconds=int(told[-3:]))
    return found if found <= otherwise + FUTURE else otherwise


def number(value: Any) -> float | None:
    """Return a number, or its digits, as a finite float; None for others."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value if not isinstance(value, str) else value[:64])
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def count(value: Any, otherwise: int = 0) -> int:
    """Return *value* as a whole number that is not negative."""
    found = code(value)
    return found if found >= 0 else otherwise


def web(value: Any) -> str:
    """Return *value* if it is an http or https address; else empty."""
    found = text(value).strip() if isinstance(value, str) else ""
    fits = len(found) <= URL_LENGTH and found.isprintable() and " " not in found
    return found if fits and re.match(r"https?://[^/]", found) else ""


def raw(value: Any) -> str:
    """Return *value* as JSON, cut to what is kept of it."""
    try:
        written = json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""
    return text(written, RAW_LENGTH)


def phone(value: Any) -> str:
    """Return digits, with or without `+`, as E.164; empty when they are none."""
    digits = identifier(value).lstrip("+")
    return f"+{digits}" if re.fullmatch(r"[1-9][0-9]{4,14}", digits) else ""


def own_message_id(value: Any) -> str:
    """Return the id of a message of ours that came back; empty for others."""
    found = identifier(value)
    return found if re.fullmatch(r"ms_[0-9a-z]{1,61}", found) else ""
