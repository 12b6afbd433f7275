"""
Hands a file to Meta's Cloud API, which keeps it for thirty days.

Source: Meta, "Media", as of 2026-11-21.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import PurePosixPath

from ..domain import failures
from ..domain.channels import Channel
from ..domain.delivery import Later, Lost, Refused, Request
from ..ports import PreparedFile
from .cloud_send import VERSION, answer_of, authorization, verdict
from .shape import identifier

KEPT_FOR = timedelta(days=29)
"""How long the id of an uploaded file is used again; Meta keeps it for 30 days."""

DECLARED: Mapping[str, str] = {
    # Not on Meta's list of types, while plain text is; the name keeps its
    # suffix, so that it opens as what it is (ATT-8).
    "text/csv": "text/plain",
    # Without the codec it is taken for what browsers call `audio/opus` (ATT-9).
    "audio/ogg": "audio/ogg; codecs=opus",
}
"""What a type is called at Meta, where that differs."""


def upload(channel: Channel, file: PreparedFile) -> Request:
    """Return the call that hands over *file*; the file is read while it goes."""
    boundary = secrets.token_hex(16)
    declared = DECLARED.get(file.media_type, file.media_type)
    head = _head(boundary, declared, _plain_name(file.file_name))
    tail = f"\r\n--{boundary}--\r\n".encode()
    length = len(head) + file.size_bytes + len(tail)
    return Request(
        method="POST",
        url=f"{channel.api_base_url}/{VERSION}/{channel.provider_id}/media",
        headers={
            **authorization(channel),
            "content-type": f"multipart/form-data; boundary={boundary}",
            "content-length": str(length),
        },
        body=_body(head, file, tail),
    )


def uploaded(
    status: int, body: bytes, retry_after: float | None
) -> str | Refused | Later:
    """Return the file's id, or what the answer means; repeating does no harm."""
    media_id = identifier(answer_of(body).get("id"))
    if media_id:
        return media_id
    found = verdict(status, body, retry_after)
    if isinstance(found, Refused | Later):
        return found
    words = found.detail if isinstance(found, Lost) else "no id of the file"
    return Later(failures.PROVIDER_DOWN, f"handing over the file: {words}", None)


def _head(boundary: str, declared: str, name: str) -> bytes:
    fields = {"messaging_product": "whatsapp", "type": declared}
    parts = "".join(
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{field}"\r\n\r\n'
        f"{value}\r\n"
        for field, value in fields.items()
    )
    return (
        f"{parts}--{boundary}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {declared}\r\n\r\n"
    ).encode()


def _body(head: bytes, file: PreparedFile, tail: bytes) -> Iterator[bytes]:
    yield head
    yield from file.chunks()
    yield tail


def _plain_name(name: str) -> str:
    """
    Return a name that needs no quoting; it is not shown to anybody.

    The suffix stays: Meta looks at it.
    """
    suffix = PurePosixPath(name).suffix.lower()
    return f"file{suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ''}"
