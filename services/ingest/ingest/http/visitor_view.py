"""A file as a web chat visitor's page gets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..domain.content import Attachment, FileState
from ..media.files import ORIGINAL, PLAYABLE, PREVIEW, safe_name
from ..media.links import Link, Links

LINK_SECONDS = 7 * 24 * 3600
"""How long a page that stays open can still load a file."""


def visitor_view(attachment: Attachment, links: Links | None) -> dict[str, Any]:
    """Return a file as a visitor's page gets it, with links where it is here."""
    url = _linker(attachment, links)
    return {
        "id": attachment.attachment_id,
        "kind": attachment.kind.value,
        "state": attachment.state.value,
        "media_type": attachment.media_type,
        "file_name": attachment.file_name,
        "size_bytes": attachment.size_bytes,
        "width": attachment.width,
        "height": attachment.height,
        "duration_seconds": attachment.duration_seconds,
        "animated": attachment.animated,
        "url": url(ORIGINAL),
        "preview_url": url(PREVIEW) if attachment.has_preview else None,
        "playable_url": url(PLAYABLE) if attachment.has_playable else None,
    }


def _linker(attachment: Attachment, links: Links | None) -> Callable[[str], str | None]:
    def url(name: str) -> str | None:
        if links is None or attachment.state is not FileState.READY:
            return None
        told = attachment.file_name or attachment.kind.value
        shown = safe_name(told, attachment.media_type) if name == ORIGINAL else name
        link = Link(attachment.attachment_id, name)
        return links.path(link, shown, lifetime_seconds=LINK_SECONDS)

    return url
