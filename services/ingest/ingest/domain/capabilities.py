"""
What each kind of channel can carry.

Sources: SPEC 0.2 and ATT-3 to ATT-10; Meta, "Media" (Cloud API), "Send API",
"Sender Actions", "Instagram messaging"; Twilio, "WhatsApp media messages"; all
as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .channels import Kind
from .content import FileKind

MEGABYTE = 1 << 20

WINDOW_HOURS = 24
"""Hours after the person's last message during which Meta lets us write."""

STILL_STICKER_BYTES = 100 << 10
"""Most bytes of a sticker that does not move; a moving one may have more."""

CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class MediaRule:
    """
    Which files of one kind a channel takes, by content.

    `converted_media_types` are turned into the first of `media_types` before
    sending.
    """

    kind: FileKind
    media_types: tuple[str, ...]
    max_bytes: int
    converted_media_types: tuple[str, ...] = ()

    def takes(self, media_type: str) -> bool:
        """Tell whether a file of that type can go, as it is or converted."""
        return media_type in self.media_types or self.converts(media_type)

    def converts(self, media_type: str) -> bool:
        """Tell whether a file of that type is converted first."""
        return media_type in self.converted_media_types


@dataclass(frozen=True, slots=True)
class Capabilities:
    """
    What a channel can carry.

    `text_length` counts characters, or bytes of UTF-8 if `text_in_bytes`.
    `caption_length` is 0 where text and file are two messages; `window_hours`
    is 0 where we may always write. A kind of file without a rule cannot go.
    """

    text_length: int
    text_in_bytes: bool = False
    caption_length: int = 0
    media: tuple[MediaRule, ...] = ()
    replies: bool = False
    reactions: bool = False
    locations: bool = False
    templates: bool = False
    window_hours: int = WINDOW_HOURS

    def rule(self, kind: FileKind) -> MediaRule | None:
        """Return the rule for files of *kind*; None if none can go."""
        return next((each for each in self.media if each.kind is kind), None)

    def measure(self, text: str) -> int:
        """Return the length of *text* as this channel counts it."""
        return len(text.encode()) if self.text_in_bytes else len(text)


_WORD = (
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
_EXCEL = (
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
_POWERPOINT = (
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
)
# CSV is sent as plain text, see `providers.cloud_send` (ATT-8).
_DOCUMENTS = (
    "application/pdf",
    CSV,
    "text/plain",
    *_WORD,
    *_EXCEL,
    *_POWERPOINT,
)


def _whatsapp_media(document_bytes: int) -> tuple[MediaRule, ...]:
    """Return what WhatsApp takes; only the size of documents hangs on the way."""
    return (
        MediaRule(
            FileKind.IMAGE,
            ("image/jpeg", "image/png"),
            5 * MEGABYTE,
            ("image/webp",),
        ),
        MediaRule(FileKind.VIDEO, ("video/mp4", "video/3gpp"), 16 * MEGABYTE),
        MediaRule(
            FileKind.AUDIO,
            # First the one that browsers' recordings become, see ATT-9.
            ("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr"),
            16 * MEGABYTE,
            ("audio/webm",),
        ),
        MediaRule(FileKind.DOCUMENT, _DOCUMENTS, document_bytes),
        MediaRule(FileKind.STICKER, ("image/webp",), 500 << 10),
    )


_WHATSAPP_CLOUD = Capabilities(
    text_length=4096,
    caption_length=1024,
    media=_whatsapp_media(100 * MEGABYTE),
    replies=True,
    reactions=True,
    locations=True,
    templates=True,
)

_WHATSAPP_TWILIO = Capabilities(
    text_length=1600,
    caption_length=1024,
    media=_whatsapp_media(16 * MEGABYTE),
    locations=True,
    templates=True,
)

# No documents: PDF and CSV are WhatsApp's alone (ATT-3), others follow (D-9).
_MESSENGER = Capabilities(
    text_length=2000,
    media=(
        MediaRule(
            FileKind.IMAGE,
            ("image/jpeg", "image/png", "image/gif", "image/webp"),
            25 * MEGABYTE,
        ),
        MediaRule(
            FileKind.VIDEO,
            ("video/mp4", "video/quicktime", "video/webm"),
            25 * MEGABYTE,
        ),
        MediaRule(
            FileKind.AUDIO,
            ("audio/mp4", "audio/mpeg", "audio/aac", "audio/wav", "audio/ogg"),
            25 * MEGABYTE,
            ("audio/webm",),
        ),
    ),
    replies=True,
    reactions=True,
)

_INSTAGRAM = Capabilities(
    text_length=1000,
    text_in_bytes=True,
    media=(
        MediaRule(
            FileKind.IMAGE,
            ("image/jpeg", "image/png"),
            8 * MEGABYTE,
            ("image/webp",),
        ),
        MediaRule(
            FileKind.VIDEO,
            ("video/mp4", "video/ogg", "video/quicktime", "video/webm"),
            25 * MEGABYTE,
        ),
        MediaRule(
            FileKind.AUDIO,
            ("audio/mp4", "audio/aac", "audio/wav"),
            25 * MEGABYTE,
            ("audio/webm", "audio/ogg", "audio/mpeg"),
        ),
    ),
    replies=True,
    reactions=True,
)

# Pictures and films that every browser shows; no sound (ATT-4), no window (WIN-7).
_WEBCHAT = Capabilities(
    text_length=4096,
    caption_length=4096,
    media=(
        MediaRule(
            FileKind.IMAGE,
            ("image/jpeg", "image/png", "image/gif", "image/webp"),
            16 * MEGABYTE,
        ),
        MediaRule(FileKind.VIDEO, ("video/mp4", "video/webm"), 64 * MEGABYTE),
    ),
    window_hours=0,
)

_ALL: Mapping[Kind, Capabilities] = {
    Kind.WHATSAPP_CLOUD: _WHATSAPP_CLOUD,
    Kind.WHATSAPP_TWILIO: _WHATSAPP_TWILIO,
    Kind.MESSENGER: _MESSENGER,
    Kind.INSTAGRAM: _INSTAGRAM,
    Kind.WEBCHAT: _WEBCHAT,
}


def capabilities_of(kind: Kind) -> Capabilities:
    """Return what channels of *kind* can carry."""
    return _ALL[kind]
