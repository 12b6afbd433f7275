"""
What a message holds beside its text.

Conversations keeps it and hands it on; only what rules look at is read. The
rest stays as ingest's contract writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message; *body* is all that is known of it, encoded."""

    attachment_id: str
    kind: str
    media_type: str = ""
    size_bytes: int = 0
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message holds; *body* is all but its files, encoded."""

    body: bytes = b""
    files: tuple[File, ...] = ()

    def with_file(self, file: File) -> Content:
        """Return it with *file* as it is now; itself if that is no news."""
        files = tuple(
            file if each.attachment_id == file.attachment_id else each
            for each in self.files
        )
        return self if files == self.files else replace(self, files=files)


@dataclass(frozen=True, slots=True)
class Quote:
    """A message as it stood when another answered it; no id: not known to us."""

    message_id: str = ""
    direction: str = ""
    kind: str = ""
    text: str = ""
    provider_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody feels; *user_id* is empty for the person of the conversation."""

    emoji: str
    at: datetime
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of a message by who wrote it; a deletion has no text."""

    at: datetime
    text: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A template chosen and filled; *header* is the file of its header, if any."""

    template_id: str
    variables: Mapping[str, str] = field(default_factory=dict)
    header: File | None = None
