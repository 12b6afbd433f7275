"""Reading again after losing a race."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from chassis.errors import Conflict

T = TypeVar("T")

ATTEMPTS = 6
"""Losing this often in a row means something else is wrong."""


def until_agreed(attempt: Callable[[], T]) -> T:
    """
    Run *attempt* until what it read still holds when it saves.

    Raises:
        chassis.errors.Conflict: It lost every time.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except Conflict:
            continue
    return attempt()
