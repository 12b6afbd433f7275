"""
Messenger's and Instagram's Send API.

Sources: reference of Messenger, sections 5 to 9; of Instagram, sections 4 to 7;
checked 2026-11-21.
"""

from __future__ import annotations

import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import multipart, page_words
from simulator.answers import after_accepting, hold
from simulator.courier import Courier
from simulator.errors import HUMAN_AGENT_SECONDS, WINDOW_SECONDS
from simulator.exchange import Exchange
from simulator.failures import Call, Switchboard
from simulator.graph import Refused, fields, parsed
from simulator.model import Channel, Customer, Kind, Message
from simulator.page_files import PageFiles
from simulator.page_sends import Send, read_request
from simulator.world import World

WINDOW = {Kind.MESSENGER: 2018278, Kind.INSTAGRAM: 2534022}
NOBODY = {Kind.MESSENGER: 2018001, Kind.INSTAGRAM: 2534014}


class PageApi:
    """Takes what the business sends from a page or an Instagram account."""

    def __init__(
        self,
        world: World,
        exchange: Exchange,
        switchboard: Switchboard,
        *,
        courier: Courier,
        files: PageFiles,
    ) -> None:
        self._world = world
        self._exchange = exchange
        self._switchboard = switchboard
        self._courier = courier
        self._files = files

    async def send(self, channel: Channel, request: Request) -> Response:
        """Take a message or an action such as typing."""
        form = multipart.read(
            request.headers.get("content-type", ""), await request.body()
        )
        if form:
            body = {
                name: json.loads(part.text)
                for name, part in form.items()
                if name in ("recipient", "message", "reply_to")
            }
            body |= {
                name: part.text
                for name, part in form.items()
                if name in ("messaging_type", "tag", "sender_action")
            }
        else:
            body = parsed(await request.body())
        send = read_request(channel.kind, body)
        customer = self._known(channel, send.person)
        fate = self._switchboard.fate(channel, Call("send", send.kind, send.person))
        if fate.refusal is not None:
            key, wait = fate.refusal.key, fate.retry_after
            raise Refused(key, kind=channel.kind, retry_after=wait)
        if fate.hold_seconds is not None:
            return await hold(fate)
        if send.action:
            self._act(channel, customer, send)
            return JSONResponse({"recipient_id": customer.phone})
        self._check_window(channel, customer, send)
        message = await self._message(channel, send, form.get("filedata"))
        await self._exchange.business_sends(channel, message, None)
        self._courier.spawn(self._echo(channel, message))
        answer = {"recipient_id": customer.phone, "message_id": message.id}
        return await after_accepting(channel, JSONResponse(answer), fate)

    async def attach(self, channel: Channel, request: Request) -> Response:
        """Take a file to be sent as often as wanted."""
        media = await self._files.upload(channel, request)
        return JSONResponse({"attachment_id": media.id})

    async def person(self, channel: Channel, request: Request) -> Response:
        """Describe somebody who wrote to the page or account."""
        customer = self._world.customers[f"{channel.id}/{request.path_params['node']}"]
        if not customer.wrote_at:
            raise Refused(230, kind=channel.kind)
        first, _, last = customer.name.partition(" ")
        picture = f"{str(request.base_url).rstrip('/')}/static/favicon.svg"
        whole: dict[str, Any] = {"id": customer.phone, "profile_pic": picture}
        if channel.kind is Kind.INSTAGRAM:
            whole |= {
                "name": customer.name,
                "username": customer.username or first.lower(),
                "follower_count": 128,
                "is_verified_user": False,
                "is_user_follow_business": True,
                "is_business_follow_user": False,
            }
        else:
            whole |= {"first_name": first, "last_name": last, "name": customer.name}
        return JSONResponse(fields(request, whole))

    def described(self, channel: Channel) -> dict[str, Any]:
        """Describe the page or account itself."""
        if channel.kind is Kind.MESSENGER:
            return {"id": channel.id, "name": channel.name, "category": "Shop"}
        username = channel.username or channel.name.lower().replace(" ", ".")
        return {
            "id": channel.id,
            "user_id": channel.id,
            "username": username,
            "name": channel.name,
            "account_type": "BUSINESS",
        }

    def _known(self, channel: Channel, person: str) -> Customer:
        customer = self._world.customers.get(f"{channel.id}/{person}")
        if customer is None or not customer.wrote_at:
            raise Refused(NOBODY[channel.kind], kind=channel.kind)
        return customer

    def _check_window(self, channel: Channel, customer: Customer, send: Send) -> None:
        silence = self._exchange.silence(channel, customer)
        human = send.tag == "HUMAN_AGENT"
        if silence > (HUMAN_AGENT_SECONDS if human else WINDOW_SECONDS):
            raise Refused(WINDOW[channel.kind], kind=channel.kind)

    def _act(self, channel: Channel, customer: Customer, send: Send) -> None:
        if send.action in ("react", "unreact"):
            message = self._world.messages.get(send.target)
            if message is None or message.channel_id != channel.id:
                raise Refused(100, "message_id names no message.", kind=channel.kind)
            message.reactions.pop("out", None)
            if send.action == "react":
                message.reactions["out"] = _emoji(send.reaction)
            self._world.put(message)
            return
        thread = self._world.thread(customer.key)
        if send.action == "mark_seen" and thread:
            self._exchange.business_reads(channel, thread[-1], typing=False)
        else:
            typing = send.action == "typing_on"
            self._exchange.business_types(customer, typing=typing)

    async def _message(
        self, channel: Channel, send: Send, uploaded: multipart.Part | None
    ) -> Message:
        content = dict(send.content)
        attached = [
            await self._files.attached(channel, each, uploaded) for each in send.files
        ]
        if attached:
            content["files"] = attached
        return Message(
            id=page_words.new_id(channel),
            channel_id=channel.id,
            phone=send.person,
            direction="out",
            text=send.text,
            at=time.time(),
            status="queued",
            quoted_id=send.quoted_id,
            opaque=send.metadata,
            kind=send.kind,
            content=content,
        )

    async def _echo(self, channel: Channel, message: Message) -> None:
        await self._exchange.business_echoes(channel, message)


def _emoji(reaction: str) -> str:
    """Return the emoji of a named reaction; an emoji is itself."""
    named = {name: emoji for emoji, name in reversed(page_words.REACTIONS.items())}
    return named.get(reaction, reaction)
