"""
The control API: what a test or the page tells the simulator.

`/control` documents it, from the summaries of the handlers.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator import requests, views
from simulator.answers import problem
from simulator.control import Finder, Handler, guarded, read, wrong
from simulator.courier import Courier
from simulator.errors import TABLES
from simulator.graph_templates import welcome
from simulator.model import Channel, ErrorOrder
from simulator.world import World


class ControlApi:
    """Answers `/control/…`; *parts* are endpoints that others answer for."""

    def __init__(
        self,
        world: World,
        courier: Courier,
        finder: Finder,
        parts: list[tuple[str, str, Handler]],
    ) -> None:
        self._world = world
        self._courier = courier
        self._find = finder
        self._table: list[tuple[str, str, Handler]] = [
            ("GET", "/control/channels", self.channels),
            ("PUT", "/control/channels", self.register),
            ("DELETE", "/control/channels/{channel}", self.unregister),
            ("PATCH", "/control/channels/{channel}/modes", self.change_modes),
            *parts,
            ("GET", "/control/calls", self.calls),
            ("GET", "/control/counters", self.counters),
            ("GET", "/control/errors", self.errors),
            ("GET", "/control/mail", self.mail),
            ("POST", "/control/reset", self.reset),
            ("GET", "/control/events", self.events),
        ]

    def routes(self) -> list[Route]:
        """Return the API's routes; `/control` lists them too."""
        listed = [Route(p, guarded(h), methods=[m]) for m, p, h in self._table]
        return [Route("/control", self.index, methods=["GET"]), *listed]

    async def index(self, request: Request) -> Response:
        """Document this API."""
        return views.index(request, self._table)

    async def channels(self, _request: Request) -> Response:
        """List the registered channels with their modes, without secrets."""
        return JSONResponse(
            {"items": [views.channel(each) for each in self._world.channels.values()]}
        )

    async def register(self, request: Request) -> Response:
        """
        Register a channel, replacing one with the same provider id.

        Body: kind, name, webhook_url, and by kind: phone_number_id, waba_id,
        phone_number (whatsapp_cloud) | page_id (messenger) | instagram_id,
        username (instagram), each with app_id, app_secret, verify_token,
        access_token | account_sid, auth_token, sender, status_callback
        (whatsapp_twilio) | token, script_url (webchat). A webhook of Meta's
        must pass its handshake, or 409 HANDSHAKE_FAILED and nothing is
        registered. Without webhook_url the account exists, so that its
        credentials can be checked, and tells nobody anything.
        """
        body = await read(request, requests.RegisterChannel)
        channel = Channel(
            id=body.channel_id, **body.model_dump(exclude={"name"}), name=body.name
        )
        channel.name = channel.name or channel.id
        known = self._world.channels.get(channel.id)
        if known is not None:
            channel.modes, channel.subscribed = known.modes, known.subscribed
        handshake = None
        if channel.kind.by_meta and channel.webhook_url:
            answer = await self._courier.handshake(
                channel, str(secrets.randbelow(10**9))
            )
            handshake = views.answer(answer)
            if not answer.accepted:
                detail = "the webhook did not echo the challenge; check its address and verify_token"
                return problem(409, "HANDSHAKE_FAILED", detail, handshake=handshake)
        self._world.put(channel)
        self._welcome(channel)
        shown = {"channel": views.channel(channel), "handshake": handshake}
        return JSONResponse(shown, 200 if known else 201)

    def _welcome(self, channel: Channel) -> None:
        template = welcome(channel)
        if template is not None and template.id not in self._world.templates:
            self._world.put(template)

    async def unregister(self, request: Request) -> Response:
        """Forget a channel; its threads stay until a reset."""
        self._world.remove_channel(self._find.channel(request).id)
        return Response(status_code=204)

    async def change_modes(self, request: Request) -> Response:
        """
        Change how a channel's provider behaves; what is absent stays.

        Body: answering (normal | slow | flapping | down | lost_answer),
        delay_seconds, errors, automatic_statuses, reads, duplicates, shuffle,
        shuffle_seconds, clock_shift_seconds (how far ahead the provider's clock
        is when it judges windows and addresses), strangers (people who never
        wrote here may be sent free text), review (approve | reject |
        hold), reject_reason, messages_per_second, pair_limit.

        Each of errors is {code, times, how (answer | status | timeout |
        lost_answer), call (send | media | templates | account), kind, to,
        retry_after, hold_seconds}; code is a key of /control/errors.
        """
        channel = self._find.channel(request)
        body = await read(request, requests.ChangeModes)
        table = TABLES.get(channel.kind, {})
        for order in body.errors or []:
            if order.needs_code and order.code not in table:
                known = f"{channel.kind} has no error {order.code}"
                detail = f"{known}; see /control/errors"
                raise wrong(422, "ERROR_UNKNOWN", detail, "errors")
        for name, value in body.model_dump(
            exclude_none=True, exclude={"errors"}
        ).items():
            setattr(channel.modes, name, value)
        if body.errors is not None:
            channel.modes.errors = [ErrorOrder(**e.model_dump()) for e in body.errors]
        self._world.put(channel)
        return JSONResponse(views.channel(channel))

    async def calls(self, request: Request) -> Response:
        """List the business's calls with their answers, newest first. Query: channel, limit."""
        return JSONResponse({"items": views.calls(self._world, request.query_params)})

    async def counters(self, _request: Request) -> Response:
        """Count what must agree with Recado's own numbers, by channel and in all."""
        return JSONResponse(views.counters(self._world))

    async def errors(self, _request: Request) -> Response:
        """List the documented errors that may be ordered, by kind."""
        return JSONResponse(views.errors())

    async def mail(self, request: Request) -> Response:
        """List the e-mails caught, newest first. Query: to."""
        return JSONResponse({"items": views.mails(self._world, request.query_params)})

    async def reset(self, _request: Request) -> Response:
        """Forget customers, threads, mail, calls and counts; channels stay."""
        self._world.reset()
        return Response(status_code=204)

    async def events(self, _request: Request) -> Response:
        """Stream what changes: `data: {"noun", "key"}` (server-sent events)."""
        headers = {"cache-control": "no-store"}
        return StreamingResponse(
            self._frames(), media_type="text/event-stream", headers=headers
        )

    async def _frames(self) -> AsyncIterator[str]:
        yield ": live\n\n"
        async for topic in self._world.watch():
            noun, _, key = topic.partition(" ")
            yield f"data: {json.dumps({'noun': noun, 'key': key})}\n\n"
