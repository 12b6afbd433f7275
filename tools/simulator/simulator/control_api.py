"""
The control API: what a test or the page tells the simulator.

`/control` documents it, from the summaries of the handlers below.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from simulator import requests, views
from simulator.answers import problem
from simulator.courier import Courier
from simulator.exchange import Exchange
from simulator.failures import TABLES
from simulator.model import Channel, Customer, ErrorOrder, Kind, Message
from simulator.world import World

Body = TypeVar("Body", bound=BaseModel)
Handler = Callable[[Request], Awaitable[Response]]
PHONE = re.compile(r"\d{6,15}")


class Wrong(Exception):
    """The caller asked for what cannot be done; carries the answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


class ControlApi:
    """Answers `/control/…`."""

    def __init__(self, world: World, exchange: Exchange, courier: Courier) -> None:
        self._world = world
        self._exchange = exchange
        self._courier = courier

    def routes(self) -> list[Route]:
        """Return the API's routes; `/control` lists them too."""
        customer = "/control/customers/{channel}/{phone}"
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/control/channels", self.channels),
            ("PUT", "/control/channels", self.register),
            ("DELETE", "/control/channels/{channel}", self.unregister),
            ("PATCH", "/control/channels/{channel}/modes", self.change_modes),
            ("GET", "/control/customers", self.customers),
            ("GET", customer, self.thread),
            ("PUT", customer, self.change_customer),
            ("POST", f"{customer}/messages", self.write),
            ("POST", f"{customer}/read", self.read),
            ("POST", "/control/messages/{message:path}/status", self.set_status),
            ("GET", "/control/calls", self.calls),
            ("GET", "/control/counters", self.counters),
            ("GET", "/control/errors", self.errors),
            ("GET", "/control/mail", self.mail),
            ("POST", "/control/reset", self.reset),
            ("GET", "/control/events", self.events),
        ]
        self._table = table
        listed = [Route(p, _guarded(h), methods=[m]) for m, p, h in table]
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
        phone_number, app_secret, verify_token, access_token | account_sid,
        auth_token, sender, status_callback | token, script_url. A WhatsApp
        Cloud webhook must pass Meta's handshake, or 409 HANDSHAKE_FAILED and
        nothing is registered.
        """
        body = await _read(request, requests.RegisterChannel)
        channel = Channel(
            id=body.channel_id, **body.model_dump(exclude={"name"}), name=body.name
        )
        channel.name = channel.name or channel.id
        known = self._world.channels.get(channel.id)
        if known is not None:
            channel.modes = known.modes
        handshake = None
        if channel.kind is Kind.WHATSAPP_CLOUD:
            answer = await self._courier.handshake(
                channel, str(secrets.randbelow(10**9))
            )
            handshake = views.answer(answer)
            if not answer.accepted:
                detail = "the webhook did not echo the challenge; check its address and verify_token"
                return problem(409, "HANDSHAKE_FAILED", detail, handshake=handshake)
        self._world.put(channel)
        shown = {"channel": views.channel(channel), "handshake": handshake}
        return JSONResponse(shown, 200 if known else 201)

    async def unregister(self, request: Request) -> Response:
        """Forget a channel; its threads stay until a reset."""
        self._world.remove_channel(self._channel(request).id)
        return Response(status_code=204)

    async def change_modes(self, request: Request) -> Response:
        """
        Change how a channel's provider behaves; what is absent stays.

        Body: answering (normal | slow | flapping | down | lost_answer),
        delay_seconds, errors [{code, times, how}], automatic_statuses, reads,
        duplicates, shuffle, shuffle_seconds.
        """
        channel = self._channel(request)
        body = await _read(request, requests.ChangeModes)
        table = TABLES.get(channel.kind, {})
        for order in body.errors or []:
            if order.code not in table:
                detail = (
                    f"{channel.kind} has no error {order.code}; see /control/errors"
                )
                raise Wrong(problem(422, "ERROR_UNKNOWN", detail, field="errors"))
        for name, value in body.model_dump(
            exclude_none=True, exclude={"errors"}
        ).items():
            setattr(channel.modes, name, value)
        if body.errors is not None:
            channel.modes.errors = [ErrorOrder(**e.model_dump()) for e in body.errors]
        self._world.put(channel)
        return JSONResponse(views.channel(channel))

    async def customers(self, request: Request) -> Response:
        """List customers with their last message, newest first. Query: channel."""
        wanted = request.query_params.get("channel")
        return JSONResponse({"items": views.customers(self._world, wanted)})

    async def thread(self, request: Request) -> Response:
        """Show a customer's view of the thread, oldest message first."""
        customer = self._world.customers.get(_key(request))
        if customer is None:
            raise Wrong(problem(404, "CUSTOMER_UNKNOWN", "they have never written"))
        return JSONResponse(views.thread(self._world, customer))

    async def change_customer(self, request: Request) -> Response:
        """Create or rename a customer; wrote_at moves their reply window."""
        channel = self._messaging_channel(request)
        body = await _read(request, requests.ChangeCustomer)
        customer = self._customer(request, channel, body.name)
        if body.wrote_at is not None:
            customer.wrote_at = body.wrote_at
            self._world.put(customer)
        return JSONResponse(views.customer(self._world, customer))

    async def write(self, request: Request) -> Response:
        """
        Let a customer write. Body: text, name, quoted_id.

        Returns the message with its provider id, and how the webhook answered
        the first attempt; one that was not accepted is repeated as the
        provider would.
        """
        channel = self._messaging_channel(request)
        body = await _read(request, requests.Write)
        customer = self._customer(request, channel, body.name)
        message, answer = await self._exchange.customer_writes(
            channel, customer, body.text, body.quoted_id
        )
        shown = {"message": views.message(message), "webhook": views.answer(answer)}
        return JSONResponse(shown, 201)

    async def read(self, request: Request) -> Response:
        """Let a customer open the chat and read what was delivered."""
        channel = self._messaging_channel(request)
        customer = self._customer(request, channel, None)
        count = await self._exchange.customer_reads(channel, customer)
        return JSONResponse({"read": count})

    async def set_status(self, request: Request) -> Response:
        """Bring a message of the business to a status. Body: status, code."""
        message = self._message(request)
        channel = self._world.channels[message.channel_id]
        body = await _read(request, requests.SetStatus)
        if body.status == "failed" and body.code not in TABLES[channel.kind]:
            detail = "failed needs a code of /control/errors"
            raise Wrong(problem(422, "ERROR_UNKNOWN", detail, field="code"))
        if not await self._exchange.move(channel, message, body.status, body.code):
            detail = f"it is {message.status} already"
            raise Wrong(problem(409, "STATUS_BEHIND", detail))
        return JSONResponse(views.message(message))

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

    def _channel(self, request: Request) -> Channel:
        channel = self._world.channels.get(request.path_params["channel"])
        if channel is None:
            detail = "register it with PUT /control/channels"
            raise Wrong(problem(404, "CHANNEL_UNKNOWN", detail))
        return channel

    def _messaging_channel(self, request: Request) -> Channel:
        channel = self._channel(request)
        if channel.kind is Kind.WEBCHAT:
            detail = "web chat visitors write through the widget: /webchat-demo?token=…"
            raise Wrong(problem(409, "USE_THE_WIDGET", detail))
        return channel

    def _customer(
        self, request: Request, channel: Channel, name: str | None
    ) -> Customer:
        phone = request.path_params["phone"].removeprefix("+")
        if not PHONE.fullmatch(phone):
            detail = "a phone is 6 to 15 digits, country code first"
            raise Wrong(problem(422, "PHONE_INVALID", detail, field="phone"))
        return self._exchange.customer(channel, phone, name or "")

    def _message(self, request: Request) -> Message:
        message = self._world.messages.get(request.path_params["message"])
        if message is None or message.direction != "out":
            detail = "no message of the business has this id"
            raise Wrong(problem(404, "MESSAGE_UNKNOWN", detail))
        return message


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except Wrong as wrong:
            return wrong.answer

    return guarded


def _key(request: Request) -> str:
    phone = request.path_params["phone"].removeprefix("+")
    return f"{request.path_params['channel']}/{phone}"


async def _read(request: Request, kind: type[Body]) -> Body:
    try:
        return kind.model_validate_json(await request.body() or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        status = 400 if first["type"] == "json_invalid" else 422
        reason = "NOT_JSON" if status == 400 else "BODY_INVALID"
        raise Wrong(problem(status, reason, first["msg"], field=field)) from error
