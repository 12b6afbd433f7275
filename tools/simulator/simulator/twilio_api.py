"""Twilio's REST API for messages, as far as Recado uses it."""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import twilio_whatsapp
from simulator.answers import after_accepting, note_call
from simulator.exchange import Exchange
from simulator.failures import Switchboard
from simulator.model import Channel, Kind, Message
from simulator.twilio_whatsapp import API_VERSION, Refused
from simulator.world import World

# Page sizes of lists: the default and the largest.
PAGE, LARGEST_PAGE = 50, 1000


class TwilioApi:
    """Answers `/2010-04-01/Accounts/{sid}/…` for the registered senders."""

    def __init__(
        self, world: World, exchange: Exchange, switchboard: Switchboard
    ) -> None:
        self._world = world
        self._exchange = exchange
        self._switchboard = switchboard

    def routes(self) -> list[Route]:
        """Return the API's routes."""
        base = f"/{API_VERSION}/Accounts/{{account}}"
        return [
            Route(f"{base}/Messages.json", self.send, methods=["POST"]),
            Route(f"{base}/Messages.json", self.search, methods=["GET"]),
            Route(f"{base}/Messages/{{sid}}.json", self.fetch, methods=["GET"]),
            Route(f"{base}.json", self.account, methods=["GET"]),
        ]

    async def send(self, request: Request) -> Response:
        """Take a message."""
        raw = (await request.body()).decode("utf-8", "replace")
        form = dict(parse_qsl(raw, keep_blank_values=True))
        channel_id = ""
        try:
            channel = self._sender(self._senders(request), form)
            channel_id = channel.id
            answer = await self._take(channel, form)
        except Refused as refused:
            answer = _refusal(refused)
        note_call(self._world, request, channel_id, form, answer)
        return answer

    async def search(self, request: Request) -> Response:
        """List messages, newest first, by To, From and DateSent."""
        try:
            by_id = {channel.id: channel for channel in self._senders(request)}
            found = [
                message
                for message in reversed(self._world.messages.values())
                if message.channel_id in by_id
                and _matches(by_id[message.channel_id], message, request.query_params)
            ]
        except Refused as refused:
            return _refusal(refused)
        answer = _page(request, by_id, found)
        note_call(self._world, request, next(iter(by_id)), None, answer)
        return answer

    async def fetch(self, request: Request) -> Response:
        """Return one message."""
        try:
            by_id = {channel.id: channel for channel in self._senders(request)}
            message = self._world.messages.get(request.path_params["sid"])
            if message is None or message.channel_id not in by_id:
                raise Refused(20404)
        except Refused as refused:
            return _refusal(refused)
        channel = by_id[message.channel_id]
        return JSONResponse(twilio_whatsapp.message_body(channel, message))

    async def account(self, request: Request) -> Response:
        """Describe the account, which shows that the credentials hold."""
        try:
            channel = self._senders(request)[0]
        except Refused as refused:
            return _refusal(refused)
        body = {
            "sid": channel.account_sid,
            "friendly_name": channel.name,
            "status": "active",
            "type": "Full",
        }
        return JSONResponse(body)

    def _senders(self, request: Request) -> list[Channel]:
        account, token = _credentials(request)
        owned = [
            channel
            for channel in self._world.channels.values()
            if channel.kind is Kind.WHATSAPP_TWILIO and channel.account_sid == account
        ]
        if not any(secrets.compare_digest(c.auth_token, token) for c in owned):
            raise Refused(20003)
        if request.path_params["account"] != account:
            raise Refused(20404)
        return owned

    def _sender(self, owned: list[Channel], form: Mapping[str, str]) -> Channel:
        wanted = form.get("From")
        return next((each for each in owned if each.sender == wanted), owned[0])

    async def _take(self, channel: Channel, form: Mapping[str, str]) -> Response:
        send = twilio_whatsapp.read_request(form, channel)
        fate = self._switchboard.fate(channel)
        if fate.refusal is not None:
            raise Refused(fate.refusal.code)
        message = Message(
            id=twilio_whatsapp.new_sid(),
            channel_id=channel.id,
            phone=send.phone,
            direction="out",
            text=send.text,
            at=time.time(),
            status="queued",
            status_callback=send.status_callback,
        )
        await self._exchange.business_sends(channel, message, fate.late)
        body = twilio_whatsapp.message_body(channel, message)
        return await after_accepting(channel, JSONResponse(body, 201))


def _credentials(request: Request) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Refused(20003) from error
    account, separator, token = given.partition(":")
    if scheme.lower() != "basic" or not separator or not token.isascii():
        raise Refused(20003)
    return account, token


def _matches(channel: Channel, message: Message, query: Mapping[str, str]) -> bool:
    body = twilio_whatsapp.message_body(channel, message)
    if query.get("To", body["to"]) != body["to"]:
        return False
    if query.get("From", body["from"]) != body["from"]:
        return False
    sent = datetime.fromtimestamp(int(message.at), UTC)
    return all(
        _in_time(sent, name, query[name]) for name in query if "DateSent" in name
    )


def _in_time(sent: datetime, name: str, text: str) -> bool:
    """Compare as Twilio does: `DateSent<` and `DateSent>` include the moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(20404) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    match name:
        case "DateSent>":
            return sent >= moment
        case "DateSent<":
            whole_day = timedelta(days=len(text) == len("2026-11-19"))
            return sent <= moment + whole_day
    # Without a comparison only the day counts.
    return sent.date() == moment.date()


def _page(
    request: Request, by_id: Mapping[str, Channel], found: list[Message]
) -> JSONResponse:
    query = request.query_params
    size = _number(query.get("PageSize"), PAGE, range(1, LARGEST_PAGE + 1))
    page = _number(query.get("Page"), 0, range(10_000))
    start = page * size
    shown = found[start : start + size]
    more = len(found) > start + size
    return JSONResponse(
        {
            "messages": [
                twilio_whatsapp.message_body(by_id[each.channel_id], each)
                for each in shown
            ],
            "page": page,
            "page_size": size,
            "start": start,
            "end": start + max(len(shown) - 1, 0),
            "uri": _page_uri(request, page, size),
            "first_page_uri": _page_uri(request, 0, size),
            "next_page_uri": _page_uri(request, page + 1, size) if more else None,
            "previous_page_uri": _page_uri(request, page - 1, size) if page else None,
        }
    )


def _number(text: str | None, default: int, allowed: Iterable[int]) -> int:
    number = int(text) if text is not None and text.isdigit() else default
    return number if number in allowed else default


def _page_uri(request: Request, page: int, size: int) -> str:
    kept: list[tuple[str, Any]] = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in ("Page", "PageSize")
    ]
    return (
        f"{request.url.path}?{urlencode([*kept, ('PageSize', size), ('Page', page)])}"
    )


def _refusal(refused: Refused) -> JSONResponse:
    failure = refused.failure
    headers = {"retry-after": "1"} if failure.http_status == 429 else None
    return JSONResponse(
        twilio_whatsapp.error_body(failure), failure.http_status, headers=headers
    )
