"""Twilio's Content API over HTTP; its own host is `content.twilio.com`."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import twilio_content
from simulator.model import Channel, Template
from simulator.reviews import Reviews
from simulator.twilio_door import Handler, TwilioDoor
from simulator.twilio_sends import Refused
from simulator.world import World


class TwilioContentApi:
    """Answers `/v1/Content…`."""

    def __init__(self, world: World, door: TwilioDoor, reviews: Reviews) -> None:
        self._world = world
        self._door = door
        self._reviews = reviews

    def routes(self) -> list[Route]:
        """Return the API's routes."""
        one = "/v1/Content/{sid}"
        table: list[tuple[str, str, Handler]] = [
            ("POST", "/v1/Content", self.create),
            ("GET", "/v1/Content", self.every),
            ("GET", "/v1/ContentAndApprovals", self.every_with_approval),
            ("GET", one, self.fetch),
            ("PUT", one, self.change),
            ("DELETE", one, self.delete),
            ("POST", f"{one}/ApprovalRequests/whatsapp", self.hand_in),
            ("GET", f"{one}/ApprovalRequests", self.approval),
        ]
        return [
            Route(path, self._door.guarded(handler, "templates"), methods=[method])
            for method, path, handler in table
        ]

    async def create(self, senders: list[Channel], request: Request) -> Response:
        """Keep a text with variables."""
        template = twilio_content.create(senders[0].account_sid, await _json(request))
        self._world.put(template)
        return JSONResponse(twilio_content.resource(template), 201)

    async def every(self, senders: list[Channel], request: Request) -> Response:
        """List the account's texts, newest first."""
        items = [twilio_content.resource(each) for each in self.of(senders[0])]
        return self._page(request, items)

    async def every_with_approval(
        self, senders: list[Channel], request: Request
    ) -> Response:
        """List the account's texts with what became of their approval."""
        items = [twilio_content.with_approval(each) for each in self.of(senders[0])]
        return self._page(request, items)

    async def fetch(self, senders: list[Channel], request: Request) -> Response:
        """Return one text."""
        return JSONResponse(twilio_content.resource(self._one(senders, request)))

    async def change(self, senders: list[Channel], request: Request) -> Response:
        """Replace a text that was not handed in."""
        template = self._one(senders, request)
        if template.status != "UNSUBMITTED":
            raise Refused(20001, "Content that was handed in is not changed.")
        fresh = twilio_content.create(template.owner, await _json(request))
        fresh.id, fresh.at = template.id, template.at
        self._world.put(fresh)
        return JSONResponse(twilio_content.resource(fresh))

    async def delete(self, senders: list[Channel], request: Request) -> Response:
        """Delete a text, its approval too."""
        self._world.drop(self._one(senders, request))
        return Response(status_code=204)

    async def hand_in(self, senders: list[Channel], request: Request) -> Response:
        """Take a text for WhatsApp's review."""
        template = self._one(senders, request)
        name, category = twilio_content.check_approval(await _json(request))
        if template.status not in ("UNSUBMITTED", "REJECTED"):
            raise Refused(20001, "The content was handed in already.")
        template.approval_name, template.category = name, category
        self._reviews.hand_in(template)
        received = twilio_content.approval(template) | {"status": "received"}
        return JSONResponse(received, 201)

    async def approval(self, senders: list[Channel], request: Request) -> Response:
        """Tell what became of a text's approval."""
        template = self._one(senders, request)
        return JSONResponse(twilio_content.approval_resource(template))

    def of(self, channel: Channel) -> list[Template]:
        """Return the texts of the channel's account, newest first."""
        found = self._world.templates.values()
        owned = [each for each in found if each.owner == channel.account_sid]
        return sorted(owned, key=lambda each: each.at, reverse=True)

    def _one(self, senders: list[Channel], request: Request) -> Template:
        template = self._world.templates.get(request.path_params["sid"])
        if template is None or template.owner != senders[0].account_sid:
            raise Refused(20404)
        return template

    def _page(self, request: Request, items: list[dict[str, Any]]) -> Response:
        base = str(request.url.replace(query=""))
        return JSONResponse(twilio_content.page(items, request.query_params, base))


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError as error:
        raise Refused(20001, "The body is not valid JSON.") from error
