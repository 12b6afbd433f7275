"""What all of the control API has in common."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from simulator.answers import problem
from simulator.exchange import Exchange
from simulator.model import Channel, Customer, Kind, Message
from simulator.teller import NotTold
from simulator.world import World

Body = TypeVar("Body", bound=BaseModel)
Handler = Callable[[Request], Awaitable[Response]]
# A phone with its country code, or a person's id on a page.
PHONE, PERSON = re.compile(r"\d{6,15}"), re.compile(r"\d{6,20}")


class Wrong(Exception):
    """The caller asked for what cannot be done; carries the answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


def wrong(status: int, reason: str, detail: str, field: str = "") -> Wrong:
    """Return the refusal of a call."""
    return Wrong(problem(status, reason, detail, **({"field": field} if field else {})))


def guarded(handler: Handler) -> Handler:
    """Wrap *handler* so that what is wrong becomes its answer."""

    async def endpoint(request: Request) -> Response:
        try:
            return await handler(request)
        except Wrong as refused:
            return refused.answer
        except NotTold as refused:
            return problem(409, "NOT_OFFERED", str(refused))

    return endpoint


async def read(request: Request, kind: type[Body]) -> Body:
    """
    Return the body as *kind*.

    Raises:
        Wrong: It is no JSON, or not what *kind* asks for.
    """
    try:
        return kind.model_validate_json(await request.body() or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        status = 400 if first["type"] == "json_invalid" else 422
        reason = "NOT_JSON" if status == 400 else "BODY_INVALID"
        raise Wrong(problem(status, reason, first["msg"], field=field)) from error


def key(request: Request) -> str:
    """Return the key of the customer that the path names."""
    phone = request.path_params["phone"].removeprefix("+")
    return f"{request.path_params['channel']}/{phone}"


class Finder:
    """Finds what a path names, or tells why there is none."""

    def __init__(self, world: World, exchange: Exchange) -> None:
        self._world = world
        self._exchange = exchange

    def channel(self, request: Request) -> Channel:
        """
        Raises:
            Wrong: No channel of this id is registered.
        """
        channel = self._world.channels.get(request.path_params["channel"])
        if channel is None:
            raise wrong(
                404, "CHANNEL_UNKNOWN", "register it with PUT /control/channels"
            )
        return channel

    def messaging(self, request: Request, *kinds: Kind) -> Channel:
        """
        Return the channel, which must be one of *kinds* if there are any.

        Raises:
            Wrong: It is a web chat, or another kind than asked for.
        """
        channel = self.channel(request)
        if channel.kind is Kind.WEBCHAT:
            detail = "web chat visitors write through the widget: /webchat-demo?token=…"
            raise wrong(409, "USE_THE_WIDGET", detail)
        if kinds and channel.kind not in kinds:
            detail = f"{channel.kind} has no such thing; {', '.join(kinds)} has"
            raise wrong(409, "NOT_OFFERED", detail)
        return channel

    def customer(
        self, request: Request, channel: Channel, name: str | None = None
    ) -> Customer:
        """
        Return the customer, made if there is none.

        Raises:
            Wrong: The path holds no phone, or no person's id.
        """
        phone = request.path_params["phone"].removeprefix("+")
        pattern = PHONE if channel.kind.whatsapp else PERSON
        if not pattern.fullmatch(phone):
            most = 15 if channel.kind.whatsapp else 20
            detail = f"a phone is 6 to {most} digits, country code first"
            raise wrong(422, "PHONE_INVALID", detail, "phone")
        return self._exchange.customer(channel, phone, name or "")

    def message(self, request: Request, direction: str = "") -> Message:
        """
        Return the message, which must be `in` or `out` if *direction* says so.

        Raises:
            Wrong: There is none of this id.
        """
        message = self._world.messages.get(request.path_params["message"])
        if message is None or direction not in ("", message.direction):
            of = {"in": " of a customer", "out": " of the business"}.get(direction, "")
            raise wrong(404, "MESSAGE_UNKNOWN", f"no message{of} has this id")
        return message
