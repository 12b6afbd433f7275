"""Talks to the running stack: the gateway as a user, and the simulator."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

# How long anything may take before the demo gives up, in seconds.
PATIENCE_SECONDS = 30.0
# Pause between two looks, in seconds.
LOOK_SECONDS = 0.05


class Refused(Exception):
    """A service said no; carries what it answered."""

    def __init__(self, what: str, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(
            f"{what}: {status} {problem.get('reason')} {problem.get('detail')}"
        )
        self.status = status
        self.reason = str(problem.get("reason", ""))


class NotReady(Exception):
    """Something did not come about in time."""


async def until(what: str, look: Callable[[], Awaitable[T | None]]) -> T:
    """Look until there is something; *what* names it should it never come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = await look()
        if found is not None:
            return found
        await asyncio.sleep(LOOK_SECONDS)
    raise NotReady(f"{what}: not there after {PATIENCE_SECONDS:.0f} s")


async def answering(client: httpx.AsyncClient, url: str) -> None:
    """Wait until *url* answers 200."""

    async def look() -> bool | None:
        try:
            response = await client.get(url)
        except httpx.TransportError:
            return None
        return True if response.status_code == 200 else None

    await until(url, look)


class Service:
    """A JSON API at an address."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self.url = url.rstrip("/")
        self._client = client
        self._headers: dict[str, str] = {}

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str = "",
    ) -> Any:
        """
        Call the API; *key* makes a POST repeatable, and is made up if empty.

        Raises:
            Refused: The answer is not 2xx.
        """
        return await self._ask(method, path, key=key, json=body)

    async def upload(self, path: str, content: bytes, media_type: str) -> Any:
        """
        Post a file.

        Raises:
            Refused: The answer is not 2xx.
        """
        kind = {"Content-Type": media_type}
        return await self._ask("POST", path, content=content, headers=kind)

    async def download(self, path: str) -> tuple[bytes, str]:
        """Return a file and its type."""
        response = await self._client.get(f"{self.url}{path}", headers=self._headers)
        response.raise_for_status()
        return response.content, response.headers["content-type"]

    async def _ask(
        self,
        method: str,
        path: str,
        *,
        key: str = "",
        headers: Mapping[str, str] | None = None,
        **body: Any,
    ) -> Any:
        sent = {**self._headers, **(headers or {})}
        sent["Idempotency-Key"] = key or secrets.token_hex(16)
        response = await self._client.request(
            method, f"{self.url}{path}", headers=sent, **body
        )
        if response.is_success:
            return response.json() if response.content else None
        try:
            problem = response.json()
        except ValueError:
            problem = {"detail": response.text[:200]}
        raise Refused(f"{method} {path}", response.status_code, problem)


class User(Service):
    """The gateway's API as one signed-in user sees it."""

    me: Mapping[str, Any]

    async def sign_in(self, email: str, password: str) -> None:
        """Open a session."""
        credentials = {"email": email, "password": password}
        response = await self._client.post(
            f"{self.url}/api/v1/session", json=credentials
        )
        if not response.is_success:
            raise Refused(f"sign in as {email}", response.status_code, response.json())
        self.me = response.json()
        cookies = "; ".join(
            f"{name}={value}" for name, value in response.cookies.items()
        )
        # Each user of the shared client has cookies of their own.
        self._client.cookies.clear()
        self._headers = {"Cookie": cookies, "X-CSRF-Token": self.me["csrf_token"]}

    async def everything(self, path: str) -> list[dict[str, Any]]:
        """Return all items of a list."""
        items: list[dict[str, Any]] = []
        joint = "&" if "?" in path else "?"
        page = await self.call("GET", path)
        items += page["items"]
        while page["next_cursor"]:
            page = await self.call("GET", f"{path}{joint}cursor={page['next_cursor']}")
            items += page["items"]
        return items
