"""
The Graph API's part for files: in, out, and where to fetch them.

Source: reference of WhatsApp Cloud, section 9, checked 2026-11-21.
"""

from __future__ import annotations

import hmac
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import cloud_content, multipart
from simulator.graph import Refused, refusal
from simulator.limits import kind_of, objection
from simulator.media import Files, base_type
from simulator.model import Channel, Media
from simulator.settings import Settings
from simulator.world import World

# How long ids of files hold: the business's, and those in webhooks.
KEPT_SECONDS = {"business": 30 * 86_400, "customer": 7 * 86_400}


class GraphMedia:
    """Keeps the files of numbers, and serves those of all of Meta's channels."""

    def __init__(self, world: World, files: Files, settings: Settings) -> None:
        self._world = world
        self._files = files
        self._seconds = settings.media_url_seconds

    def routes(self) -> list[Route]:
        """Return the routes of the content network."""
        return [
            Route("/whatsapp_business/attachments/", self.download, methods=["GET"]),
            Route("/cdn/{token}/{name:path}", self.cdn, methods=["GET", "HEAD"]),
        ]

    async def upload(self, channel: Channel, request: Request) -> Response:
        """Take a file of the business."""
        form = multipart.read(
            request.headers.get("content-type", ""), await request.body()
        )
        product = form.get("messaging_product")
        if product is None or product.text != "whatsapp":
            raise Refused(100, "The parameter messaging_product is required.")
        file = form.get("file")
        if file is None:
            raise Refused(100, "The parameter file is required.")
        asked = form.get("type")
        media_type = file.media_type or (asked.text if asked else "")
        if base_type(media_type) == "application/octet-stream" and asked:
            media_type = asked.text
        kind = kind_of(channel.kind, media_type)
        refused = objection(channel.kind, kind, media_type, len(file.content))
        if refused or not file.content:
            detail = "Param file must be a file with one of the supported types, not empty or too large."
            raise Refused(100, f"{detail} {refused}".strip())
        name = file.file_name
        media = self._files.keep(
            channel, file.content, media_type, file_name=name, source="business"
        )
        return JSONResponse({"id": media.id})

    async def node(self, channel: Channel, request: Request) -> Response:
        """Tell where a file is fetched for the next minutes, or delete it."""
        media = self._world.media[request.path_params["node"]]
        number = request.query_params.get("phone_number_id", channel.id)
        if number != channel.id or self._gone(channel, media):
            raise Refused(100, f"Media {media.id} does not exist.", subcode=33)
        if request.method == "DELETE":
            self._files.drop(media)
            return JSONResponse({"success": True})
        address = str(request.base_url).rstrip("/")
        url = cloud_content.media_url(channel, media, address, self._seconds)
        return JSONResponse(
            {
                "messaging_product": "whatsapp",
                "url": url,
                "mime_type": media.media_type,
                "sha256": media.sha256,
                "file_size": str(media.size),
                "id": media.id,
            }
        )

    async def download(self, request: Request) -> Response:
        """Hand out a file: to the token's owner, until its address ends."""
        media = self._world.media.get(request.query_params.get("mid", ""))
        channel = self._world.channels.get(media.channel_id) if media else None
        if media is None or channel is None or self._gone(channel, media):
            return Response(status_code=404)
        given = request.headers.get("authorization", "")
        if given != f"Bearer {channel.access_token}":
            return refusal(Refused(190))
        until = request.query_params.get("ext", "")
        right = cloud_content.url_hash(channel, media.id, int(until or 0))
        if not hmac.compare_digest(right, request.query_params.get("hash", "")):
            return Response(status_code=403)
        if _now(channel) > int(until):
            return Response(status_code=404)
        return self._bytes(media)

    async def cdn(self, request: Request) -> Response:
        """Hand out a file to whoever has its address, as pages' files are."""
        media = self._files.by_token(request.path_params["token"])
        return Response(status_code=404) if media is None else self._bytes(media)

    def _gone(self, channel: Channel, media: Media) -> bool:
        kept = KEPT_SECONDS.get(media.source, KEPT_SECONDS["business"])
        return _now(channel) > media.at + kept

    def _bytes(self, media: Media) -> Response:
        content = self._files.read(media)
        if content is None:
            return Response(status_code=404)
        return Response(content, media_type=media.media_type)


def _now(channel: Channel) -> float:
    return time.time() + channel.modes.clock_shift_seconds
