"""The control API's part about messages, templates, files and notices."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import customer_requests as customers
from simulator import page_words, requests, samples, views
from simulator.acts import Acts
from simulator.control import Finder, Handler, read, wrong
from simulator.errors import TABLES
from simulator.exchange import Exchange
from simulator.media import Files
from simulator.model import Kind
from simulator.recordings import as_voice
from simulator.reviews import Reviews
from simulator.teller import NotTold, Teller
from simulator.world import World

ONE = "/control/messages/{message:path}"
# What a notice about a WhatsApp account is told with.
NOTICES: dict[str, tuple[str, dict[str, Any]]] = {
    "account_restricted": (
        "account_update",
        {
            "event": "ACCOUNT_RESTRICTION",
            "restriction_info": [
                {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}
            ],
        },
    ),
    "number_quality": (
        "phone_number_quality_update",
        {"event": "DOWNGRADE", "current_limit": "TIER_250"},
    ),
    "business_username": (
        "business_username_updates",
        {"username": "oursupport", "status": "approved"},
    ),
}
ABOUT_NUMBER = ("number_quality", "business_username")


class ControlProvider:
    """Answers for what is done to messages, templates, files and accounts."""

    def __init__(
        self,
        world: World,
        exchange: Exchange,
        teller: Teller,
        *,
        finder: Finder,
        acts: Acts,
        files: Files,
        reviews: Reviews,
    ) -> None:
        self._world = world
        self._exchange = exchange
        self._teller = teller
        self._find = finder
        self._acts = acts
        self._files = files
        self._reviews = reviews

    def table(self) -> list[tuple[str, str, Handler]]:
        """Return method, path and handler of each endpoint."""
        return [
            ("POST", f"{ONE}/status", self.set_status),
            ("POST", f"{ONE}/edit", self.edit),
            ("POST", f"{ONE}/delete", self.delete),
            ("POST", f"{ONE}/press", self.press),
            ("GET", "/control/channels/{channel}/templates", self.templates),
            ("PATCH", "/control/templates/{template}", self.change_template),
            ("POST", "/control/channels/{channel}/notices", self.notify),
            ("POST", "/control/channels/{channel}/webhooks", self.send_raw),
            ("POST", "/control/channels/{channel}/media", self.put_media),
            ("GET", "/control/media/{media}", self.media),
            ("GET", "/control/samples", self.samples),
            ("GET", "/control/samples/{name}", self.sample),
        ]

    async def set_status(self, request: Request) -> Response:
        """Bring a message of the business to a status. Body: status, code."""
        message = self._find.message(request, "out")
        channel = self._world.channels[message.channel_id]
        body = await read(request, requests.SetStatus)
        if body.status == "failed" and body.code not in TABLES[channel.kind]:
            detail = "failed needs a code of /control/errors"
            raise wrong(422, "ERROR_UNKNOWN", detail, "code")
        if not await self._exchange.move(channel, message, body.status, body.code):
            raise wrong(409, "STATUS_BEHIND", f"it is {message.status} already")
        return JSONResponse(views.message(message))

    async def edit(self, request: Request) -> Response:
        """Let whoever wrote a message write it anew. Body: text."""
        body = await read(request, customers.Edit)
        return await self._change(request, body.text)

    async def delete(self, request: Request) -> Response:
        """Let whoever wrote a message take it back."""
        return await self._change(request, None)

    async def _change(self, request: Request, text: str | None) -> Response:
        message = self._find.message(request)
        if message.direction == "out" and message.origin != "app":
            raise NotTold("what went through the API is changed by nobody")
        channel = self._world.channels[message.channel_id]
        customer = self._exchange.customer(channel, message.phone)
        before = (message.text, message.edits, message.deleted)
        if text is None:
            message.deleted = True
        else:
            message.text, message.edits = text, message.edits + 1
        try:
            answer = await self._teller.change(channel, customer, message)
        except NotTold:
            message.text, message.edits, message.deleted = before
            raise
        self._world.put(message)
        shown = {"message": views.message(message), "webhook": views.answer(answer)}
        return JSONResponse(shown)

    async def press(self, request: Request) -> Response:
        """
        Let the customer press a button of a message, or pick a row of its list.

        Body: index, from 0. Works for templates, interactive messages, quick
        replies and postback buttons.
        """
        message = self._find.message(request, "out")
        channel = self._world.channels[message.channel_id]
        body = await read(request, customers.Press)
        text, choice = self._acts.pressed(message, body.index)
        customer = self._exchange.customer(channel, message.phone)
        kind, content = "choice", {"choice": choice}
        interactive = message.content.get("interactive") or {}
        pages = channel.kind in (Kind.MESSENGER, Kind.INSTAGRAM)
        if pages and interactive.get("type") != "quick_replies":
            kind, content = "postback", {"postback": {"payload": choice["id"]}}
        written, answer = await self._exchange.customer_writes(
            channel,
            customer,
            text,
            "" if pages else message.id,
            kind=kind,
            content=content,
        )
        shown = {"message": views.message(written), "webhook": views.answer(answer)}
        return JSONResponse(shown, 201)

    async def templates(self, request: Request) -> Response:
        """List the templates of a channel's account, newest first."""
        channel = self._find.messaging(
            request, Kind.WHATSAPP_CLOUD, Kind.WHATSAPP_TWILIO
        )
        return JSONResponse({"items": views.templates(self._world, channel)})

    async def change_template(self, request: Request) -> Response:
        """Decide about a template. Body: status, reason, quality, category."""
        template = self._world.templates.get(request.path_params["template"])
        if template is None:
            raise wrong(404, "TEMPLATE_UNKNOWN", "no template has this id")
        body = await read(request, requests.ChangeTemplate)
        await self._reviews.decide(
            template,
            status=body.status or "",
            reason=body.reason,
            quality=body.quality or "",
            category=body.category or "",
        )
        return JSONResponse(views.template(template))

    async def notify(self, request: Request) -> Response:
        """
        Let the provider say something about the account.

        Body: what (account_restricted | number_quality | business_username |
        number_error with code, on WhatsApp; policy_warning | policy_block |
        policy_unblock on pages).
        """
        body = await read(request, requests.Notify)
        if body.what.startswith("policy_"):
            channel = self._find.messaging(request, Kind.MESSENGER, Kind.INSTAGRAM)
            action = body.what.removeprefix("policy_")
            told = page_words.policy_webhook(channel, action)
            answer = await self._teller.payload(channel, told)
            return JSONResponse({"webhook": views.answer(answer)})
        channel = self._find.messaging(request, Kind.WHATSAPP_CLOUD)
        if body.what == "number_error":
            failure = TABLES[channel.kind].get(body.code)
            if failure is None:
                detail = "number_error needs a code of /control/errors"
                raise wrong(422, "ERROR_UNKNOWN", detail, "code")
            answer = await self._teller.error(channel, failure)
        else:
            field, value = NOTICES[body.what]
            if body.what in ABOUT_NUMBER:
                value = {"display_phone_number": channel.phone_number, **value}
            answer = await self._teller.account(channel, field, value)
        return JSONResponse({"webhook": views.answer(answer)})

    async def send_raw(self, request: Request) -> Response:
        """
        Send a webhook of the caller's own making, signed as the provider's.

        Body: body (Meta's channels), or form (Twilio).
        """
        channel = self._find.messaging(request)
        given = await read(request, requests.SendRaw)
        if channel.kind.by_meta and given.body is not None:
            answer = await self._teller.payload(channel, given.body)
        elif not channel.kind.by_meta and given.form is not None:
            answer = await self._teller.form(channel, list(given.form.items()))
        else:
            detail = "Meta's channels take body, Twilio takes form"
            raise wrong(422, "BODY_INVALID", detail, "body")
        return JSONResponse({"webhook": views.answer(answer)})

    async def put_media(self, request: Request) -> Response:
        """
        Put a file on the customers' phones: the body, its type as content-type.

        Query: file_name. Returns media_id, to be written with. What a browser
        recorded becomes the Ogg that phones send.
        """
        channel = self._find.messaging(request)
        content = await request.body()
        if not content:
            raise wrong(422, "FILE_EMPTY", "the body is the file")
        told = request.headers.get("content-type", "application/octet-stream")
        content, media_type = as_voice(content, told)
        name = request.query_params.get("file_name", "")
        if media_type != told:
            name = ""
        media = self._files.keep(channel, content, media_type, file_name=name)
        shown = {"media_id": media.id, "media_type": media.media_type}
        return JSONResponse(shown | {"size": media.size}, 201)

    async def media(self, request: Request) -> Response:
        """Return a file that was sent or received, as the phone shows it."""
        media = self._world.media.get(request.path_params["media"])
        content = self._files.read(media) if media else None
        if media is None or content is None:
            raise wrong(404, "MEDIA_UNKNOWN", "no file has this id")
        headers = {
            "cache-control": "max-age=86400, immutable",
            "content-security-policy": "sandbox; default-src 'none'",
            "x-content-type-options": "nosniff",
        }
        return Response(content, media_type=media.media_type, headers=headers)

    async def samples(self, _request: Request) -> Response:
        """List the files that every phone has: sample:<name> in media_ids."""
        found = (samples.sample(name) for name in samples.NAMES)
        return JSONResponse({"items": [views.sample(each) for each in found]})

    async def sample(self, request: Request) -> Response:
        """Return a file that every phone has."""
        name = request.path_params["name"]
        if name not in samples.NAMES:
            raise wrong(404, "MEDIA_UNKNOWN", "see /control/samples")
        found = samples.sample(name)
        return Response(found.content, media_type=found.media_type)
