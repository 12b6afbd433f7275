"""
Reading JSON of which nothing is certain.

Each function returns an empty value of its type where something else is found,
so that no payload, however odd, raises.
"""

from __future__ import annotations

import json
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
    return LONE.sub("\ufffd", value[:limit])


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


def phone(value: Any) -> str:
    """Return digits, with or without `+`, as E.164; empty when they are none."""
    digits = identifier(value).lstrip("+")
    return f"+{digits}" if re.fullmatch(r"[1-9][0-9]{4,14}", digits) else ""


def own_message_id(value: Any) -> str:
    """Return the id of a message of ours that came back; empty for others."""
    found = identifier(value)
    return found if re.fullmatch(r"ms_[0-9a-z]{1,61}", found) else ""
