"""What people wish of templates."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.templates import Category, Words


@dataclass(frozen=True, slots=True)
class SaveTemplate:
    """A template as somebody wrote it; an empty *template_id* makes a new one."""

    request_id: str
    template_id: str
    channel_id: str
    name: str
    language: str
    category: Category
    words: Words
