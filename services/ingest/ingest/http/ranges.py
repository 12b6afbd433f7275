"""
Answers with a stored file, or the part of it that was asked for.

Source: RFC 9110, sections 13 (conditional requests) and 14 (ranges), and
RFC 6266 (Content-Disposition).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from chassis.http import problem

ONE_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")

SAFE = {
    # A stranger's file must run nothing, whatever a browser takes it for.
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}

Open = Callable[[int, int], Awaitable[Iterator[bytes]]]
"""Returns the bytes from a place up to but not including another."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is to be served, without its bytes."""

    media_type: str
    file_name: str
    size_bytes: int
    etag: str
    inline: bool
    caching: str

    def headers(self) -> dict[str, str]:
        """Return what every answer about it says."""
        return {
            **SAFE,
            "accept-ranges": "bytes",
            "cache-control": self.caching,
            "content-disposition": disposition(self.file_name, inline=self.inline),
            "etag": self.etag,
        }


async def serve(request: Request, stored: Stored, opened: Open) -> Response:
    """Return the answer to a GET or HEAD; *opened* is called if bytes are to go."""
    headers = stored.headers()
    if _matches(request.headers.get("if-none-match", ""), stored.etag):
        return Response(status_code=304, headers=headers)
    wanted = None
    if request.method == "GET" and _still(request.headers, stored.etag):
        wanted = part(request.headers.get("range", ""), stored.size_bytes)
    start, end = wanted or (0, stored.size_bytes)
    if start >= end:
        unmet = {"content-range": f"bytes */{stored.size_bytes}"}
        return problem(416, "RANGE_UNMET", "the file has no such bytes", headers=unmet)
    headers["content-length"] = str(end - start)
    if wanted:
        headers["content-range"] = f"bytes {start}-{end - 1}/{stored.size_bytes}"
    status = 206 if wanted else 200
    if request.method == "HEAD":
        return Response(
            status_code=status, headers=headers, media_type=stored.media_type
        )
    return StreamingResponse(
        await opened(start, end),
        status_code=status,
        headers=headers,
        media_type=stored.media_type,
    )


def part(header: str, size_bytes: int) -> tuple[int, int] | None:
    """
    Return where the range begins and ends, the end not included.

    None where there is none to be heeded: several ranges, other units, and what
    makes no sense are answered with the whole. A range beyond the end is empty.
    """
    found = ONE_RANGE.fullmatch(header.strip().replace(" ", ""))
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        return max(size_bytes - int(suffix), 0) if int(
            suffix
        ) else size_bytes, size_bytes
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size_bytes:
        return size_bytes, size_bytes
    return start, min(int(last) + 1, size_bytes) if last else size_bytes


def disposition(file_name: str, *, inline: bool) -> str:
    """Return a Content-Disposition that no name can break out of."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", file_name)
    how = "inline" if inline else "attachment"
    exact = quote(file_name, safe="!#$&+-.^_`|~")
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{exact}"


def _matches(header: str, etag: str) -> bool:
    given = {each.strip().removeprefix("W/") for each in header.split(",")}
    return "*" in given or etag in given


def _still(headers: Mapping[str, str], etag: str) -> bool:
    """Tell whether what the caller has a part of is what we have."""
    condition = headers.get("if-range", "")
    return not condition or condition.strip() == etag
