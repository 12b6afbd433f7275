"""
What Messenger and Instagram tell of people who wrote.

Source: Meta, "Messenger Platform: user profile" and "Instagram messaging: user
profile", as of 2026-11-21. Names and pictures may be missing; a picture's
address expires within days.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain.channels import Kind
from ..domain.people import Profile
from .meaning import NAME_LENGTH
from .shape import identifier, text, web

FIELDS = {
    Kind.MESSENGER: "name,first_name,last_name,profile_pic",
    Kind.INSTAGRAM: "name,username,profile_pic",
}


def profile(answer: Mapping[str, Any]) -> Profile:
    """Return what an answer tells."""
    parts = (
        text(answer.get(key), NAME_LENGTH).strip()
        for key in ("first_name", "last_name")
    )
    handle = identifier(answer.get("username"))
    name = text(answer.get("name"), NAME_LENGTH).strip() or " ".join(
        filter(None, parts)
    )
    return Profile(name or handle, handle, web(answer.get("profile_pic")))
