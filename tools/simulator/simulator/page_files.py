"""Files that the business sends over Messenger and Instagram."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from simulator import multipart
from simulator.graph import Refused, parsed
from simulator.limits import objection
from simulator.media import Files
from simulator.model import Channel, Kind, Media
from simulator.remote import Remote, Unfetched
from simulator.world import World


class PageFiles:
    """Fetches files by their address while the business waits, as Meta does."""

    def __init__(self, world: World, files: Files, remote: Remote) -> None:
        self._world = world
        self._files = files
        self._remote = remote

    async def upload(self, channel: Channel, request: Request) -> Media:
        """
        Take a file by its address or its bytes.

        Raises:
            Refused: It can not be fetched, or is not what pages take.
        """
        raw = await request.body()
        form = multipart.read(request.headers.get("content-type", ""), raw)
        body = {"message": json.loads(form["message"].text)} if form else parsed(raw)
        attachment = (body.get("message") or {}).get("attachment") or {}
        return await self._media(channel, attachment, form.get("filedata"))

    async def attached(
        self,
        channel: Channel,
        attachment: dict[str, Any],
        uploaded: multipart.Part | None,
    ) -> dict[str, Any]:
        """
        Return an attachment of a message as it is shown.

        Raises:
            Refused: It can not be had, or is not what pages take.
        """
        media = await self._media(channel, attachment, uploaded)
        kind = attachment["type"]
        return {
            "kind": "document" if kind == "file" else kind,
            "media_id": media.id,
            "media_type": media.media_type,
            "file_name": media.file_name,
            "size": media.size,
        }

    async def _media(
        self,
        channel: Channel,
        attachment: dict[str, Any],
        uploaded: multipart.Part | None,
    ) -> Media:
        payload = attachment.get("payload") or {}
        known = payload.get("attachment_id")
        if known:
            media = self._world.media.get(str(known))
            if media is None or media.channel_id != channel.id:
                raise Refused(100, "attachment_id names no file.", kind=channel.kind)
            return media
        if uploaded is not None:
            content, media_type = uploaded.content, uploaded.media_type
            name = uploaded.file_name
        else:
            content, media_type, name = await self._fetched(channel, payload)
        self._check(channel, str(attachment.get("type")), media_type, len(content))
        return self._files.keep(
            channel, content, media_type, file_name=name, source="business"
        )

    async def _fetched(
        self, channel: Channel, payload: dict[str, Any]
    ) -> tuple[bytes, str, str]:
        url = payload.get("url")
        if not isinstance(url, str):
            raise Refused(100, "payload needs a url.", kind=channel.kind)
        try:
            found = await self._remote.fetch(url)
        except Unfetched as error:
            raise Refused(2018008, str(error), kind=channel.kind) from error
        return found.content, found.media_type, found.file_name

    def _check(self, channel: Channel, what: str, media_type: str, size: int) -> None:
        wrong = objection(channel.kind, what, media_type, size)
        if not wrong:
            return
        too_large = wrong.startswith("The file has")
        large = 2018109 if channel.kind is Kind.MESSENGER else 2018047
        raise Refused(large if too_large else 2018047, wrong, kind=channel.kind)
