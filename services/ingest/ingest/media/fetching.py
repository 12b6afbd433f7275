"""
Fetches files from the providers.

WhatsApp Cloud is asked for the address first, which is good for five minutes;
the others gave it in their call. Sources: Meta, "Media"; Twilio, "WhatsApp
media messages"; both as of 2026-11-21.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from ..domain.channels import Channel, Kind
from ..domain.content import FileSource
from ..providers.cloud_send import VERSION
from ..providers.shape import code, identifier, mapping, text
from .addresses import NotPublic, PublicOnly, Resolve, resolve
from .ports import Gone, NotYet

TOO_LARGE = "TOO_LARGE"
GONE = "GONE"
FETCH_FAILED = "FETCH_FAILED"

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0
WHOLE_SECONDS = 120.0
"""How long one attempt may take; a provider that trickles is tried again."""

HOPS = 4
ANSWER_BYTES = 64 << 10

META_HOSTS = (".facebook.com", ".fbsbx.com", ".fbcdn.net", ".whatsapp.net")
"""Where Meta keeps files; no other host is shown the token."""

UNKNOWN_NODE = 100
"""Meta's code for an id that does not exist, or not any more."""

REDIRECTS = {301, 302, 303, 307, 308}

Headers = Mapping[str, str]


class HttpSource:
    """The `Source` port over HTTP. Blocking; cooperative in the worker."""

    def __init__(
        self,
        max_bytes: int,
        *,
        resolver: Resolve = resolve,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_bytes = max_bytes
        self._resolver = resolver
        # Shared: reading the authorities' certificates takes long.
        self._tls = httpcore.default_ssl_context()
        self._seconds = seconds

    def fetch(self, channel: Channel, source: FileSource, target: Path) -> str:
        """Write a file to *target*; see `Source.fetch`."""
        own = _origin(channel.api_base_url)
        backend = PublicOnly([own[1:]] if own[1] else [], self._resolver)
        with httpcore.ConnectionPool(self._tls, network_backend=backend) as pool:
            visit = _Visit(pool, channel, own, self._seconds() + WHOLE_SECONDS)
            visit.now = self._seconds
            try:
                url = visit.address(source) if source.media_id else source.url
                digest = visit.download(url, target, self._max_bytes)
            except NotPublic as error:
                raise Gone(FETCH_FAILED) from error
            except (
                httpcore.NetworkError,
                httpcore.TimeoutException,
                httpcore.ProtocolError,
                httpcore.UnsupportedProtocol,
            ) as error:
                raise NotYet(type(error).__name__) from error
        if source.sha256 and not _same(digest, source.sha256):
            raise NotYet("another digest than was told")
        return digest


class _Visit:
    """One attempt at a provider, with what it may show to whom."""

    def __init__(
        self,
        pool: httpcore.ConnectionPool,
        channel: Channel,
        own: tuple[str, str, int],
        ends: float,
    ) -> None:
        self._pool = pool
        self._channel = channel
        self._own = own
        self._ends = ends
        self.now: Callable[[], float] = time.monotonic

    def address(self, source: FileSource) -> str:
        """Ask WhatsApp Cloud where a file is."""
        channel = self._channel
        url = (
            f"{channel.api_base_url}/{VERSION}/{quote(source.media_id, safe='')}"
            f"?phone_number_id={quote(channel.provider_id, safe='')}"
        )
        with self._get(url) as answer:
            answer_body = self._small(answer)
            if answer.status == HTTPStatus.OK:
                found = text(answer_body.get("url"), 4096)
                if found:
                    return found
                raise NotYet("no address in the answer")
            error = mapping(answer_body.get("error"))
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and (
                code(error.get("code")) == UNKNOWN_NODE
            ):
                if source.url:
                    return source.url
                raise Gone(GONE)
            raise NotYet(f"HTTP {answer.status} {identifier(error.get('code'))}")

    def download(self, url: str, target: Path, max_bytes: int) -> str:
        """Write what is at *url* to *target*; return its digest."""
        for _ in range(HOPS):
            with self._get(url) as answer:
                if answer.status in REDIRECTS:
                    url = urljoin(url, _header(answer, b"location"))
                    continue
                if answer.status == HTTPStatus.OK:
                    return self._save(answer, target, max_bytes)
                if answer.status == HTTPStatus.GONE:
                    raise Gone(GONE)
                raise NotYet(f"HTTP {answer.status}")
        raise NotYet("redirected too often")

    def _save(self, answer: httpcore.Response, target: Path, max_bytes: int) -> str:
        told = _header(answer, b"content-length")
        if told.isdigit() and int(told) > max_bytes:
            raise Gone(TOO_LARGE)
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as file:
            for part in answer.iter_stream():
                size += len(part)
                if size > max_bytes:
                    raise Gone(TOO_LARGE)
                if self.now() > self._ends:
                    raise NotYet("it took too long")
                digest.update(part)
                file.write(part)
        if size == 0:
            raise NotYet("an empty answer")
        return digest.hexdigest()

    def _small(self, answer: httpcore.Response) -> Mapping[str, Any]:
        raw = b""
        for part in answer.iter_stream():
            raw += part
            if len(raw) > ANSWER_BYTES:
                raise NotYet("an answer too long")
        try:
            return mapping(json.loads(raw))
        except (ValueError, RecursionError):
            return {}

    @contextmanager
    def _get(self, url: str) -> Iterator[httpcore.Response]:
        """Ask for *url*, showing who we are to none but the provider."""
        scheme, host, _ = here = _origin(url)
        if not host or (scheme != "https" and here != self._own):
            raise NotPublic("only https, but for the provider's own address")
        headers = {
            "user-agent": "recado",
            "accept": "*/*",
            **credentials(self._channel, url),
        }
        timeouts = {
            "connect": CONNECT_SECONDS,
            "read": READ_SECONDS,
            "write": READ_SECONDS,
            "pool": CONNECT_SECONDS,
        }
        with self._pool.stream(
            "GET",
            url.encode("ascii", "ignore").decode(),
            headers=list(headers.items()),
            extensions={"timeout": timeouts},
        ) as answer:
            yield answer


def credentials(channel: Channel, url: str) -> Headers:
    """Return the header that tells the host of *url* who we are; to most, none."""
    here, own = _origin(url), _origin(channel.api_base_url)
    if channel.kind is Kind.WHATSAPP_CLOUD:
        meta = here[0] == "https" and here[1].endswith(META_HOSTS)
        if here == own or meta:
            return {"authorization": f"Bearer {channel.secrets['access_token']}"}
    if channel.kind is Kind.WHATSAPP_TWILIO and here == own:
        pair = f"{channel.facts['account_sid']}:{channel.secrets['auth_token']}"
        told = base64.b64encode(pair.encode()).decode()
        return {"authorization": f"Basic {told}"}
    return {}


def _origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port; an empty host where there is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return "", "", 0
    return parts.scheme, (parts.hostname or "").lower(), port


def _header(answer: httpcore.Response, wanted: bytes) -> str:
    for name, value in answer.headers:
        if name.lower() == wanted:
            return value.decode("latin-1")
    return ""


def _same(digest: str, told: str) -> bool:
    """Compare a digest with one told in hexadecimal or base64."""
    if told.lower() == digest:
        return True
    return told.rstrip("=") == base64.b64encode(bytes.fromhex(digest)).decode().rstrip(
        "="
    )
