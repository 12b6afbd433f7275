"""The Graph API's part for WhatsApp, as far as Recado uses it."""

from __future__ import annotations

import json
import secrets
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import whatsapp_cloud
from simulator.answers import after_accepting, note_call
from simulator.exchange import Exchange
from simulator.failures import META, Fate, Switchboard
from simulator.model import Channel, Kind, Message
from simulator.whatsapp_cloud import ReadReceipt, Refused, Send
from simulator.world import World

# What the account has had approved.
TEMPLATES = [
    {
        "name": "order_update",
        "parameter_format": "POSITIONAL",
        "components": [{"type": "BODY", "text": "Hi {{1}}, it ships on {{2}}."}],
        "language": "en_US",
        "status": "APPROVED",
        "category": "UTILITY",
        "id": "889900112233445",
    },
    {
        "name": "retomar_conversa",
        "parameter_format": "POSITIONAL",
        "components": [
            {"type": "BODY", "text": "Olá {{1}}, podemos continuar o atendimento?"}
        ],
        "language": "pt_BR",
        "status": "APPROVED",
        "category": "UTILITY",
        "id": "889900112233446",
    },
]


class CloudApi:
    """Answers `/{version}/…` for the registered phone numbers."""

    def __init__(
        self, world: World, exchange: Exchange, switchboard: Switchboard
    ) -> None:
        self._world = world
        self._exchange = exchange
        self._switchboard = switchboard

    def routes(self) -> list[Route]:
        """Return the API's routes."""
        base = "/{version:graph_version}/{node}"
        return [
            Route(f"{base}/messages", self.send, methods=["POST"]),
            Route(f"{base}/media", self.upload, methods=["POST"]),
            Route(f"{base}/message_templates", self.templates, methods=["GET"]),
            Route(f"{base}/subscribed_apps", self.subscribe, methods=["GET", "POST"]),
            Route(base, self.node, methods=["GET", "DELETE"]),
        ]

    async def send(self, request: Request) -> Response:
        """Take a message or a read receipt."""
        raw = await request.body()
        channel = self._world.channels.get(request.path_params["node"])
        try:
            channel = self._allowed(request, channel)
            body = _json(raw)
            call = whatsapp_cloud.read_request(body)
            if isinstance(call, ReadReceipt):
                answer = self._receipt(channel, call)
            else:
                answer = await self._take(channel, call)
        except Refused as refused:
            answer = _refusal(refused)
        channel_id = channel.id if channel else ""
        note_call(
            self._world, request, channel_id, raw.decode("utf-8", "replace"), answer
        )
        return answer

    async def upload(self, request: Request) -> Response:
        """Refuse media: this installation of the provider takes none."""
        return self._for_channel(request, 131053, "Media is not taken here.")

    async def templates(self, request: Request) -> Response:
        """List the templates of a WhatsApp Business Account."""
        owned = [c for c in self._cloud() if c.waba_id == request.path_params["node"]]
        try:
            self._allowed(request, owned[0] if owned else None)
        except Refused as refused:
            return _refusal(refused)
        wanted = request.query_params.get("status")
        data = [each for each in TEMPLATES if wanted in (None, each["status"])]
        cursors = {"before": "QVFIUbefore", "after": "QVFIUafter"}
        return JSONResponse({"data": data, "paging": {"cursors": cursors}})

    async def subscribe(self, request: Request) -> Response:
        """Take or list the app's subscription to an account."""
        owned = [c for c in self._cloud() if c.waba_id == request.path_params["node"]]
        try:
            self._allowed(request, owned[0] if owned else None)
        except Refused as refused:
            return _refusal(refused)
        return JSONResponse(
            {"success": True} if request.method == "POST" else {"data": []}
        )

    async def node(self, request: Request) -> Response:
        """Describe a phone number; any other node is unknown, media included."""
        channel = self._world.channels.get(request.path_params["node"])
        try:
            channel = self._allowed(request, channel)
        except Refused as refused:
            return _refusal(refused)
        return JSONResponse(
            {
                "id": channel.phone_number_id,
                "display_phone_number": channel.phone_number,
                "verified_name": channel.name,
                "quality_rating": "GREEN",
                "code_verification_status": "VERIFIED",
            }
        )

    def _cloud(self) -> list[Channel]:
        found = self._world.channels.values()
        return [each for each in found if each.kind is Kind.WHATSAPP_CLOUD]

    def _allowed(self, request: Request, channel: Channel | None) -> Channel:
        given = request.headers.get("authorization", "")
        known = {f"Bearer {each.access_token}" for each in self._cloud()}
        if given not in known:
            raise Refused(190, "The access token is missing, unknown or expired.")
        if channel is None or channel.kind is not Kind.WHATSAPP_CLOUD:
            node = request.path_params["node"]
            detail = f"Unsupported request. Object with ID '{node}' does not exist."
            raise Refused(100, detail, subcode=33)
        if given != f"Bearer {channel.access_token}":
            raise Refused(10, "The token's app may not use this phone number.")
        return channel

    def _for_channel(self, request: Request, code: int, details: str) -> Response:
        channel = self._world.channels.get(request.path_params["node"])
        try:
            self._allowed(request, channel)
        except Refused as refused:
            return _refusal(refused)
        return _refusal(Refused(code, details))

    def _receipt(self, channel: Channel, receipt: ReadReceipt) -> Response:
        message = self._world.messages.get(receipt.message_id)
        if message is None or message.channel_id != channel.id:
            raise Refused(131009, "message_id names no message of this number.")
        self._exchange.business_reads(channel, message, typing=receipt.typing)
        return JSONResponse({"success": True})

    async def _take(self, channel: Channel, send: Send) -> Response:
        phone = send.phone or self._phone_of(channel, send.user_id)
        if phone == _digits(channel.phone_number):
            raise Refused(131021, "Sender and recipient are the same number.")
        fate: Fate = self._switchboard.fate(channel)
        if fate.refusal is not None:
            raise Refused(fate.refusal.code, fate.refusal.details)
        message = Message(
            id=whatsapp_cloud.new_id(phone),
            channel_id=channel.id,
            phone=phone,
            direction="out",
            text=send.text,
            at=time.time(),
            status="queued",
            quoted_id=send.quoted_id,
            opaque=send.opaque,
        )
        await self._exchange.business_sends(channel, message, fate.late)
        contact = {"input": send.to}
        if send.phone:
            contact["wa_id"] = phone
        else:
            contact["user_id"] = send.user_id
        return await after_accepting(
            channel,
            JSONResponse(
                {
                    "messaging_product": "whatsapp",
                    "contacts": [contact],
                    "messages": [{"id": message.id}],
                }
            ),
        )

    def _phone_of(self, channel: Channel, scoped: str) -> str:
        for customer in self._world.customers.values():
            if customer.channel_id != channel.id:
                continue
            if whatsapp_cloud.user_id(channel, customer.phone) == scoped:
                return customer.phone
        raise Refused(131009, "Parameter 'recipient' names no user of this business.")


def _digits(number: str) -> str:
    return "".join(each for each in number if each.isdigit())


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise Refused(100, "The request body is not valid JSON.") from error


def _refusal(refused: Refused) -> JSONResponse:
    failure = refused.failure
    body = whatsapp_cloud.error_body(failure, refused.details, subcode=refused.subcode)
    headers = {"x-fb-trace-id": secrets.token_urlsafe(8)}
    if failure.code == META[190].code:
        headers["www-authenticate"] = 'OAuth "Facebook Platform" "invalid_token"'
    return JSONResponse(body, failure.http_status, headers=headers)
