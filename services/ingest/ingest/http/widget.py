"""The widget's files: the loader for any web site, and the chat in its frame."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..domain.channels import Channel
from .directory import Directory, Keeper

WEB = Path(__file__).parent.parent / "web"

TYPES: Mapping[str, str] = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
}

SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
}


@dataclass(frozen=True, slots=True)
class _File:
    raw: bytes
    media_type: str
    etag: str


def _files(folder: str) -> dict[str, _File]:
    """Read a folder once: what is served is what was there at start."""
    found = {}
    for path in sorted((WEB / folder).iterdir()):
        if path.suffix in TYPES:
            raw = path.read_bytes()
            etag = f'"{hashlib.sha256(raw).hexdigest()[:20]}"'
            found[path.name] = _File(raw, TYPES[path.suffix], etag)
    return found


class Widget:
    """Serves `/webchat/widget.js`, `/webchat/frame` and what they load."""

    def __init__(
        self, directory: Directory, keeper: Keeper, public_url: str, gateway_origin: str
    ) -> None:
        self._directory = directory
        self._keeper = keeper
        self._public_url = public_url
        self._gateway_origin = gateway_origin
        self._loader = _files("loader")
        self._frame = _files("frame")

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/webchat/widget.js", self.loader),
            Route("/webchat/frame", self.frame),
            Route("/webchat/app/{name}", self.asset),
        ]

    async def loader(self, request: Request) -> Response:
        """Send the script that a web site includes."""
        return _send(request, self._loader["widget.js"], "public, max-age=300")

    async def asset(self, request: Request) -> Response:
        """Send a file of the chat in the frame."""
        file = self._frame.get(request.path_params["name"])
        if file is None:
            return Response("not found\n", 404, media_type="text/plain")
        return _send(request, file, "public, no-cache")

    async def frame(self, request: Request) -> Response:
        """Send the chat; the browser shows it inside allowed sites only."""
        token = request.query_params.get("token", "")
        channel = self._directory.website(token)
        if channel is None:
            await self._keeper.look_again()
            channel = self._directory.website(token)
        if channel is None:
            return Response("this chat does not exist\n", 404, media_type="text/plain")
        response = _send(request, self._frame["frame.html"], "no-cache")
        response.headers["content-security-policy"] = self._policy(channel)
        return response

    def _policy(self, channel: Channel) -> str:
        public = urlsplit(self._public_url)
        socket = f"{'wss' if public.scheme == 'https' else 'ws'}://{public.netloc}"
        ancestors = "*"
        if channel.allowed_origins:
            ancestors = " ".join(
                ("'self'", self._gateway_origin, *channel.allowed_origins)
            )
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; "
            "img-src 'self' blob:; media-src 'self' blob:; "
            f"connect-src 'self' {socket}; base-uri 'none'; form-action 'none'; "
            f"frame-ancestors {ancestors}"
        )


def _send(request: Request, file: _File, caching: str) -> Response:
    headers = {**SAFE, "cache-control": caching, "etag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    return Response(file.raw, media_type=file.media_type, headers=headers)
