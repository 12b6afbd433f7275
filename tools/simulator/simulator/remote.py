"""Fetches the files that the business names by address, as providers do."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

import httpx

from simulator.limits import LARGEST

USER_AGENT = "facebookexternalhit/1.1"


@cache
def certificates() -> ssl.SSLContext:
    """Return what authorities are trusted, read once: it takes a while."""
    return ssl.create_default_context()


class Unfetched(Exception):
    """The file could not be had; the message says why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file, its type as its host told it."""

    content: bytes
    media_type: str
    file_name: str


class Remote:
    """Fetches over HTTP, for at most *seconds*."""

    def __init__(self, seconds: float = 15.0) -> None:
        self._client = httpx.AsyncClient(
            timeout=seconds,
            trust_env=False,
            follow_redirects=True,
            max_redirects=5,
            verify=certificates(),
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def fetch(self, url: str, *, look_first: bool = False) -> Fetched:
        """
        Fetch *url*; with *look_first* a HEAD goes ahead, as Twilio does.

        Raises:
            Unfetched: It is no address, its host refused, or it is too large.
        """
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unfetched(f"{url[:100]!r} is no web address")
        try:
            if look_first:
                head = await self._client.head(url)
                if not head.is_success:
                    raise Unfetched(f"HEAD was answered with {head.status_code}")
            return await self._get(url)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unfetched(str(error) or type(error).__name__) from error

    async def _get(self, url: str) -> Fetched:
        agent = {"user-agent": USER_AGENT}
        async with self._client.stream("GET", url, headers=agent) as response:
            if not response.is_success:
                raise Unfetched(f"GET was answered with {response.status_code}")
            content = bytearray()
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > LARGEST:
                    raise Unfetched(f"the file has more than {LARGEST} bytes")
        return Fetched(
            bytes(content),
            response.headers.get("content-type", ""),
            unquote(urlsplit(url).path.rpartition("/")[2]),
        )
