"""
Takes out of a picture or film what says where and with what it was made.

Pictures lose no quality: the parts of the file that hold such facts are left
out, and the rest is copied as it is. Which way up it was taken is kept.

Sources: ITU T.81 (JPEG segments), W3C PNG 3rd edition, Google "WebP Container
Specification", ISO 14496-12.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import BinaryIO

import av

from .jobs import DEMUXERS
from .pictures import Undecodable, opened
from .sound import opened as opened_film

SCAN, COMMENT, END = 0xDA, 0xFE, 0xD9
BARE = {0x01, *range(0xD0, 0xD8), END}
APPS = range(0xE0, 0xF0)
KEPT_APPS = {0xE0, 0xE2, 0xEE}
"""JFIF, colour profile and Adobe's colour transform; the rest is about the maker."""

PADDED = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""The end of a scan's data: a marker that is no part of it."""

PNG_DROPPED = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
WEBP_DROPPED = {b"EXIF", b"XMP "}
HAS_EXIF, HAS_XMP = 0x08, 0x04

ORIENTATION = 0x0112


def strip(path: Path, media_type: str, target: Path) -> None:
    """
    Write a copy of *path* without a place in it.

    Raises:
        Undecodable: It is not what it pretends to be, or of no type we know.
    """
    work = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}
    try:
        if media_type in work:
            with path.open("rb") as source, target.open("wb") as out:
                work[media_type](source, out, path)
        elif DEMUXERS.get(media_type) == "mov":
            _film(path, media_type, target)
        else:
            raise Undecodable("of no type that can be stripped")
    except (struct.error, av.FFmpegError, OSError, ValueError) as error:
        raise Undecodable(type(error).__name__) from error


def _jpeg(source: BinaryIO, out: BinaryIO, path: Path) -> None:
    turned = _orientation(path)
    raw = source.read()
    if raw[:2] != b"\xff\xd8":
        raise Undecodable("no JPEG")
    out.write(b"\xff\xd8")
    if turned != 1:
        out.write(_orientation_segment(turned))
    place: int | None = 2
    # What comes behind the end, a second picture with facts of its own, is left.
    while place is not None:
        place = _segment(raw, place, out)


def _segment(raw: bytes, place: int, out: BinaryIO) -> int | None:
    """Copy a segment unless it is about the maker; return where the next is."""
    marker, place = _marker(raw, place)
    if marker in BARE:
        out.write(bytes([0xFF, marker]))
        return None if marker == END else place
    size = int.from_bytes(raw[place : place + 2], "big")
    ends = place + size
    if size < 2 or ends > len(raw):  # noqa: PLR2004  # the size counts itself
        raise Undecodable("cut off")
    if not (marker == COMMENT or (marker in APPS and marker not in KEPT_APPS)):
        out.write(bytes([0xFF, marker]) + raw[place:ends])
    if marker == SCAN:
        behind = IN_SCAN.search(raw, ends)
        if behind is None:
            raise Undecodable("cut off")
        out.write(raw[ends : behind.start()])
        ends = behind.start()
    return ends


def _marker(raw: bytes, place: int) -> tuple[int, int]:
    """Return the marker at *place* and where it ends; any may be padded."""
    found = PADDED.match(raw, place)
    if found is None:
        raise Undecodable("no JPEG")
    return found[1][0], found.end()


def _orientation(path: Path) -> int:
    with opened(path, "image/jpeg") as picture:
        found = picture.getexif().get(ORIENTATION, 1)
    return found if isinstance(found, int) and 1 <= found <= 8 else 1  # noqa: PLR2004  # EXIF


def _orientation_segment(turned: int) -> bytes:
    """Return an EXIF segment that says nothing but which way up."""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turned, 0)
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + struct.pack(">H", 1) + entry + bytes(4)
    return struct.pack(">BBH", 0xFF, 0xE1, len(exif) + 2) + exif


def _png(source: BinaryIO, out: BinaryIO, _: Path) -> None:
    if _take(source, 8) != b"\x89PNG\r\n\x1a\n":
        raise Undecodable("no PNG")
    out.write(b"\x89PNG\r\n\x1a\n")
    while True:
        head = _take(source, 8)
        size, name = struct.unpack(">I4s", head)
        body = _take(source, size + 4)
        if name not in PNG_DROPPED:
            out.write(head + body)
        if name == b"IEND":
            return


def _webp(source: BinaryIO, out: BinaryIO, _: Path) -> None:
    riff = _take(source, 12)
    if riff[:4] != b"RIFF" or riff[8:] != b"WEBP":
        raise Undecodable("no WebP")
    kept = []
    left = struct.unpack("<I", riff[4:8])[0] - 4
    while left >= 8:  # noqa: PLR2004  # a chunk's head
        head = _take(source, 8)
        name, size = struct.unpack("<4sI", head)
        body = _take(source, size + size % 2)
        left -= 8 + len(body)
        if name == b"VP8X":
            body = bytes([body[0] & ~(HAS_EXIF | HAS_XMP)]) + body[1:]
        if name not in WEBP_DROPPED:
            kept.append(head + body)
    whole = b"WEBP" + b"".join(kept)
    out.write(b"RIFF" + struct.pack("<I", len(whole)) + whole)


def _film(path: Path, media_type: str, target: Path) -> None:
    """Copy the streams into a container of the same kind, without its tags."""
    with (
        opened_film(path, media_type) as found,
        av.open(
            str(target), "w", format="mp4", options={"movflags": "+faststart"}
        ) as made,
    ):
        copies = {
            stream.index: made.add_stream_from_template(stream)
            for stream in found.streams
            if stream.type in ("video", "audio")
        }
        for copy in copies.values():
            copy.metadata.clear()
        for packet in found.demux():
            if packet.dts is not None and packet.stream.index in copies:
                packet.stream = copies[packet.stream.index]
                made.mux(packet)


def _take(source: BinaryIO, size: int) -> bytes:
    found = source.read(size)
    if len(found) != size:
        raise Undecodable("cut off")
    return found
