"""
What a file is, by its content.

A name says nothing: people rename, and attackers lie. Names only tell apart
what has the same content, CSV from other text and old office formats.
"""

from __future__ import annotations

import re
from pathlib import Path

import filetype  # type: ignore[import-untyped]  # it has no types

HEAD_BYTES = 16 << 10
TAIL_BYTES = 64 << 10

UNKNOWN = "application/octet-stream"

MATROSKA = "video/x-matroska"

ALIASES = {
    "image/apng": "image/png",
    "audio/x-wav": "audio/wav",
    "audio/x-m4a": "audio/mp4",
    "video/x-m4v": "video/mp4",
}

OFFICE = "application/vnd.openxmlformats-officedocument."
IN_ZIP = (
    (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
    (b"word/document.xml", OFFICE + "wordprocessingml.document"),
    (b"xl/workbook.", OFFICE + "spreadsheetml.sheet"),
    (b"ppt/presentation.xml", OFFICE + "presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
IN_OLE = (
    ("WordDocument", ".doc", "application/msword"),
    ("Workbook", ".xls", "application/vnd.ms-excel"),
    ("PowerPoint Document", ".ppt", "application/vnd.ms-powerpoint"),
)
BRANDS = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"qt  ": "video/quicktime",
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
}
STARTS = (
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"\x1aE\xdf\xa3", MATROSKA),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
)

MARKUP = re.compile(
    rb"<(?:!doctype html|html|head|body|script|iframe|meta|title|form|a |img )",
    re.IGNORECASE,
)
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def media_type_of(path: Path, name: str = "", declared: str = "") -> str:
    """Return the media type of the file at *path*; see the module."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(path.stat().st_size - TAIL_BYTES, 0))
        tail = file.read(TAIL_BYTES)
    return _binary(head, tail, name.lower()) or _text(head, name.lower(), declared)


def _binary(head: bytes, tail: bytes, name: str) -> str:
    """Return the type of what is no text; empty where nothing tells."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "video/3gpp" if brand[:2] == b"3g" else BRANDS.get(brand, "video/mp4")
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(head + tail)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _in_ole(head + tail, name)
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    known = next((found for start, found in STARTS if head.startswith(start)), "")
    if known == MATROSKA and b"webm" in head[:64]:
        return "video/webm"
    guess = known or filetype.guess_mime(head) or ""
    return ALIASES.get(guess, guess)


def _in_zip(seen: bytes) -> str:
    """Return what a zip archive is, by the names in it."""
    own = re.search(rb"mimetype(application/[a-z.+-]{1,80})PK", seen)
    if own:
        return own[1].decode()
    for mark, found in IN_ZIP:
        if mark in seen:
            return found
    return "application/zip"


def _in_ole(seen: bytes, name: str) -> str:
    for mark, _, found in IN_OLE:
        if mark.encode("utf-16-le") in seen:
            return found
    for _, suffix, found in IN_OLE:
        if name.endswith(suffix):
            return found
    return "application/x-ole-storage"


def _text(head: bytes, name: str, declared: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    if CONTROL.search(head):
        return UNKNOWN
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    marks = {
        "image/svg+xml": b"<svg" in head.lower(),
        "text/html": MARKUP.search(head),
        "application/xml": start.startswith(b"<?xml"),
        "text/x-shellscript": start.startswith(b"#!"),
        "text/vcard": start.upper().startswith(b"BEGIN:VCARD"),
        "text/csv": name.endswith(".csv") or declared == "text/csv" or _table(head),
    }
    return next((found for found, there in marks.items() if there), "text/plain")


def _table(head: bytes) -> bool:
    """Tell whether the first lines have the same number of columns, two at least."""
    lines = [line for line in head.splitlines()[:12] if line.strip()]
    if len(head) >= HEAD_BYTES:
        lines = lines[:-1]
    if len(lines) < 2:  # noqa: PLR2004  # one line is no table
        return False
    return any(
        lines[0].count(mark) > 0 and len({line.count(mark) for line in lines}) == 1
        for mark in (b";", b"\t", b",")
    )
