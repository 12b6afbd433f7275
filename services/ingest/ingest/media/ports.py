"""What the use cases of files need from outside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from ..domain.channels import Channel
from ..domain.content import FileSource
from .files import Copy, File
from .jobs import Look


class BlobMissing(Exception):
    """The blob store has nothing under that key."""


class Blobs(Protocol):
    """
    The bytes of files, by key.

    All of these raise `chassis.errors.Unavailable` when the store does not
    answer. A key is written once; writing it again replaces what is there.
    """

    def put(self, key: str, body: BinaryIO, *, size_bytes: int, sha256: str) -> None:
        """Store *body*, read from its beginning; nothing is there if it fails."""
        ...

    def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """
        Return the bytes from *start* up to but not including *end*.

        Raises:
            BlobMissing: There is nothing under *key*; at once, not while reading.
        """
        ...

    def delete(self, key: str) -> None:
        """Delete what is there, half-written or whole; nothing there is fine."""
        ...


class Files(Protocol):
    """What is known of each file."""

    def add(self, files: Sequence[File], due: datetime) -> None:
        """Store those not there yet; those that wait are to be fetched at *due*."""
        ...

    def begin_upload(self, file: File, until: datetime) -> File:
        """
        Store a file that is about to arrive, and return it as it is now.

        The next attempt begins, unless it is here already. It is deleted after
        *until* unless something becomes of it.
        """
        ...

    def find(self, file_id: str) -> File | None:
        """Return a file."""
        ...

    def take_due(self, now: datetime, until: datetime) -> File | None:
        """Take the one most overdue in hand, until *until*; begins an attempt."""
        ...

    def settle(self, file: File, due: datetime | None) -> bool:
        """
        Store *file* as it is now and announce it, unless a later attempt began.

        *due* is when to try again; None if it is not to be tried again. An
        upload that is ready keeps its time of expiry.
        """
        ...

    def again(self, file: File, now: datetime) -> File:
        """Have one that failed fetched anew, announce it, and return it."""
        ...

    def add_copy(self, file: File, name: str, copy: Copy) -> Copy:
        """Remember a further copy; return the one that was there first."""
        ...

    def send(
        self, file_ids: Collection[str], account_id: str, provider_message_id: str = ""
    ) -> None:
        """Note that uploads are part of a message now: they stay."""
        ...

    def expired(self, now: datetime) -> Sequence[File]:
        """
        Return some uploads that no message came for.

        They can be found no more, but are there until they are removed.
        """
        ...

    def remove(self, file: File) -> None:
        """Forget an upload, unless it began to arrive anew."""
        ...


class Gone(Exception):
    """The file will not come; the text is the reason."""


class NotYet(Exception):
    """The file did not come this time; the text says why."""


class Source(Protocol):
    """The providers, as far as files go."""

    def fetch(self, channel: Channel, source: FileSource, target: Path) -> str:
        """
        Write a file to *target* and return the SHA-256 of it, in hexadecimal.

        Raises:
            Gone: It will not come.
            NotYet: It did not come this time.
        """
        ...


class Scanner(Protocol):
    """Knows what does harm."""

    def harmful(self, path: Path) -> bool:
        """
        Tell whether a file is known to do harm.

        Raises:
            Unavailable: It does not answer; the file is not to be used till then.
        """
        ...


class Workshop(Protocol):
    """Looks at files and changes them, at arm's length: they may be hostile."""

    def look(self, path: Path, media_type: str, *, playable: bool = True) -> Look:
        """Return what is in a file, with its preview and playable copy beside it."""
        ...

    def convert(self, path: Path, media_type: str, wanted: str) -> Path | None:
        """Return a copy of another type; None if it cannot be made."""
        ...

    def strip(self, path: Path, media_type: str) -> Path | None:
        """Return a copy that does not say where it was made; None if it cannot."""
        ...
