"""What is asked of the process that looks at files, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PREVIEW_PIXELS = 480
"""Longest side of a preview."""

MOST_PIXELS = 36_000_000
"""Pictures with more pixels are not decoded, neither here nor in a page."""

MOST_JPEG_PIXELS = 110_000_000
"""As above for JPEG, which is decoded at a fraction of its size: phones' own."""

AUDIO_COPIED = frozenset(
    {"audio/ogg", "audio/amr", "audio/3gpp", "audio/webm", "audio/aac"}
)
"""Sound that some browser does not play; it gets a copy that all of them do."""

VIDEO_COPIED = frozenset({"video/3gpp"})

OPENED = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})

DEMUXERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/3gpp": "mov",
    "audio/mp4": "mov",
    "audio/3gpp": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "audio/webm": "matroska",
    "audio/ogg": "ogg",
    "video/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/wav": "wav",
    "audio/x-flac": "flac",
}
"""
The one reader that each type is opened with.

Never left to be guessed: some formats name other files and addresses, which
would then be read for whoever sent the file.
"""


@dataclass(frozen=True, slots=True)
class Look:
    """
    What is in a file.

    `media_type` may be more exact than what was asked about: a container may
    hold no picture. It is `application/octet-stream` where the content is not
    what it pretends to be. `sound` is codec and channels, `opus:1`.
    """

    media_type: str
    width: int = 0
    height: int = 0
    duration_seconds: float = 0.0
    animated: bool = False
    sound: str = ""
    preview: Path | None = None
    preview_type: str = ""
    playable: Path | None = None
    playable_type: str = ""
