"""
The page's files, read into memory at start and served with sound caching.

Every file is served under `/static/<build>/…`, where the build is a hash over
all of them, and every mention of `/static/…` in them is written for the
present build: they change their address together and may be kept for ever.
`index.html` alone is asked for anew each time. The plain `/static/…`
addresses work too, and are revalidated by ETag.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""What is served; files of other kinds are not part of the page."""

PRESSED = frozenset({".png", ".jpg", ".webp", ".woff2", ".mp3", ".ogg"})
"""Kinds that are compressed already."""

LEFT_OUT = frozenset({"tests", "node_modules"})

FOR_EVER = "public, max-age=31536000, immutable"
ASK_ANEW = "no-cache"

ADDRESSING = frozenset({".css", ".html", ".js", ".mjs", ".webmanifest"})
"""Kinds that mention other files."""

MENTION = re.compile(rb"""(["'`(])/static/""")

INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class File:
    """One file, ready to send; *pressed* is empty where gzip gains nothing."""

    media_type: str
    content: bytes
    pressed: bytes
    etag: str

    @classmethod
    def of(cls, suffix: str, content: bytes) -> File:
        """Return *content* as a file of this kind."""
        pressed = b"" if suffix in PRESSED else gzip.compress(content, 9, mtime=0)
        if len(pressed) > len(content) * 0.9:
            pressed = b""
        etag = hashlib.sha256(content).hexdigest()[:32]
        return cls(TYPES[suffix], content, pressed, etag)

    def response(self, headers: Headers, cache_control: str) -> Response:
        """Return the answer: 304 when the browser has it, gzip where it may."""
        pressed = bool(self.pressed) and "gzip" in headers.get("accept-encoding", "")
        # A strong ETag names bytes, and those differ by encoding.
        etag = f'"{self.etag}-gzip"' if pressed else f'"{self.etag}"'
        answer = {
            "ETag": etag,
            "Cache-Control": cache_control,
            "Vary": "Accept-Encoding",
        }
        known = [
            e.strip().removeprefix("W/")
            for e in headers.get("if-none-match", "").split(",")
        ]
        if etag in known:
            return Response(status_code=304, headers=answer)
        if pressed:
            answer["Content-Encoding"] = "gzip"
        content = self.pressed if pressed else self.content
        return Response(content, media_type=self.media_type, headers=answer)


class Site:
    """The page of one build."""

    def __init__(self, folder: Path) -> None:
        contents = _contents(folder)
        self._build = _build(contents)
        self._files = {
            name: File.of(Path(name).suffix, self._addressed(name, content))
            for name, content in contents.items()
        }
        self._index = self._files.get("index.html")
        page = self._index.content if self._index else b""
        self.script_hashes = tuple(_hash(found) for found in INLINE.findall(page))

    def _addressed(self, name: str, content: bytes) -> bytes:
        if Path(name).suffix not in ADDRESSING:
            return content
        return MENTION.sub(rb"\1/static/" + self._build.encode() + b"/", content)

    def index(self, headers: Headers) -> Response | None:
        """Return the page itself; None while there is none."""
        return self._index.response(headers, ASK_ANEW) if self._index else None

    def file(self, path: str, headers: Headers) -> Response | None:
        """Return a file under `/static/`; None when there is none."""
        first, _, rest = path.partition("/")
        if first == self._build and rest in self._files:
            return self._files[rest].response(headers, FOR_EVER)
        if path not in self._files and re.fullmatch(r"[0-9a-f]{16}", first):
            # A page of another build, as while a new one is rolled out.
            path = rest
        found = self._files.get(path)
        return found.response(headers, ASK_ANEW) if found else None


class WatchedSite:
    """A `Site` that is read anew when a file changed, for working on the page."""

    def __init__(self, folder: Path, *, watch: bool) -> None:
        self._folder = folder
        self._watch = watch
        self._seen = _times(folder)
        self._site = Site(folder)

    @property
    def now(self) -> Site:
        """The site as it is now."""
        if self._watch and (seen := _times(self._folder)) != self._seen:
            self._seen, self._site = seen, Site(self._folder)
        return self._site


def _paths(folder: Path) -> dict[str, Path]:
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part in LEFT_OUT for part in parts)
        if path.suffix in TYPES and path.is_file() and not hidden:
            found["/".join(parts)] = path
    return found


def _contents(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in _paths(folder).items()}


def _times(folder: Path) -> dict[str, int]:
    return {name: path.stat().st_mtime_ns for name, path in _paths(folder).items()}


def _build(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _hash(script: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}"
