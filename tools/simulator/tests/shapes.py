"""Compares the structure of what the simulator says with what providers say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SHAPES: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "payloads" / "shapes.json").read_text()
)


def paths(value: Any, at: str = "") -> Iterator[str]:
    """Yield each path of *value* with the type of what it leads to."""
    match value:
        case dict():
            for name, inside in value.items():
                yield from paths(inside, f"{at}.{name}" if at else name)
        case list():
            for inside in value:
                yield from paths(inside, f"{at}[]")
            if not value:
                yield f"{at}[]"
        case _:
            yield f"{at}: {type(value).__name__}"


def differences(name: str, value: Any) -> tuple[set[str], set[str]]:
    """Return what *value* lacks of the shape called *name*, and has beside it."""
    wanted, found = set(SHAPES[name]), set(paths(value))
    return wanted - found, found - wanted
