"""What a message is, whatever the provider, and the words for its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..domain.content import (
    PLAIN,
    Attachment,
    Content,
    FileKind,
    FileSource,
    FileState,
    IncomingFile,
    Location,
)
from .shape import number, raw, text, web

TOO_LARGE = "TOO_LARGE"
FETCH_FAILED = "FETCH_FAILED"
VIEW_ONCE = "VIEW_ONCE"

NAME_LENGTH = 256
KIND_LENGTH = 64

QUARTER_TURN = 90
HALF_TURN = 180


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a message is: the fields of `Written` and `Echoed` that say so."""

    kind: str
    text: str = ""
    provider_kind: str = ""
    content: Content = PLAIN
    files: tuple[IncomingFile, ...] = ()


def unsupported(named: str, words: str, whole: Any) -> Meaning:
    """Return what stands for a kind we cannot show; *whole* is kept as it came."""
    named = named[:KIND_LENGTH] or "unsupported"
    kept = whole if isinstance(whole, str) else raw(whole)
    return Meaning("unsupported", words or named, named, Content(raw=kept))


def location(
    found: Mapping[str, Any], latitude: Any, longitude: Any
) -> Location | None:
    """Return a place with its words; None if it is nowhere on earth."""
    north, east = number(latitude), number(longitude)
    if north is None or east is None:
        return None
    if abs(north) > QUARTER_TURN or abs(east) > HALF_TURN:
        return None
    return Location(
        north,
        east,
        text(found.get("name"), 1000),
        text(found.get("address"), 1000),
        web(found.get("url")),
    )


def incoming(
    kind: FileKind,
    source: FileSource,
    *,
    media_type: str = "",
    file_name: str = "",
    voice: bool = False,
    animated: bool = False,
    reason: str = "",
) -> IncomingFile:
    """Return a file to be fetched, or one that will not come and why."""
    if not reason and not (source.media_id or source.url):
        reason = FETCH_FAILED
    return IncomingFile(
        Attachment(
            attachment_id="",
            kind=kind,
            state=FileState.FAILED if reason else FileState.WAITING,
            media_type=media_type[:NAME_LENGTH],
            file_name=file_name[:NAME_LENGTH],
            reason=reason,
            voice=voice,
            animated=animated,
        ),
        source,
    )


def kind_of_type(media_type: str) -> FileKind:
    """Return what a file of a declared type is shown as."""
    return {
        "image": FileKind.IMAGE,
        "video": FileKind.VIDEO,
        "audio": FileKind.AUDIO,
    }.get(media_type.partition("/")[0].strip().lower(), FileKind.DOCUMENT)
