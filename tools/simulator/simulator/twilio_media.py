"""Files at Twilio: what customers sent, and what the business names by address."""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from simulator import limits, twilio_words
from simulator.errors import TWILIO, Failure
from simulator.exchange import Inspection
from simulator.media import Files
from simulator.model import Channel, Kind, Media, Message
from simulator.remote import Remote, Unfetched
from simulator.twilio_door import TwilioDoor
from simulator.twilio_sends import Refused
from simulator.twilio_words import API_VERSION, rfc2822
from simulator.world import World


class TwilioMedia:
    """Serves a message's files by redirect, and fetches the business's."""

    def __init__(
        self, world: World, door: TwilioDoor, files: Files, remote: Remote
    ) -> None:
        self._world = world
        self._door = door
        self._files = files
        self._remote = remote

    def routes(self) -> list[Route]:
        """Return the routes."""
        base = f"/{API_VERSION}/Accounts/{{account}}/Messages/{{sid}}/Media"
        fetch = self._door.guarded(self.fetch, "media")
        return [
            Route(f"{base}.json", self._door.guarded(self.every, "media")),
            Route(f"{base}/{{media}}", fetch, methods=["GET", "DELETE"]),
            Route("/twilio-cdn/{token}", self.cdn, methods=["GET"]),
        ]

    async def fetch(self, senders: list[Channel], request: Request) -> Response:
        """Lead to where a file lies, or delete it; `.json` describes it."""
        name = request.path_params["media"]
        media = self._world.media.get(name.removesuffix(".json"))
        if media is None or media.channel_id not in {c.id for c in senders}:
            raise Refused(20404)
        if request.method == "DELETE":
            self._files.drop(media)
            return Response(status_code=204)
        if name.endswith(".json"):
            message = self._world.messages.get(request.path_params["sid"])
            return JSONResponse(_resource(senders[0], message, media))
        return RedirectResponse(f"/twilio-cdn/{media.token}", 307)

    async def every(self, senders: list[Channel], request: Request) -> Response:
        """List a message's files."""
        message = self._world.messages.get(request.path_params["sid"])
        if message is None or message.channel_id not in {c.id for c in senders}:
            raise Refused(20404)
        ids = [each["media_id"] for each in message.content.get("files", [])]
        found = [self._world.media[each] for each in ids if each in self._world.media]
        shown = [_resource(senders[0], message, each) for each in found]
        uri = request.url.path
        return JSONResponse(
            {
                "media_list": shown,
                "page": 0,
                "page_size": 50,
                "start": 0,
                "end": max(len(shown) - 1, 0),
                "uri": uri,
                "first_page_uri": uri,
                "next_page_uri": None,
                "previous_page_uri": None,
            }
        )

    async def cdn(self, request: Request) -> Response:
        """Hand out a file to whoever was led here."""
        media = self._files.by_token(request.path_params["token"])
        content = self._files.read(media) if media else None
        if media is None or content is None:
            return Response(status_code=404)
        return Response(content, media_type=media.media_type)

    def inspection(self, channel: Channel) -> Inspection:
        """Return what fetches a message's file once the send was accepted."""

        async def inspect(message: Message) -> Failure | None:
            shown = message.content["files"][0]
            try:
                found = await self._remote.fetch(shown["link"], look_first=True)
            except Unfetched:
                return TWILIO[63019]
            kind = limits.kind_of(Kind.WHATSAPP_TWILIO, found.media_type)
            size = len(found.content)
            if limits.objection(channel.kind, kind, found.media_type, size):
                return TWILIO[63021]
            media = self._files.keep(
                channel,
                found.content,
                found.media_type,
                file_name=found.file_name,
                source="business",
            )
            shown |= {
                "kind": kind,
                "media_id": media.id,
                "media_type": media.media_type,
                "file_name": media.file_name,
                "size": media.size,
            }
            message.kind = kind if message.kind == "media" else message.kind
            self._world.put(message)
            return None

        return inspect


def _resource(
    channel: Channel, message: Message | None, media: Media
) -> dict[str, object]:
    sid = message.id if message else ""
    made = rfc2822(media.at or time.time())
    return {
        "sid": media.id,
        "account_sid": channel.account_sid,
        "parent_sid": sid,
        "content_type": media.media_type,
        "date_created": made,
        "date_updated": made,
        "uri": f"{twilio_words.media_path(channel, sid, media.id)}.json",
    }
