"""
Takes in a file that a person sent us.

The bytes are on local disk already. The file's id follows from who sent it and
from the id of the request, so that sending it again, after any failure, ends
in one file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ..domain.content import Attachment, FileKind, FileState
from .errors import FileEmpty, FileTooLarge, RequestIdInvalid, TypeRefused
from .files import PROGRAMS, UNSENT_FOR, File, kind_of, safe_name, upload_id
from .keeping import Keeping, digest_of
from .ports import Files, Workshop

REQUEST_ID = re.compile(r"[\x21-\x7e]{8,128}")


@dataclass(frozen=True, slots=True)
class Upload:
    """
    A file that arrives, and what its sender says of it.

    `uploader_id` is a user or a web chat visitor. `allowed` maps the media
    types taken, by content, to the most bytes of one; None takes all but
    programs.
    """

    account_id: str
    channel_id: str
    uploader_id: str
    request_id: str
    file_name: str = ""
    declared_type: str = ""
    voice: bool = False
    strip_location: bool = False
    allowed: Mapping[str, int] | None = None


def take_upload(
    upload: Upload,
    path: Path,
    *,
    files: Files,
    keeping: Keeping,
    workshop: Workshop,
    clock: Callable[[], datetime],
) -> Attachment:
    """
    Look at a file, store it and return what it is; it waits for its message.

    Raises:
        RequestIdInvalid: The request has no sound id.
        FileEmpty: There is nothing in it.
        TypeRefused: It is a program, or not of the types allowed.
        FileTooLarge: It is larger than files of its type may be.
        Unavailable: The store does not answer.
    """
    if not REQUEST_ID.fullmatch(upload.request_id):
        raise RequestIdInvalid("expected 8 to 128 visible characters")
    if path.stat().st_size == 0:
        raise FileEmpty("the file is empty")
    now = clock()
    file = files.begin_upload(_announced(upload, now), now + UNSENT_FOR)
    if file.ready:
        return file.attachment
    try:
        kept = _kept(upload, file, path, keeping, workshop)
    except (TypeRefused, FileTooLarge) as error:
        files.settle(file.failed(error.reason.removeprefix("FILE_")), None)
        raise
    if files.settle(kept, None):
        keeping.forget_earlier(kept)
        return kept.attachment
    # Somebody sent the same request at the same time, and was faster.
    keeping.forget(kept)
    return (files.find(file.file_id) or kept).attachment


def _announced(upload: Upload, now: datetime) -> File:
    return File(
        attachment=Attachment(
            attachment_id=upload_id(
                upload.account_id, upload.uploader_id, upload.request_id
            ),
            kind=FileKind.DOCUMENT,
            media_type=upload.declared_type,
            file_name=upload.file_name,
            voice=upload.voice,
        ),
        account_id=upload.account_id,
        channel_id=upload.channel_id,
        uploader_id=upload.uploader_id,
        create_time=now,
    )


def _kept(
    upload: Upload, file: File, path: Path, keeping: Keeping, workshop: Workshop
) -> File:
    found = keeping.look(path, upload.file_name, upload.declared_type)
    media_type = found.media_type
    _refuse(upload, media_type, path.stat().st_size)
    if upload.strip_location:
        stripped = workshop.strip(path, media_type)
        if stripped is not None:
            path = stripped
            found = keeping.look(path, upload.file_name, upload.declared_type)
    kept = keeping.store(file, path, digest_of(path), found)
    kind = kind_of(found.media_type)
    shown = replace(
        kept.attachment,
        state=FileState.READY,
        kind=kind,
        file_name=safe_name(upload.file_name or kind.value, found.media_type),
        voice=upload.voice and kind is FileKind.AUDIO,
    )
    return replace(kept, attachment=shown)


def _refuse(upload: Upload, media_type: str, size_bytes: int) -> None:
    allowed = upload.allowed
    if media_type in PROGRAMS or (allowed is not None and media_type not in allowed):
        raise TypeRefused("files of this type are not taken", media_type=media_type)
    if allowed is not None and size_bytes > allowed[media_type]:
        limit = str(allowed[media_type])
        raise FileTooLarge("the file is larger than is taken", limit=limit)
