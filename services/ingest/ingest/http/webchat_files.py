"""
Files of web chat visitors: sent by them, and shown to them.

A visitor proves who they are by their token, in a header. What is shown to
them comes by signed links, since a picture in a page can carry no header.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis.http import problem

from .. import metrics
from ..domain import visitors
from ..domain.capabilities import capabilities_of
from ..domain.channels import Channel, Kind
from ..media import errors
from ..media.media import Media
from ..media.uploading import Upload
from ..sealing import Sealer
from .bodies import Bodies
from .directory import Directory, Keeper
from .media import refusing
from .session import Limits
from .visitor_view import visitor_view

DOCUMENT_BYTES = 25 << 20

# Images and video as in the capabilities; papers beside them. No sound (ATT-4),
# and nothing that could run: no SVG, no HTML, no archives, no programs.
PAPERS = (
    "application/pdf",
    "text/plain",
    "text/csv",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.ms-excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


def _allowed() -> Mapping[str, int]:
    found = dict.fromkeys(PAPERS, DOCUMENT_BYTES)
    for rule in capabilities_of(Kind.WEBCHAT).media:
        found |= dict.fromkeys(rule.media_types, rule.max_bytes)
        if rule.takes("video/mp4"):
            # What phones film with.
            found["video/quicktime"] = rule.max_bytes
    return found


ALLOWED = _allowed()
LARGEST = max(ALLOWED.values())


class VisitorFiles:
    """Serves `POST /webchat/files`."""

    def __init__(
        self,
        media: Media,
        directory: Directory,
        keeper: Keeper,
        *,
        bodies: Bodies,
        sealer: Sealer,
        public_url: str,
        limits: Limits,
    ) -> None:
        self._media = media
        self._directory = directory
        self._keeper = keeper
        self._bodies = bodies
        self._keys = sealer.visitor_keys
        self._public_url = public_url
        self._limits = limits

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/webchat/files", refusing(self.upload), methods=["POST"])]

    async def upload(self, request: Request) -> Response:
        """Take a visitor's file in; a message of theirs names it later."""
        asked = request.query_params
        channel = await self._channel(asked.get("website_token", ""))
        if channel is None:
            return problem(404, "WEBSITE_UNKNOWN", "this chat does not exist")
        if not self._welcome(request, channel):
            return problem(403, "ORIGIN_REFUSED", "this page may not talk to the chat")
        visitor_id = self._visitor(request, channel)
        if not visitor_id:
            return problem(401, "VISITOR_UNKNOWN", "the visitor's token is not ours")
        if not self._may_go_on(request, visitor_id):
            wait = {"retry-after": "10", "connection": "close"}
            return problem(429, "RATE_LIMITED", "too many files at once", headers=wait)
        upload = Upload(
            account_id=channel.account_id,
            channel_id=channel.channel_id,
            uploader_id=visitor_id,
            request_id=asked.get("client_id", ""),
            file_name=asked.get("file_name", ""),
            strip_location=True,
            allowed=ALLOWED,
        )
        try:
            async with self._bodies.received(request, LARGEST) as path:
                found = await self._bodies.work(self._media.upload, upload, path)
        except errors.MediaError:
            metrics.UPLOADS.labels("refused").inc()
            raise
        metrics.UPLOADS.labels("ready").inc()
        answer = visitor_view(found, self._media.links)
        return JSONResponse(answer, HTTPStatus.CREATED)

    async def _channel(self, token: str) -> Channel | None:
        found = self._directory.website(token)
        if found is None:
            await self._keeper.look_again()
            found = self._directory.website(token)
        return found

    def _visitor(self, request: Request, channel: Channel) -> str:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip()
        genuine = visitors.genuine(token, channel.channel_id, self._keys)
        return (
            visitors.visitor_id(token) if kind.lower() == "bearer" and genuine else ""
        )

    def _welcome(self, request: Request, channel: Channel) -> bool:
        """Tell whether the page may: usually our own frame, see `webchat`."""
        origin = request.headers.get("origin", "").lower()
        if not origin or not channel.allowed_origins:
            return True
        public = urlsplit(self._public_url)
        ours = f"{public.scheme}://{public.netloc}".lower()
        same = urlsplit(origin).netloc == request.headers.get("host", "")
        return same or origin in (ours, *channel.allowed_origins)

    def _may_go_on(self, request: Request, visitor_id: str) -> bool:
        now = self._limits.now()
        address = request.client.host if request.client else ""
        visitor = self._limits.files.take(visitor_id, now)
        return self._limits.file_addresses.take(address, now) and visitor
