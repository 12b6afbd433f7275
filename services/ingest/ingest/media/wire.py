"""What is told of files: the event, and the answer as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from recado.ingest.v1 import events_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.content import Attachment
from ..wire.content import write_attachment
from .files import File


def write_changed(file: File, at: datetime) -> Outgoing:
    """Return the event that tells how *file* is now."""
    message = events_pb2.AttachmentChanged(
        channel_id=file.channel_id,
        provider_message_id=file.provider_message_id,
        attachment=write_attachment(file.attachment),
    )
    stamp(message, account_id=file.account_id, at=at)
    return Outgoing("attachment_changed", message, subject=file.file_id)


def shown(attachment: Attachment) -> dict[str, Any]:
    """Return a file as JSON; where it is, the caller knows better than we do."""
    return {
        "id": attachment.attachment_id,
        "kind": attachment.kind.value,
        "state": attachment.state.value,
        "media_type": attachment.media_type,
        "file_name": attachment.file_name,
        "size_bytes": attachment.size_bytes,
        "reason": attachment.reason,
        "width": attachment.width,
        "height": attachment.height,
        "duration_seconds": attachment.duration_seconds,
        "voice": attachment.voice,
        "animated": attachment.animated,
        "has_preview": attachment.has_preview,
        "has_playable": attachment.has_playable,
    }
