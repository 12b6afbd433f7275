"""WhatsApp Cloud's sends: what becomes of a well-formed one."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import cloud_sends, cloud_templates, whatsapp_cloud
from simulator.answers import after_accepting, hold
from simulator.cloud_sends import ReadReceipt, Send
from simulator.errors import META, Failure
from simulator.exchange import Exchange, Inspection
from simulator.failures import Call, Switchboard
from simulator.graph import Refused, parsed
from simulator.graph_templates import GraphTemplates
from simulator.limits import objection
from simulator.media import Files
from simulator.model import Channel, Media, Message, Template
from simulator.remote import Remote, Unfetched
from simulator.world import World


class CloudApi:
    """Takes what the business sends from a number."""

    def __init__(
        self,
        world: World,
        exchange: Exchange,
        switchboard: Switchboard,
        *,
        files: Files,
        remote: Remote,
        templates: GraphTemplates,
    ) -> None:
        self._world = world
        self._exchange = exchange
        self._switchboard = switchboard
        self._files = files
        self._remote = remote
        self._templates = templates

    async def send(self, channel: Channel, request: Request) -> Response:
        """Take a message, a reaction or a read receipt."""
        call = cloud_sends.read_request(parsed(await request.body()))
        if isinstance(call, ReadReceipt):
            return self._receipt(channel, call)
        return await self._take(channel, call)

    def number(self, channel: Channel) -> dict[str, Any]:
        """Describe a phone number."""
        return {
            "id": channel.phone_number_id,
            "display_phone_number": channel.phone_number,
            "verified_name": channel.name,
            "quality_rating": "GREEN",
            "code_verification_status": "VERIFIED",
            "name_status": "APPROVED",
            "status": "CONNECTED",
            "platform_type": "CLOUD_API",
            "account_mode": "LIVE",
            "throughput": {"level": "STANDARD"},
            "whatsapp_business_manager_messaging_limit": "TIER_2K",
        }

    def account(self, channel: Channel) -> dict[str, Any]:
        """Describe the WhatsApp Business Account of a number."""
        return {
            "id": channel.waba_id,
            "name": channel.name,
            "timezone_id": "25",
            "message_template_namespace": f"ns_{channel.waba_id}",
        }

    def template(self, template: Template) -> dict[str, Any]:
        """Describe a template."""
        return cloud_templates.resource(template)

    async def numbers(self, channel: Channel, _request: Request) -> Response:
        """List the numbers of an account."""
        owned = [
            self.number(each)
            for each in self._world.channels.values()
            if each.waba_id == channel.waba_id
        ]
        return JSONResponse({"data": owned})

    def _receipt(self, channel: Channel, receipt: ReadReceipt) -> Response:
        message = self._world.messages.get(receipt.message_id)
        if message is None or message.channel_id != channel.id:
            raise Refused(131009, "message_id names no message of this number.")
        self._exchange.business_reads(channel, message, typing=receipt.typing)
        return JSONResponse({"success": True})

    async def _take(self, channel: Channel, send: Send) -> Response:
        phone = send.phone or self._phone_of(channel, send.user_id)
        if phone == whatsapp_cloud.digits(channel.phone_number):
            raise Refused(131021, "Sender and recipient are the same number.")
        fate = self._switchboard.fate(channel, Call("send", send.kind, phone))
        if fate.refusal is not None:
            details = fate.refusal.details
            raise Refused(fate.refusal.key, details, retry_after=fate.retry_after)
        if fate.hold_seconds is not None:
            return await hold(fate)
        message = self._message(channel, send, phone)
        if send.kind == "reaction":
            self._react(channel, send)
        else:
            late = fate.late or self._unwanted(channel, message)
            inspection = self._inspection(channel, message)
            await self._exchange.business_sends(channel, message, late, inspection)
        contact = {"input": send.to}
        contact["wa_id" if send.phone else "user_id"] = (
            phone if send.phone else send.user_id
        )
        answer = {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": message.id}],
        }
        return await after_accepting(channel, JSONResponse(answer), fate)

    def _message(self, channel: Channel, send: Send, phone: str) -> Message:
        content = dict(send.content)
        text = send.text
        if send.file is not None:
            content["files"] = [self._file(channel, send.kind, send.file)]
        if send.template is not None:
            shown = self._filled(channel, send.template)
            file = shown.pop("header_file", None)
            if file is not None and file["kind"] != "location":
                content["files"] = [self._file(channel, file["kind"], file)]
            content["template"] = shown
            text = shown["body"]
        return Message(
            id=whatsapp_cloud.new_id(phone),
            channel_id=channel.id,
            phone=phone,
            direction="out",
            text=text,
            at=time.time(),
            status="queued",
            quoted_id=send.quoted_id,
            opaque=send.opaque,
            kind=send.kind,
            content=content,
            by_user_id=not send.phone,
        )

    def _filled(self, channel: Channel, wanted: dict[str, Any]) -> dict[str, Any]:
        template = self._templates.named(channel, wanted)
        return cloud_templates.filled(template, wanted.get("components", []))

    def _file(
        self, channel: Channel, kind: str, given: dict[str, Any]
    ) -> dict[str, Any]:
        shown = {"kind": kind, "voice": bool(given.get("voice")), "media_id": ""}
        if "id" not in given:
            return shown | {"link": str(given["link"]), "file_name": _name(given)}
        media = self._world.media.get(str(given["id"]))
        if media is None or media.channel_id != channel.id:
            raise Refused(131009, f"Media ID {given['id']} does not exist.")
        return shown | _described(media, _name(given))

    def _react(self, channel: Channel, send: Send) -> None:
        reaction = send.content["reaction"]
        message = self._world.messages.get(reaction["message_id"])
        if message is None or message.channel_id != channel.id:
            raise Refused(131009, "message_id names no message of this number.")
        message.reactions.pop("out", None)
        if reaction.get("emoji"):
            message.reactions["out"] = reaction["emoji"]
        self._world.put(message)

    def _unwanted(self, channel: Channel, message: Message) -> Failure | None:
        customer = self._exchange.customer(channel, message.phone)
        template = message.content.get("template", {})
        if customer.opted_out and template.get("category") == "MARKETING":
            return META[131050]
        return None

    def _inspection(self, channel: Channel, message: Message) -> Inspection | None:
        if not message.content.get("files"):
            return None

        async def inspect(message: Message) -> Failure | None:
            shown = message.content["files"][0]
            try:
                if shown.get("link"):
                    found = await self._remote.fetch(shown["link"])
                    media = self._files.keep(
                        channel,
                        found.content,
                        found.media_type,
                        file_name=shown["file_name"] or found.file_name,
                        source="business",
                    )
                    shown |= _described(media, "")
                    self._world.put(message)
            except Unfetched:
                return META[131053]
            media = self._world.media[shown["media_id"]]
            wrong = objection(channel.kind, shown["kind"], media.media_type, media.size)
            return META[131053] if wrong else None

        return inspect

    def _phone_of(self, channel: Channel, scoped: str) -> str:
        for customer in self._world.customers.values():
            if customer.channel_id != channel.id:
                continue
            if whatsapp_cloud.user_id(channel, customer.phone) == scoped:
                return customer.phone
        raise Refused(131009, "Parameter 'recipient' names no user of this business.")


def _name(given: dict[str, Any]) -> str:
    return str(given.get("filename", ""))


def _described(media: Media, file_name: str) -> dict[str, Any]:
    return {
        "media_id": media.id,
        "media_type": media.media_type,
        "file_name": file_name or media.file_name,
        "size": media.size,
    }
