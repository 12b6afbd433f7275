"""
Reads what Meta calls us with for Instagram accounts.

Both flavours, by Instagram login and by a Facebook page, send the same.
Source: Meta, "Instagram messaging: webhooks", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..domain.channels import Kind
from ..domain.news import Part
from . import page_events
from .page_event import App
from .shape import items, mapping

OBJECT = "instagram"
APP = App(Kind.INSTAGRAM, "igsid")


def read(payload: Mapping[str, Any], received: datetime) -> list[Part]:
    """Return the parts of a call, in its order; *received* stands in for times."""
    return page_events.read({"entry": _flat(payload)}, APP, received)


def _flat(payload: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the entries; some samples wrap them in one more array."""
    found: list[Mapping[str, Any]] = []
    for entry in items(payload.get("entry")):
        found += map(mapping, entry if isinstance(entry, list) else [entry])
    return found
