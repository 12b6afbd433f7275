"""Looks at a file on local disk and stores it with its copies."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from chassis.errors import Unavailable

from . import sniff
from .files import HARMFUL, ORIGINAL, PLAYABLE, PREVIEW, Copy, File
from .jobs import Look
from .ports import Blobs, Scanner, Workshop

NAMES = (ORIGINAL, PREVIEW, PLAYABLE)


class Keeping:
    """The bytes of files: looked at, stored, deleted."""

    def __init__(self, blobs: Blobs, workshop: Workshop, scanner: Scanner) -> None:
        self._blobs = blobs
        self._workshop = workshop
        self._scanner = scanner

    def look(self, path: Path, name: str, declared: str) -> Look:
        """
        Return what the file at *path* is, by content; what does harm is a program.

        Raises:
            Unavailable: The virus scanner does not answer.
        """
        if self._scanner.harmful(path):
            return Look(HARMFUL)
        return self._workshop.look(path, sniff.media_type_of(path, name, declared))

    def store(self, file: File, path: Path, digest: str, found: Look) -> File:
        """
        Store a file and what was made of it; return it with its facts.

        The small ones first: once the original is there, all is.
        """
        copies: dict[str, Copy] = {}
        if found.preview is not None:
            copies[PREVIEW] = self.put(
                file.key(PREVIEW), found.preview, found.preview_type
            )
        if found.playable is not None:
            copies[PLAYABLE] = self.put(
                file.key(PLAYABLE), found.playable, found.playable_type
            )
        copies[ORIGINAL] = self.put(file.key(ORIGINAL), path, found.media_type, digest)
        shown = replace(
            file.attachment,
            media_type=found.media_type,
            size_bytes=copies[ORIGINAL].size_bytes,
            reason="",
            width=found.width,
            height=found.height,
            duration_seconds=found.duration_seconds,
            animated=found.animated,
            has_preview=PREVIEW in copies,
            has_playable=PLAYABLE in copies,
        )
        return replace(file, attachment=shown, copies=copies, sound=found.sound)

    def put(self, key: str, path: Path, media_type: str, digest: str = "") -> Copy:
        """Store one copy."""
        digest = digest or digest_of(path)
        size = path.stat().st_size
        with path.open("rb") as body:
            self._blobs.put(key, body, size_bytes=size, sha256=digest)
        return Copy(key, media_type, size, digest)

    def forget(self, file: File) -> None:
        """Delete what this attempt stored, and what was made of it since."""
        made = {copy.key for copy in file.copies.values()}
        self._delete({file.key(name) for name in NAMES} | made)

    def forget_earlier(self, file: File) -> None:
        """Delete what earlier attempts left half-way."""
        earlier = range(1, file.attempts)
        self._delete(
            {replace(file, attempts=n).key(name) for n in earlier for name in NAMES}
        )

    def _delete(self, keys: set[str]) -> None:
        for key in sorted(keys):
            # One that stays takes up room and does no other harm.
            with suppress(Unavailable):
                self._blobs.delete(key)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()
