"""
Reads the frames of our own web chat that lead to something.

The socket has checked who speaks; what they say is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..domain.content import Attachment, Choice, Content, FileKind, FileState
from ..domain.inbound import (
    Address,
    Ignored,
    Quarantined,
    Seen,
    Sender,
    Status,
    Written,
)
from ..domain.news import Part
from .meaning import Meaning, unsupported
from .shape import Unreadable, code, identifier, mapping, parse, text

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
UPLOAD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
TEXT_LENGTH = 4096
NAME_LENGTH = 80
FILE_NAME_LENGTH = 255

SEEN: Mapping[str, Status] = {"delivered": Status.DELIVERED, "read": Status.READ}

FAMILIES = {
    "image": FileKind.IMAGE,
    "video": FileKind.VIDEO,
    "audio": FileKind.AUDIO,
}


def read(
    body: bytes, channel_id: str, visitor_id: str, received: datetime
) -> list[Part]:
    """Return the parts of a frame of *visitor_id*: one."""
    address = Address(channel_id=channel_id)
    try:
        frame = mapping(parse(body))
    except Unreadable as error:
        return [Quarantined(str(error), address)]
    if not visitor_id:
        return [Quarantined("visitor_missing", address)]
    op = identifier(frame.get("op"))
    if op == "message.create":
        return [_message(frame, address, visitor_id, received)]
    if op in SEEN and code(frame.get("up_to_seq")) > 0:
        up_to = code(frame.get("up_to_seq"))
        return [Seen(address, visitor_id, up_to, SEEN[op], received)]
    return [
        Ignored(f"op:{op[:32]}", address) if op else Quarantined("op_missing", address)
    ]


def message_id(visitor_id: str, client_id: str) -> str:
    """Return what stands in for the provider's id of a visitor's message."""
    return f"{visitor_id}:{client_id}"


def write_file(found: Attachment) -> dict[str, Any]:
    """Return a file for a frame on its way to the worker; `read` understands it."""
    return {
        "upload_id": found.attachment_id,
        "kind": found.kind.value,
        "state": found.state.value,
        "mime": found.media_type,
        "name": found.file_name,
        "size": found.size_bytes,
        "width": found.width,
        "height": found.height,
        "milliseconds": round(found.duration_seconds * 1000),
        "animated": found.animated,
        "has_preview": found.has_preview,
        "has_playable": found.has_playable,
    }


def _message(
    frame: Mapping[str, Any], address: Address, visitor_id: str, received: datetime
) -> Part:
    client_id = identifier(frame.get("client_id"))
    words = text(frame.get("text"), TEXT_LENGTH).strip()
    kind = identifier(frame.get("type"))[:64] or "text"
    if not CLIENT_ID.fullmatch(client_id):
        return Quarantined("client_id_malformed", address)
    said = _meaning(kind, words, frame)
    if said is None:
        return Quarantined("text_missing", address)
    return Written(
        address=address,
        sender=Sender(
            keys=(f"visitor:{visitor_id}",),
            display_name=text(frame.get("name"), NAME_LENGTH).strip(),
        ),
        provider_message_id=message_id(visitor_id, client_id),
        provider_time=received,
        kind=said.kind,
        text=said.text,
        provider_kind=said.provider_kind,
        client_id=client_id,
        content=said.content,
    )


def _meaning(kind: str, words: str, frame: Mapping[str, Any]) -> Meaning | None:
    """Return what a message is; None if there is nothing in it."""
    file = _file(mapping(frame.get("file"))) if kind == "file" else None
    if file is not None:
        content = Content(attachments=(file,))
        return Meaning(file.kind.value, words, kind, content)
    if kind == "reply" and words:
        payload = text(frame.get("payload"), TEXT_LENGTH)
        choice = Choice("quick_reply", payload, words)
        return Meaning("choice", words, content=Content(choice=choice))
    if kind in ("text", "reply"):
        return Meaning("text", words) if words else None
    return unsupported(kind, words, frame)


def _file(found: Mapping[str, Any]) -> Attachment | None:
    """Return the file that a frame names; None if it names none."""
    upload_id = identifier(found.get("upload_id"))
    if not UPLOAD_ID.fullmatch(upload_id):
        return None
    media_type = identifier(found.get("mime"))
    told = identifier(found.get("kind"))
    return Attachment(
        attachment_id=upload_id,
        kind=FileKind(told) if told in KINDS else _kind(media_type),
        state=FileState.READY if found.get("state") == "ready" else FileState.WAITING,
        media_type=media_type,
        file_name=text(found.get("name"), FILE_NAME_LENGTH),
        size_bytes=max(code(found.get("size")), 0),
        width=max(code(found.get("width")), 0),
        height=max(code(found.get("height")), 0),
        duration_seconds=max(code(found.get("milliseconds")), 0) / 1000,
        animated=found.get("animated") is True,
        has_preview=found.get("has_preview") is True,
        has_playable=found.get("has_playable") is True,
    )


KINDS = frozenset(kind.value for kind in FileKind)


def _kind(media_type: str) -> FileKind:
    return FAMILIES.get(media_type.partition("/")[0], FileKind.DOCUMENT)
