"""Settings from the environment: one frozen dataclass, read once at start."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Mapping
from typing import Any, TypeVar, get_type_hints

S = TypeVar("S")

SECRET = re.compile(r"(_key|_keys|_url|_password|_secret|_token)$")
"""Fields whose values may hold credentials; printed as `***`."""

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def read(cls: type[S], prefix: str, environ: Mapping[str, str]) -> S:
    """
    Fill the dataclass *cls*: field `grpc_port` from `<prefix>GRPC_PORT`.

    Every missing or malformed variable is reported in one message on the
    standard error, then the process exits with 2. Tuples are comma-separated.
    """
    values, mistakes = {}, []
    kinds = get_type_hints(cls)
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # S is a dataclass
        name = prefix + field.name.upper()
        if name not in environ:
            if field.default is dataclasses.MISSING:
                mistakes.append(f"{name} is not set")
            continue
        try:
            values[field.name] = _parse(environ[name], kinds[field.name])
        except ValueError as error:
            shown = "***" if SECRET.search(field.name) else repr(environ[name])
            mistakes.append(f"{name} is {shown}: {error}")
    if mistakes:
        sys.stderr.write(
            f"cannot start, {len(mistakes)} setting(s) are wrong:\n"
            + "".join(f"  {mistake}\n" for mistake in mistakes)
        )
        raise SystemExit(2)
    return cls(**values)


def shown(config: object) -> dict[str, Any]:
    """Return the settings for the log, credentials hidden."""
    return {
        field.name: "***" if SECRET.search(field.name) else getattr(config, field.name)
        for field in dataclasses.fields(config)  # type: ignore[arg-type]  # a dataclass
    }


def _parse(text: str, kind: Any) -> Any:
    if kind is bool:
        if text.lower() not in TRUE | FALSE:
            raise ValueError("expected true or false")
        return text.lower() in TRUE
    if kind is int:
        return _number(text, int, "a whole number")
    if kind is float:
        return _number(text, float, "a number")
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _number(text: str, kind: type[int | float], wanted: str) -> int | float:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"expected {wanted}") from None
