"""Files for the rest of ingest: what each side asks of them, in one place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from chassis import clock
from chassis.identity import Identity

from ..domain.capabilities import MediaRule
from ..domain.channels import Channel
from ..domain.content import Attachment, FileState, IncomingFile
from ..ports import KnownChannels
from .errors import AttachmentFailed, AttachmentUnknown, AttachmentWaiting
from .fetchers import FETCH_FAILED, GONE, Fetchers
from .files import Copy, File
from .keeping import Keeping
from .links import Links
from .ports import Blobs, Files, Scanner, Source, Workshop
from .sending import Prepared, Sending
from .uploading import Upload, take_upload

GATEWAY = "system.gateway"

AGAIN = frozenset({GONE, FETCH_FAILED})
"""Reasons that may not hold any more when somebody asks again."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A copy of a file, to be read."""

    file: File
    copy: Copy
    name: str


class Media:
    """Every use case of files, with its ports filled in."""

    def __init__(
        self,
        *,
        files: Files,
        blobs: Blobs,
        workshop: Workshop,
        scanner: Scanner,
        links: Links,
        source: Source,
        channels: KnownChannels,
        folder: str = "",
        fetches_at_once: int = 4,
        link_seconds: float = 3600,
        now: clock.Clock = clock.now,
    ) -> None:
        self.blobs = blobs
        self.links = links
        self._files = files
        self._workshop = workshop
        self._now = now
        self._keeping = Keeping(blobs, workshop, scanner)
        self._sending = Sending(
            files=files,
            blobs=blobs,
            keeping=self._keeping,
            workshop=workshop,
            links=links,
            link_seconds=link_seconds,
            folder=folder,
        )
        self.fetchers = Fetchers(
            files=files,
            channels=channels,
            source=source,
            keeping=self._keeping,
            folder=folder,
            at_once=fetches_at_once,
            now=now,
        )

    # Files that come with messages.

    def expect(
        self, channel: Channel, provider_message_id: str, files: Sequence[IncomingFile]
    ) -> None:
        """Fetch the files of a message, soon; see `ports_inbound.Files`."""
        now = self._now()
        wanted = [_wanted(each, channel, provider_message_id, now) for each in files]
        self._files.add(wanted, now)
        self.fetchers.wake(len(wanted))

    def fetch_again(self, attachment_id: str, caller: Identity) -> Attachment:
        """
        Try again to fetch a file that did not come; another is left as it is.

        Raises:
            AttachmentUnknown: There is none that the caller may see.
        """
        file = self._seen(attachment_id, caller)
        attachment = file.attachment
        if attachment.state is FileState.FAILED and attachment.reason in AGAIN:
            return self._files.again(file, self._now()).attachment
        return attachment

    # Files that people send.

    def upload(self, upload: Upload, path: Path) -> Attachment:
        """Take in a file; see `take_upload`."""
        return take_upload(
            upload,
            path,
            files=self._files,
            keeping=self._keeping,
            workshop=self._workshop,
            clock=self._now,
        )

    def claim(
        self, attachment_id: str, channel_id: str, visitor_id: str, message_id: str
    ) -> Attachment:
        """
        Make a visitor's upload part of their message; repeating is safe.

        Raises:
            AttachmentUnknown: They uploaded no such file, or it is gone.
        """
        file = self._files.find(attachment_id)
        if file is None or (file.channel_id, file.uploader_id, file.ready) != (
            channel_id,
            visitor_id,
            True,
        ):
            raise AttachmentUnknown("there is no such file")
        self._files.send([attachment_id], file.account_id, message_id)
        return file.attachment

    def keep(self, attachment_ids: Collection[str], account_id: str) -> None:
        """Note that uploads are in use, so that they stay; repeating is safe."""
        self._files.send(attachment_ids, account_id)

    def prepared(
        self, attachment_id: str, account_id: str, rule: MediaRule
    ) -> Prepared:
        """Return a file as a channel takes it; see `ports.SendFiles`."""
        return self._sending.prepared(attachment_id, account_id, rule)

    def public_link(self, attachment_id: str, account_id: str, rule: MediaRule) -> str:
        """Return an address for a provider; see `ports.SendFiles`."""
        return self._sending.public_link(attachment_id, account_id, rule)

    # Files that people look at.

    def get(self, attachment_id: str, caller: Identity) -> Attachment:
        """
        Return what is known of a file.

        Raises:
            AttachmentUnknown: There is none that the caller may see.
        """
        return self._seen(attachment_id, caller).attachment

    def open(self, attachment_id: str, caller: Identity, name: str) -> Opened:
        """
        Return a copy of a file.

        Raises:
            AttachmentUnknown: There is none that the caller may see, or no
                such copy of it.
            AttachmentWaiting, AttachmentFailed: It is not here.
        """
        return _opened(self._seen(attachment_id, caller), name)

    def open_link(self, token: str) -> Opened:
        """
        Return the copy of a file that a link names.

        Raises:
            AttachmentUnknown: The link is none of ours, or has ended.
        """
        link = self.links.read(token)
        file = self._files.find(link.file_id) if link else None
        if link is None or file is None or not file.ready:
            raise AttachmentUnknown("this link leads nowhere, or not any more")
        return _opened(file, link.copy_name)

    # What is due.

    def sweep(self) -> int:
        """Delete uploads that no message came for; return how many."""
        gone = self._files.expired(self._now())
        for file in gone:
            self._keeping.forget_earlier(replace(file, attempts=file.attempts + 1))
            self._keeping.forget(file)
            self._files.remove(file)
        return len(gone)

    def _seen(self, attachment_id: str, caller: Identity) -> File:
        file = self._files.find(attachment_id)
        if file is None or not sees(file, caller):
            raise AttachmentUnknown("there is no such file")
        return file


def sees(file: File, caller: Identity) -> bool:
    """Tell whether *caller* may see a file: its channel's people, or who sent it."""
    if caller.may(GATEWAY) and not caller.account_id:
        return True
    if file.account_id != caller.account_id:
        return False
    if file.uploader_id and not file.sent:
        return file.uploader_id == caller.user_id
    return caller.sees(file.channel_id)


def _opened(file: File, name: str) -> Opened:
    state = file.attachment.state
    if state is FileState.WAITING:
        raise AttachmentWaiting("it is still being fetched")
    if state is FileState.FAILED:
        raise AttachmentFailed("it did not come", why=file.attachment.reason)
    copy = file.copies.get(name)
    if copy is None:
        raise AttachmentUnknown("there is no such copy of the file", variant=name)
    return Opened(file, copy, name)


def _wanted(
    file: IncomingFile, channel: Channel, provider_message_id: str, now: datetime
) -> File:
    return File(
        attachment=file.attachment,
        account_id=channel.account_id,
        channel_id=channel.channel_id,
        create_time=now,
        provider_message_id=provider_message_id,
        source=file.source,
        sent=True,
    )
