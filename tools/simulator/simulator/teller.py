"""Turns what happened into the webhook that the channel's provider calls."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from simulator import page_words, signing, twilio_words, whatsapp_cloud
from simulator.courier import Answer, Courier
from simulator.errors import TABLES, Failure
from simulator.model import Channel, Customer, Kind, Media, Message, Webhook
from simulator.world import World

FORM = "application/x-www-form-urlencoded"


class NotTold(Exception):
    """The provider documents no webhook for this; nothing was sent."""


class Teller:
    """Writes webhooks and hands them to the courier."""

    def __init__(self, world: World, courier: Courier, address: str) -> None:
        self._world = world
        self._courier = courier
        self._cloud = whatsapp_cloud.CloudWords(address)
        self._page = page_words.PageWords(address)
        self._twilio = twilio_words.TwilioWords(address)

    def files(self, message: Message) -> list[Media]:
        """Return the files of *message* that are still there."""
        ids = [each["media_id"] for each in message.content.get("files", [])]
        return [self._world.media[each] for each in ids if each in self._world.media]

    async def message(
        self, channel: Channel, customer: Customer, message: Message
    ) -> Answer:
        """Tell what *customer* wrote."""
        files = self.files(message)
        if channel.kind is Kind.WHATSAPP_TWILIO:
            form = self._twilio.message(channel, customer, message, files)
            return await self.form(channel, form, message_id=message.id)
        words = self._cloud if channel.kind is Kind.WHATSAPP_CLOUD else self._page
        told = words.message(channel, customer, message, files)
        return await self.payload(channel, told, message_id=message.id)

    async def status(
        self, channel: Channel, customer: Customer, message: Message
    ) -> None:
        """Tell the status that *message* has reached, if anybody is told."""
        match channel.kind:
            case Kind.WHATSAPP_TWILIO:
                form = twilio_words.status_form(channel, message)
                url = message.status_callback
                told = self.form(channel, form, url, message.id, message.status)
            case Kind.WHATSAPP_CLOUD:
                failure = TABLES[channel.kind].get(message.error_code)
                body: dict[str, Any] | None = whatsapp_cloud.status_webhook(
                    channel, customer, message, failure
                )
                url = channel.webhook_url
                told = self.payload(channel, body or {}, message.id, message.status)
            case _:
                body = page_words.status_webhook(channel, customer, message)
                url = channel.webhook_url if body else ""
                told = self.payload(channel, body or {}, message.id, message.status)
        if url:
            await told
        else:
            told.close()
            message.reported.pop(message.status, None)

    async def echo(
        self, channel: Channel, customer: Customer, message: Message
    ) -> Answer:
        """
        Tell what the business wrote: in the app itself, or on pages anywhere.

        Raises:
            NotTold: Twilio, which knows no such thing.
        """
        if channel.kind is Kind.WHATSAPP_TWILIO:
            raise NotTold("Twilio knows nothing of a phone app beside it")
        words = self._cloud if channel.kind is Kind.WHATSAPP_CLOUD else self._page
        told = words.echo(channel, customer, message, self.files(message))
        return await self.payload(channel, told)

    async def reaction(
        self, channel: Channel, customer: Customer, message: Message, emoji: str
    ) -> Answer:
        """
        Tell that *customer* reacted; an empty *emoji* takes it back.

        Raises:
            NotTold: Twilio documents no reactions.
        """
        if channel.kind is Kind.WHATSAPP_TWILIO:
            raise NotTold("Twilio documents no webhook for reactions")
        cloud = channel.kind is Kind.WHATSAPP_CLOUD
        write = (
            whatsapp_cloud.reaction_webhook if cloud else page_words.reaction_webhook
        )
        return await self.payload(channel, write(channel, customer, message, emoji))

    async def change(
        self, channel: Channel, customer: Customer, message: Message
    ) -> Answer:
        """
        Tell that *message* was edited, or taken back.

        Raises:
            NotTold: The provider documents no webhook for it.
        """
        if channel.kind is Kind.WHATSAPP_CLOUD:
            told = self._cloud.change(channel, customer, message, self.files(message))
        elif channel.kind is Kind.WHATSAPP_TWILIO:
            raise NotTold("Twilio documents no webhook for edits and deletions")
        elif message.deleted and channel.kind is Kind.MESSENGER:
            raise NotTold("Messenger documents no webhook for unsent messages")
        else:
            told = self._page.change(channel, customer, message)
        return await self.payload(channel, told)

    async def payload(
        self,
        channel: Channel,
        payload: dict[str, Any],
        message_id: str = "",
        status: str = "",
    ) -> Answer:
        """Send *payload* as Meta would, on behalf of a message if one is named."""
        body = signing.meta_body(payload)
        webhook = _webhook(channel, channel.webhook_url, "application/json", body)
        webhook.message_id, webhook.status = message_id, status
        return await self._courier.deliver(webhook)

    async def form(
        self,
        channel: Channel,
        form: list[tuple[str, str]],
        url: str = "",
        message_id: str = "",
        status: str = "",
    ) -> Answer:
        """Send *form* as Twilio would, to *url* or the channel's webhook."""
        body = urlencode(form)
        webhook = _webhook(channel, url or channel.webhook_url, FORM, body)
        webhook.message_id, webhook.status = message_id, status
        return await self._courier.deliver(webhook)

    async def account(
        self, channel: Channel, field: str, value: dict[str, Any]
    ) -> Answer:
        """Tell something about a WhatsApp account or a template of it."""
        told = whatsapp_cloud.account_webhook(channel, field, value)
        return await self.payload(channel, told)

    async def error(self, channel: Channel, failure: Failure) -> Answer:
        """Tell an error that belongs to the number and to no chat."""
        told = whatsapp_cloud.value_error_webhook(channel, failure)
        return await self.payload(channel, told)


def _webhook(channel: Channel, url: str, content_type: str, body: str) -> Webhook:
    return Webhook(
        id=secrets.token_hex(12),
        channel_id=channel.id,
        url=url,
        content_type=content_type,
        body=body,
        message_id="",
    )
