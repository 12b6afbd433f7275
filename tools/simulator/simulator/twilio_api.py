"""Twilio's REST API for messages."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import twilio_content, twilio_sends, twilio_words
from simulator.answers import after_accepting, hold
from simulator.errors import TWILIO, WINDOW_SECONDS, Failure
from simulator.exchange import Exchange
from simulator.failures import Call, Switchboard
from simulator.model import Channel, Message
from simulator.twilio_door import TwilioDoor
from simulator.twilio_media import TwilioMedia
from simulator.twilio_sends import Refused, Send
from simulator.twilio_words import API_VERSION
from simulator.world import World

# Page sizes of lists: the default and the largest.
PAGE, LARGEST_PAGE = 50, 1000
# What sending a template in these statuses fails with afterwards.
UNSENDABLE = {"REJECTED": 63040, "PAUSED": 63041, "DISABLED": 63042}


class TwilioApi:
    """Answers `/2010-04-01/Accounts/{sid}/…` for the registered senders."""

    def __init__(
        self,
        world: World,
        exchange: Exchange,
        switchboard: Switchboard,
        *,
        door: TwilioDoor,
        media: TwilioMedia,
    ) -> None:
        self._world = world
        self._exchange = exchange
        self._switchboard = switchboard
        self._door = door
        self._media = media

    def routes(self) -> list[Route]:
        """Return the API's routes."""
        base = f"/{API_VERSION}/Accounts/{{account}}"
        guarded = self._door.guarded
        one, typing = f"{base}/Messages/{{sid}}.json", "/v2/Indicators/Typing.json"
        return [
            Route(f"{base}/Messages.json", guarded(self.send, ""), methods=["POST"]),
            Route(f"{base}/Messages.json", guarded(self.search, "account")),
            Route(one, guarded(self.fetch, "account"), methods=["GET"]),
            Route(f"{base}.json", guarded(self.account, "account"), methods=["GET"]),
            Route(typing, guarded(self.type, "account"), methods=["POST"]),
        ]

    async def send(self, senders: list[Channel], request: Request) -> Response:
        """Take a message."""
        raw = (await request.body()).decode("utf-8", "replace")
        form = parse_qs(raw, keep_blank_values=True)
        wanted = form.get("From", [""])[-1]
        channel = next((c for c in senders if c.sender == wanted), senders[0])
        request.state.channel_id = channel.id
        return await self._take(channel, twilio_sends.read_request(form, channel))

    async def search(self, senders: list[Channel], request: Request) -> Response:
        """List messages, newest first, by To, From and DateSent."""
        by_id = {channel.id: channel for channel in senders}
        found = [
            message
            for message in reversed(self._world.messages.values())
            if message.channel_id in by_id
            and _matches(by_id[message.channel_id], message, request.query_params)
        ]
        return _page(request, by_id, found)

    async def fetch(self, senders: list[Channel], request: Request) -> Response:
        """Return one message."""
        by_id = {channel.id: channel for channel in senders}
        message = self._world.messages.get(request.path_params["sid"])
        if message is None or message.channel_id not in by_id:
            raise Refused(20404)
        channel = by_id[message.channel_id]
        return JSONResponse(twilio_words.message_body(channel, message))

    async def account(self, senders: list[Channel], _request: Request) -> Response:
        """Describe the account, which shows that the credentials hold."""
        body = {
            "sid": senders[0].account_sid,
            "friendly_name": senders[0].name,
            "status": "active",
            "type": "Full",
        }
        return JSONResponse(body)

    async def type(self, senders: list[Channel], request: Request) -> Response:
        """Show that somebody is typing; what was written counts as read."""
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        message = self._world.messages.get(form.get("messageId", ""))
        if message is None or message.channel_id not in {c.id for c in senders}:
            raise Refused(20404)
        channel = self._world.channels[message.channel_id]
        self._exchange.business_reads(channel, message, typing=True)
        return JSONResponse({"success": True})

    async def _take(self, channel: Channel, send: Send) -> Response:
        fate = self._switchboard.fate(channel, Call("send", send.kind, send.phone))
        if fate.refusal is not None:
            raise Refused(fate.refusal.key, retry_after=fate.retry_after)
        if fate.hold_seconds is not None:
            return await hold(fate)
        message, late = self._message(channel, send)
        files = message.content.get("files")
        inspection = self._media.inspection(channel) if files else None
        await self._exchange.business_sends(
            channel, message, fate.late or late, inspection
        )
        body = twilio_words.message_body(channel, message)
        return await after_accepting(channel, JSONResponse(body, 201), fate)

    def _message(self, channel: Channel, send: Send) -> tuple[Message, Failure | None]:
        """Return the message, and what it fails with afterwards."""
        text, kind, late = send.text, send.kind, None
        content: dict[str, Any] = {}
        media_url = send.media_url
        if send.location:
            content["location"] = dict(send.location)
        if send.content_sid:
            shown, kind, late = self._filled(channel, send)
            media_url = media_url or shown.pop("media_url", "")
            content["template"], text = shown, shown["body"]
        if media_url:
            file = {"kind": "document", "media_id": "", "link": media_url}
            content["files"] = [file]
        message = Message(
            id=twilio_words.new_sid(media=bool(media_url)),
            channel_id=channel.id,
            phone=send.phone,
            direction="out",
            text=text,
            at=time.time(),
            status="queued",
            status_callback=send.status_callback,
            kind=kind,
            content=content,
        )
        return message, late

    def _filled(
        self, channel: Channel, send: Send
    ) -> tuple[dict[str, Any], str, Failure | None]:
        """
        Return the text of a template, its kind, and what it fails with.

        Inside the window an unapproved one is as good as free text; outside it
        is no template, so that the window shuts it out.
        """
        template = self._world.templates.get(send.content_sid)
        if template is None or template.owner != channel.account_sid:
            raise Refused(21655)
        shown = twilio_content.filled(template, send.variables or {})
        customer = self._exchange.customer(channel, send.phone)
        inside = self._exchange.silence(channel, customer) <= WINDOW_SECONDS
        late = None if inside else TWILIO.get(UNSENDABLE.get(template.status, 0))
        if customer.opted_out and template.category == "MARKETING":
            late = TWILIO[63032]
        approved = template.status not in ("UNSUBMITTED", "PENDING")
        return shown, "template" if approved or inside else "text", late


def _matches(channel: Channel, message: Message, query: Mapping[str, str]) -> bool:
    body = twilio_words.message_body(channel, message)
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
                twilio_words.message_body(by_id[each.channel_id], each)
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
