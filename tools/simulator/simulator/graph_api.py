"""The Graph API: which handler answers which node, and for whom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.answers import hold, note_call, shown_body, slowly
from simulator.cloud_api import CloudApi
from simulator.failures import Call, Switchboard
from simulator.graph import Door, Refused, fields, refusal, unknown
from simulator.graph_media import GraphMedia
from simulator.graph_templates import GraphTemplates, Uploads
from simulator.model import Channel, Kind
from simulator.page_api import PageApi
from simulator.world import World

Handler = Callable[[Channel, Request], Awaitable[Response]]


class GraphApi:
    """Answers `/{version}/…` for the registered numbers, pages and accounts."""

    def __init__(
        self,
        world: World,
        switchboard: Switchboard,
        *,
        cloud: CloudApi,
        pages: PageApi,
        media: GraphMedia,
        templates: GraphTemplates,
        uploads: Uploads,
    ) -> None:
        self._world = world
        self._switchboard = switchboard
        self._door = Door(world)
        self._cloud = cloud
        self._pages = pages
        self._media = media
        self._templates = templates
        self._uploads = uploads

    def routes(self) -> list[Route]:
        """Return the API's routes."""
        base = "/{version:graph_version}/{node}"
        table: list[tuple[str, list[str], str, Handler]] = [
            (f"{base}/messages", ["POST"], "", self._send),
            (f"{base}/media", ["POST"], "media", self._media.upload),
            (f"{base}/message_attachments", ["POST"], "media", self._pages.attach),
            (f"{base}/message_templates", ["GET"], "templates", self._templates.every),
            (
                f"{base}/message_templates",
                ["POST"],
                "templates",
                self._templates.create,
            ),
            (
                f"{base}/message_templates",
                ["DELETE"],
                "templates",
                self._templates.delete,
            ),
            (f"{base}/phone_numbers", ["GET"], "account", self._cloud.numbers),
            (f"{base}/uploads", ["POST"], "media", self._begin_upload),
            (
                f"{base}/subscribed_apps",
                ["GET", "POST", "DELETE"],
                "account",
                self._apps,
            ),
        ]
        listed = [
            Route(path, self._answered(what, handler), methods=methods)
            for path, methods, what, handler in table
        ]
        return [
            *listed,
            Route(f"{base}/unpause", self._node, methods=["POST"]),
            Route(base, self._node, methods=["GET", "POST", "DELETE"]),
            *self._media.routes(),
        ]

    def _answered(self, what: str, handler: Handler) -> Any:
        """Wrap *handler*: who may, what is ordered, how it is told."""

        async def endpoint(request: Request) -> Response:
            raw = await request.body()
            channel_id = ""
            try:
                channel = self._door.channel(request)
                channel_id = channel.id
                answer = await self._meet(channel, what, handler, request)
            except Refused as refused:
                answer = refusal(refused)
            body = shown_body(raw)
            note_call(self._world, request, channel_id, body, answer)
            return answer

        return endpoint

    async def _meet(
        self, channel: Channel, what: str, handler: Handler, request: Request
    ) -> Response:
        # A send decides for itself, once it is known to be well formed.
        if not what:
            return await handler(channel, request)
        fate = self._switchboard.fate(channel, Call(what))
        if fate.refusal is not None:
            key, kind = fate.refusal.key, channel.kind
            raise Refused(key, kind=kind, retry_after=fate.retry_after)
        if fate.hold_seconds is not None:
            return await hold(fate)
        return await slowly(channel, await handler(channel, request))

    async def _send(self, channel: Channel, request: Request) -> Response:
        if channel.kind is Kind.WHATSAPP_CLOUD:
            return await self._cloud.send(channel, request)
        return await self._pages.send(channel, request)

    async def _begin_upload(self, _channel: Channel, request: Request) -> Response:
        return self._uploads.begin(request)

    async def _apps(self, channel: Channel, request: Request) -> Response:
        """Subscribe the token's app to an account or page, list or undo it."""
        match request.method:
            case "POST":
                asked = request.query_params.get("subscribed_fields", "messages")
                channel.subscribed = [x.strip() for x in asked.split(",") if x.strip()]
            case "DELETE":
                channel.subscribed = []
            case _:
                return JSONResponse({"data": _subscriptions(channel)})
        self._world.put(channel)
        return JSONResponse({"success": True})

    async def _node(self, request: Request) -> Response:
        """Answer for one object: a number, page, file, template, upload or person."""
        node = request.path_params["node"]
        raw = await request.body()
        channel_id = ""
        try:
            owned = self._door.owned(request)
            channel_id = owned[0].id
            answer = await self._object(node, owned, request)
        except Refused as refused:
            answer = refusal(refused)
        note_call(self._world, request, channel_id, shown_body(raw), answer)
        return answer

    async def _object(
        self, node: str, owned: list[Channel], request: Request
    ) -> Response:
        by_id = {each.id: each for each in owned}
        media = self._world.media.get(node)
        if media is not None and media.channel_id in by_id:
            handler: Handler = self._media.node
            return await self._meet(by_id[media.channel_id], "media", handler, request)
        template = self._world.templates.get(node)
        if template is not None:
            return await self._template(node, owned, request)
        if node.startswith("upload:"):
            if request.method == "POST":
                return await self._uploads.take(owned[0], request)
            return self._uploads.progress(request)
        for channel in owned:
            if f"{channel.id}/{node}" in self._world.customers:
                return await self._meet(channel, "account", self._pages.person, request)
        channel = self._door.channel(request)
        return await self._meet(channel, "account", self._described, request)

    async def _template(
        self, node: str, owned: list[Channel], request: Request
    ) -> Response:
        template = self._world.templates[node]
        channel = next((c for c in owned if c.waba_id == template.owner), None)
        if channel is None:
            raise unknown(node)

        async def handler(_channel: Channel, _request: Request) -> Response:
            if request.url.path.endswith("/unpause"):
                return await self._templates.unpause(template)
            if request.method == "POST":
                return await self._templates.edit(template, request)
            whole = self._cloud.template(template)
            return JSONResponse(fields(request, whole))

        return await self._meet(channel, "templates", handler, request)

    async def _described(self, channel: Channel, request: Request) -> Response:
        node = request.path_params["node"]
        if request.method == "POST":
            # Settings of a number, such as an address of its own for webhooks.
            return JSONResponse({"success": True})
        if channel.kind is not Kind.WHATSAPP_CLOUD:
            return JSONResponse(fields(request, self._pages.described(channel)))
        if node == channel.waba_id:
            return JSONResponse(fields(request, self._cloud.account(channel)))
        return JSONResponse(fields(request, self._cloud.number(channel)))


def _subscriptions(channel: Channel) -> list[dict[str, Any]]:
    if not channel.subscribed:
        return []
    app = {"id": channel.app_id or "0", "name": "Recado"}
    if channel.kind is Kind.WHATSAPP_CLOUD:
        return [{"whatsapp_business_api_data": app}]
    return [{**app, "subscribed_fields": channel.subscribed}]
