"""
Reading what clients send: strictly, and without surprises further in.

Past this module nothing is malformed: text is valid Unicode without NUL,
numbers fit where they go, unknown fields are refused. Every refusal names the
field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from .problems import Problem, bad_field

M = TypeVar("M", bound=BaseModel)

MAX_DEPTH = 16
MAX_PARAMETERS = 30
SHOWN = 80  # characters of a field's name that are sent back

ID = r"^[A-Za-z0-9_-]{1,64}$"

# What the services keep in a 64-bit signed number.
INT64 = 2**63 - 1

Id = Annotated[str, StringConstraints(pattern=ID)]
"""An id, as any service makes it."""

IdOrEmpty = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")]
"""An id, or nothing."""

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
]
"""One line of text, not only spaces."""

Version = Annotated[int, Field(ge=0, le=INT64)]

Limit = Annotated[int, Field(ge=1, le=100)]

Cursor = Annotated[str, StringConstraints(max_length=500)]

REQUEST_ID = re.compile(r"[\x21-\x7e]{1,64}")


class Body(BaseModel):
    """A JSON body: exact types, no unknown fields."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True
    )


class Query(BaseModel):
    """Query parameters: text becomes what the field says, none unknown."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True
    )


class NoBody(Body):
    """Nothing, or an empty object."""


class NoQuery(Query):
    """No parameters."""


class Page(Query):
    """Which page of a list."""

    cursor: Cursor = ""
    """`next_cursor` of the page before. Empty starts at the first."""
    limit: Limit = 30
    """The maximum number of items to return."""


class LongPage(Page):
    """Which page of a list that is short as a rule."""

    limit: Limit = 100
    """The maximum number of items to return."""


def read_body(raw: bytes, content_type: str, model: type[M]) -> M:
    """
    Return the JSON body as *model*; no body at all is an empty object.

    Raises:
        Problem: 415 for another media type, 400 for what is no JSON object,
            422 for what the model refuses.
    """
    if not raw.strip():
        return validated(model, {})
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Problem(
            415, "MEDIA_TYPE", "send application/json", headers={"Accept": "application/json"},
            field="Content-Type",
        )  # fmt: skip
    value = _parsed(raw)
    if not isinstance(value, dict):
        raise bad_field("body", "the body must be a JSON object", status=400)
    _check_text(value, "", 0)
    return validated(model, value)


def read_query(raw: bytes, model: type[M]) -> M:
    """
    Return the query parameters as *model*.

    Raises:
        Problem: They are no UTF-8, repeated, unknown or wrong.
    """
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MAX_PARAMETERS,
        )
    except ValueError:
        raise bad_field(
            "query", "the query is no percent-encoded UTF-8", status=400
        ) from None
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(name for name in values if [n for n, _ in pairs].count(name) > 1)
        raise bad_field(_shown(twice), "this parameter is given more than once")
    _check_text(values, "", 0)
    return validated(model, values)


def read_ids(values: Mapping[str, str]) -> dict[str, str]:
    """
    Return the ids of the path.

    Raises:
        Problem: One cannot be an id.
    """
    for name, value in values.items():
        if not re.fullmatch(ID, value):
            raise bad_field(name, "this is no id: letters, digits, _ and -, at most 64")
    return dict(values)


def read_request_id(given: str | None) -> str:
    """
    Return the `Idempotency-Key`; empty when none was sent.

    Raises:
        Problem: It has odd characters or is too long.
    """
    if given is None:
        return ""
    if not REQUEST_ID.fullmatch(given):
        raise bad_field("Idempotency-Key", "use 1 to 64 visible ASCII characters")
    return given


def validated(model: type[M], value: Mapping[str, Any]) -> M:
    """Return *value* as *model*, or refuse it naming the first wrong field."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(
            include_url=False, include_input=False, include_context=False
        )[0]
        field = ".".join(str(part) for part in first["loc"]) or "body"
        raise bad_field(_shown(field), first["msg"]) from None


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8"),
            parse_constant=_no_constant,
            object_pairs_hook=_no_twins,
        )
    except UnicodeDecodeError:
        raise bad_field("body", "the body is not UTF-8", status=400) from None
    except RecursionError:
        raise bad_field("body", "the body is nested too deeply", status=400) from None
    except ValueError as error:
        # Also numbers of thousands of digits, which Python refuses to read.
        raise bad_field(
            "body", f"the body is not JSON: {error}"[:200], status=400
        ) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member occurs more than once in an object")
    return found


def _check_text(value: Any, field: str, depth: int) -> None:
    """Refuse text that a service or its database could not keep."""
    if depth > MAX_DEPTH:
        raise bad_field(_shown(field) or "body", "nested too deeply", status=400)
    if isinstance(value, str):
        if "\x00" in value or not _is_unicode(value):
            raise bad_field(
                _shown(field), "the text has a NUL or half a surrogate pair"
            )
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name, "body" if not _is_unicode(name) else name, depth + 1)
            _check_text(item, f"{field}.{name}" if field else name, depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_text(item, f"{field}.{index}", depth + 1)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(field: str) -> str:
    """Return a name that a client made up, safe to send back."""
    return field.encode("utf-8", "replace").decode()[:SHOWN]
