"""Reads `multipart/form-data`, which Starlette leaves to another library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message as Headers
from email.parser import BytesHeaderParser

# `name="…"` and `filename="…"`, in the raw UTF-8 that clients send.
PARAMETER = re.compile(r'(?:^|[;\s])(name|filename)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form; a file has a name and a type."""

    content: bytes
    file_name: str
    media_type: str

    @property
    def text(self) -> str:
        """Return the field as text."""
        return self.content.decode("utf-8", "replace")


def read(content_type: str, body: bytes) -> dict[str, Part]:
    """Return the parts of *body* by name; empty if it is no such form."""
    header = Headers()
    header["content-type"] = content_type
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not boundary:
        return {}
    parts = {}
    for piece in (b"\r\n" + body).split(b"\r\n--" + str(boundary).encode())[1:]:
        if piece.startswith(b"--"):
            break
        head, separator, content = piece.partition(b"\r\n\r\n")
        if separator:
            name, part = _part(head, content)
            parts[name] = part
    return parts


def _part(head: bytes, content: bytes) -> tuple[str, Part]:
    headers = BytesHeaderParser().parsebytes(head.lstrip(b"\r\n") + b"\r\n\r\n")
    raw = head.decode("utf-8", "replace")
    line = next((x for x in raw.splitlines() if "disposition" in x.lower()), "")
    names = dict(PARAMETER.findall(line))
    media_type = headers.get("content-type", "")
    return names.get("name", ""), Part(content, names.get("filename", ""), media_type)
