"""A file as it is kept: its facts, its stored copies, and where it came from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ..domain.content import Attachment, FileKind, FileSource, FileState

ORIGINAL = "original"
PREVIEW = "preview"
PLAYABLE = "playable"

DELAYS = (5, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
"""Seconds before the second attempt to fetch, the third, …; then it failed."""

LEASE = timedelta(minutes=5)
"""How long a file in hand stays in hand; longer than any step may take."""

UNSENT_FOR = timedelta(days=1)
"""How long an upload waits for its message before it is deleted."""

NOWHERE = FileSource()
"""The source of a file that came to us by itself."""

NAME_LENGTH = 200
"""Most characters of a file's name."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One stored form of a file; `key` is where the blob store has it."""

    key: str
    media_type: str
    size_bytes: int
    sha256: str

    @property
    def etag(self) -> str:
        """What changes when the bytes do."""
        return f'"{self.sha256[:32]}"'


@dataclass(frozen=True, slots=True)
class File:
    """
    A file and everything known of it.

    `uploader_id` is the user or web chat visitor who sent it to us, empty for
    one that is fetched. `copies` maps a name (`original`, `preview`,
    `playable`, or the media type it was converted to) to what is stored.
    `sound` is codec and channels, `opus:1`. `attempts` numbers who works on
    it: what an earlier one still wants to say is not heard. `tries` counts the
    attempts since somebody last asked for it.
    """

    attachment: Attachment
    account_id: str
    channel_id: str
    create_time: datetime
    provider_message_id: str = ""
    uploader_id: str = ""
    source: FileSource = NOWHERE
    copies: Mapping[str, Copy] = field(default_factory=dict)
    sound: str = ""
    attempts: int = 0
    tries: int = 0
    sent: bool = False

    @property
    def file_id(self) -> str:
        """Its id."""
        return self.attachment.attachment_id

    @property
    def ready(self) -> bool:
        """Whether it can be opened."""
        return self.attachment.state is FileState.READY

    @property
    def original(self) -> Copy:
        """The bytes as they came; only a ready file has them."""
        return self.copies[ORIGINAL]

    def key(self, name: str) -> str:
        """Return where this attempt stores a copy: no two attempts meet there."""
        return f"{self.file_id}/{self.attempts}/{name.replace('/', '_')}"

    def failed(self, reason: str) -> File:
        """Return it as one that will not come."""
        gone = replace(self.attachment, state=FileState.FAILED, reason=reason)
        return replace(self, attachment=gone, copies={})

    def waiting(self) -> File:
        """Return it as one to be fetched anew."""
        again = replace(self.attachment, state=FileState.WAITING, reason="")
        return replace(self, attachment=again)


def upload_id(account_id: str, uploader_id: str, request_id: str) -> str:
    """Return the id of an upload: the same each time it is sent."""
    told = f"upload\n{account_id}\n{uploader_id}\n{request_id}"
    return "at_" + hashlib.sha256(told.encode()).hexdigest()[:26]


def kind_of(media_type: str, declared: FileKind | None = None) -> FileKind:
    """
    Return what a file of *media_type* is shown as.

    What the sender calls a document stays one, and a picture called a sticker
    is a sticker; beyond that the content decides.
    """
    if declared is FileKind.DOCUMENT:
        return declared
    if media_type in PICTURES:
        sticker = declared is FileKind.STICKER
        return FileKind.STICKER if sticker else FileKind.IMAGE
    family = media_type.partition("/")[0]
    return {"video": FileKind.VIDEO, "audio": FileKind.AUDIO}.get(
        family, FileKind.DOCUMENT
    )


def safe_name(name: str, media_type: str) -> str:
    """
    Return a name to save a file under, with a suffix of its type.

    No path, no control or direction characters: `invoice\u202egpj.exe` must
    not look like a picture. A suffix that says something else than the content
    is kept and followed by the true one.
    """
    tidy = "".join(c for c in name.replace("\\", "/") if c.isprintable())
    tidy = tidy.rpartition("/")[2].strip(" .")[-NAME_LENGTH:]
    suffixes = SUFFIXES.get(media_type, ())
    if not tidy:
        tidy = "file"
    if suffixes and not tidy.lower().endswith(suffixes):
        tidy += suffixes[0]
    return tidy


def renamed(name: str, media_type: str) -> str:
    """Return *name* with its suffix replaced by one of *media_type*."""
    stem, dot, _ = name.rpartition(".")
    return safe_name(stem if dot and stem else name, media_type)


PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Pictures that every browser shows."""

SHOWN = PICTURES | {
    "video/mp4",
    "video/webm",
    "video/quicktime",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "audio/webm",
    "audio/aac",
    "audio/wav",
}
"""What may open inside a page; anything else is saved to disk."""

HARMFUL = "application/x-malware"
"""What a virus scanner knows harm of, whatever it is."""

PROGRAMS = frozenset(
    {
        HARMFUL,
        "application/x-msdownload",
        "application/x-executable",
        "application/x-mach-binary",
        "application/vnd.android.package-archive",
        "application/java-archive",
    }
)
"""Programs: refused, whatever they are called."""

SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/svg+xml": (".svg",),
    "image/heic": (".heic", ".heif"),
    "image/avif": (".avif",),
    "video/mp4": (".mp4", ".m4v"),
    "video/webm": (".webm",),
    "video/3gpp": (".3gp", ".3gpp"),
    "video/quicktime": (".mov", ".qt"),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a", ".mp4"),
    "audio/webm": (".webm", ".weba"),
    "audio/aac": (".aac",),
    "audio/amr": (".amr",),
    "audio/wav": (".wav",),
    "audio/3gpp": (".3gp", ".3gpp"),
    "application/pdf": (".pdf",),
    "application/zip": (".zip",),
    "application/msword": (".doc",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        ".docx",
    ),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.ms-powerpoint": (".ppt",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (
        ".pptx",
    ),
    "text/csv": (".csv",),
    "text/html": (".html", ".htm"),
    "text/vcard": (".vcf",),
}
"""Suffixes that say the truth, the usual one first. Plain text may have any."""
