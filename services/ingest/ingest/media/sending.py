"""
Files as channels take them.

What a channel's rule converts is converted once and kept beside the original.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chassis import ids
from chassis.errors import Unavailable

from ..domain.capabilities import MediaRule
from ..domain.content import FileState
from ..domain.delivery import FileGone, FileRefused
from .files import ORIGINAL, Copy, File, renamed, safe_name
from .keeping import Keeping
from .links import Link, Links
from .ports import BlobMissing, Blobs, Files, Workshop

VOICE = "audio/ogg"
"""What WhatsApp shows as a voice note: Opus, one channel (ATT-9)."""

VOICE_SOUND = "opus:1"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file ready to be handed over; see `ports.PreparedFile`."""

    media_type: str
    file_name: str
    size_bytes: int
    key: str
    blobs: Blobs

    def chunks(self) -> Iterator[bytes]:
        """
        Read it from the start.

        Raises:
            Unavailable: The store does not answer, or has lost it.
        """
        try:
            return self.blobs.open(self.key)
        except BlobMissing as error:
            raise Unavailable("the bytes of the file are not there") from error


class Sending:
    """The `SendFiles` port."""

    def __init__(
        self,
        *,
        files: Files,
        blobs: Blobs,
        keeping: Keeping,
        workshop: Workshop,
        links: Links,
        link_seconds: float,
        folder: str = "",
    ) -> None:
        self._files = files
        self._blobs = blobs
        self._keeping = keeping
        self._workshop = workshop
        self._links = links
        self._link_seconds = link_seconds
        self._folder = folder or None

    def prepared(
        self, attachment_id: str, account_id: str, rule: MediaRule
    ) -> Prepared:
        """Return a file as *rule* wants it; see `SendFiles.prepared`."""
        _, copy, file_name = self._prepare(attachment_id, account_id, rule)
        return Prepared(
            copy.media_type, file_name, copy.size_bytes, copy.key, self._blobs
        )

    def public_link(self, attachment_id: str, account_id: str, rule: MediaRule) -> str:
        """Return an address of it for a short while; see `SendFiles.public_link`."""
        name, _, file_name = self._prepare(attachment_id, account_id, rule)
        return self._links.url(
            Link(attachment_id, name), file_name, lifetime_seconds=self._link_seconds
        )

    def _prepare(
        self, attachment_id: str, account_id: str, rule: MediaRule
    ) -> tuple[str, Copy, str]:
        """Return the copy to send, what it is called with us, and its file name."""
        file = self._files.find(attachment_id)
        if file is None or file.account_id != account_id:
            raise FileGone("there is no such file")
        if file.attachment.state is FileState.FAILED:
            raise FileGone(f"the file did not come: {file.attachment.reason}")
        if not file.ready:
            raise Unavailable("the file is still being fetched")
        # From now on it belongs to a message and stays.
        self._files.send([attachment_id], account_id)
        wanted = wanted_type(file, rule)
        name = f"as_{wanted.replace('/', '_')}" if wanted else ORIGINAL
        copy = file.copies.get(name) or self._convert(file, name, wanted)
        if copy.size_bytes > rule.max_bytes:
            raise FileRefused(
                f"{copy.size_bytes} bytes, while {rule.max_bytes} are taken"
            )
        told = file.attachment.file_name or file.attachment.kind.value
        put_right = renamed if wanted else safe_name
        return name, copy, put_right(told, copy.media_type)

    def _convert(self, file: File, name: str, wanted: str) -> Copy:
        with tempfile.TemporaryDirectory(prefix="send-", dir=self._folder) as folder:
            path = Path(folder) / "body"
            self._load(file.original, path)
            made = self._workshop.convert(path, file.original.media_type, wanted)
            if made is None:
                raise FileRefused(f"it cannot be turned into {wanted}")
            # A key of its own: two lanes may convert the same file at once.
            key = f"{file.file_id}/{ids.new('cp')}"
            copy = self._keeping.put(key, made, wanted)
        first = self._files.add_copy(file, name, copy)
        if first.key != copy.key:
            self._blobs.delete(copy.key)
        return first

    def _load(self, copy: Copy, path: Path) -> None:
        try:
            with path.open("wb") as out:
                for part in self._blobs.open(copy.key):
                    out.write(part)
        except BlobMissing as error:
            raise Unavailable("the bytes of the file are not there") from error


def wanted_type(file: File, rule: MediaRule) -> str:
    """
    Return the type a file is converted to for *rule*; empty if it goes as it is.

    Raises:
        FileRefused: The rule does not take it.
    """
    media_type = file.attachment.media_type
    if file.attachment.kind is not rule.kind:
        raise FileRefused(f"a {file.attachment.kind.value}, not a {rule.kind.value}")
    if not rule.takes(media_type):
        raise FileRefused(f"files of type {media_type} do not go by this channel")
    first = rule.media_types[0]
    if rule.converts(media_type):
        return first
    if first == VOICE and media_type == VOICE:
        return "" if file.sound == VOICE_SOUND else VOICE
    return VOICE if first == VOICE and file.attachment.voice else ""
