"""
Reads what Meta calls us with for Facebook pages: Messenger.

Source: Meta, "Messenger Platform: webhook events", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..domain.channels import Kind
from ..domain.news import Part
from . import page_events
from .page_event import App

OBJECT = "page"
APP = App(Kind.MESSENGER, "psid")


def read(payload: Mapping[str, Any], received: datetime) -> list[Part]:
    """Return the parts of a call, in its order; *received* stands in for times."""
    return page_events.read(payload, APP, received)
