"""A file as a MongoDB document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain.content import Attachment, FileKind, FileSource, FileState
from .files import Copy, File

PLAIN_FIELDS = (
    "media_type",
    "file_name",
    "size_bytes",
    "reason",
    "width",
    "height",
    "duration_seconds",
    "voice",
    "animated",
    "has_preview",
    "has_playable",
)


def write(file: File) -> dict[str, Any]:
    """Return all of *file* but what the store itself keeps in step."""
    return {
        "account_id": file.account_id,
        "channel_id": file.channel_id,
        "provider_message_id": file.provider_message_id,
        "uploader_id": file.uploader_id,
        "create_time": file.create_time,
        "source": {
            "media_id": file.source.media_id,
            "url": file.source.url,
            "sha256": file.source.sha256,
        },
        **changing(file),
    }


def changing(file: File) -> dict[str, Any]:
    """Return what an attempt finds out about *file*."""
    attachment = file.attachment
    return {
        "kind": attachment.kind.value,
        "state": attachment.state.value,
        **{name: getattr(attachment, name) for name in PLAIN_FIELDS},
        "copies": {name: copy_document(c) for name, c in file.copies.items()},
        "sound": file.sound,
    }


def copy_document(copy: Copy) -> dict[str, Any]:
    """Return a stored copy."""
    return {
        "key": copy.key,
        "media_type": copy.media_type,
        "size_bytes": copy.size_bytes,
        "sha256": copy.sha256,
    }


def read_copy(found: Mapping[str, Any]) -> Copy:
    """Return a stored copy."""
    return Copy(found["key"], found["media_type"], found["size_bytes"], found["sha256"])


def read(document: Mapping[str, Any]) -> File:
    """Return the file in *document*; one being removed reads as it was."""
    state = document["state"]
    known = {each.value for each in FileState}
    return File(
        attachment=Attachment(
            attachment_id=document["_id"],
            kind=FileKind(document["kind"]),
            state=FileState(state) if state in known else FileState.WAITING,
            **{name: document[name] for name in PLAIN_FIELDS},
        ),
        account_id=document["account_id"],
        channel_id=document["channel_id"],
        create_time=document["create_time"],
        provider_message_id=document["provider_message_id"],
        uploader_id=document["uploader_id"],
        source=FileSource(**document["source"]),
        copies={name: read_copy(c) for name, c in document["copies"].items()},
        sound=document["sound"],
        attempts=document["attempts"],
        tries=document["tries"],
        sent=document["sent"],
    )
