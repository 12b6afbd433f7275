"""
What happens between customers and the business, whichever the provider.

Customers write, the business sends, messages progress from queued to read;
each step is stored first and told by webhook afterwards.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from urllib.parse import urlencode

from simulator import signing, twilio_whatsapp, whatsapp_cloud
from simulator.courier import Answer, Courier
from simulator.failures import (
    TABLES,
    WINDOW_SECONDS,
    WINDOW_SHUT,
    Failure,
)
from simulator.model import Channel, Customer, Kind, Message, Webhook
from simulator.settings import Settings
from simulator.world import World

# Order of statuses; one never goes back, and `failed` never follows delivery.
RANK = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4}
FORM = "application/x-www-form-urlencoded"


class Exchange:
    """The provider's inside: threads, statuses and the webhooks they cause."""

    def __init__(self, world: World, courier: Courier, settings: Settings) -> None:
        self._world = world
        self._courier = courier
        self._steps = (
            ("sent", settings.sent_after_seconds),
            ("delivered", settings.delivered_after_seconds),
            ("read", settings.read_after_seconds),
        )

    def resume(self) -> None:
        """Let messages that were under way when a former run ended go on."""
        owed = {webhook.message_id for webhook in self._world.webhooks.values()}
        for message in list(self._world.messages.values()):
            channel = self._world.channels.get(message.channel_id)
            if channel is None or message.id in owed:
                continue
            if message.status == "pending":
                self._courier.spawn(self._tell_again(channel, message))
            elif message.status in ("queued", "sent"):
                self._courier.spawn(self._progress(channel, message, None))

    def customer(self, channel: Channel, phone: str, name: str = "") -> Customer:
        """Return the customer with *phone*, made or renamed as needed."""
        known = self._world.customers.get(f"{channel.id}/{phone}")
        if known is not None and name in ("", known.name):
            return known
        found = known or Customer(channel.id, phone, name or f"+{phone}")
        found.name = name or found.name
        self._world.put(found)
        return found

    async def customer_writes(
        self, channel: Channel, customer: Customer, text: str, quoted_id: str = ""
    ) -> tuple[Message, Answer]:
        """Store what *customer* wrote, tell the business, return its answer."""
        now = time.time()
        cloud = channel.kind is Kind.WHATSAPP_CLOUD
        message = Message(
            id=whatsapp_cloud.new_id(customer.phone)
            if cloud
            else twilio_whatsapp.new_sid(),
            channel_id=channel.id,
            phone=customer.phone,
            direction="in",
            text=text,
            at=now,
            status="pending",
            quoted_id=quoted_id,
        )
        customer.wrote_at = now
        self._world.put(customer)
        self._world.put(message)
        return message, await self._tell_message(channel, customer, message)

    async def business_sends(
        self, channel: Channel, message: Message, late: Failure | None
    ) -> None:
        """Store a message that was accepted from the business; it progresses."""
        customer = self.customer(channel, message.phone)
        customer.typing_until = 0.0
        self._world.put(customer)
        self._world.put(message)
        silence = time.time() - customer.wrote_at
        if customer.wrote_at and silence > WINDOW_SECONDS:
            late = WINDOW_SHUT[channel.kind]
        self._courier.spawn(self._progress(channel, message, late))

    def business_reads(self, channel: Channel, upto: Message, *, typing: bool) -> None:
        """Mark the customer's messages up to *upto* as read by the business."""
        customer = self.customer(channel, upto.phone)
        # WhatsApp shows the indicator until an answer, at most 25 seconds.
        customer.typing_until = time.time() + 25 if typing else 0.0
        self._world.put(customer)
        for message in self._world.thread(customer.key):
            if message.direction == "in" and message.status != "read":
                message.status = "read"
                self._world.put(message)
            if message.id == upto.id:
                return

    async def customer_reads(self, channel: Channel, customer: Customer) -> int:
        """Let the customer see what was delivered; return how many that is."""
        unread = [
            message
            for message in self._world.thread(customer.key)
            if message.direction == "out" and message.status == "delivered"
        ]
        for message in unread:
            await self.move(channel, message, "read")
        return len(unread)

    async def move(
        self, channel: Channel, message: Message, status: str, code: int = 0
    ) -> bool:
        """
        Bring *message* to *status* and report it.

        Returns False, and does nothing, if it is there or further already.
        """
        if RANK[status] <= RANK[message.status] or message.status == "failed":
            return False
        message.status = status
        message.status_at = time.time()
        message.error_code = code
        message.reported[status] = False
        self._world.put(message)
        await self._tell_status(channel, message)
        return True

    async def _progress(
        self, channel: Channel, message: Message, late: Failure | None
    ) -> None:
        if late is not None:
            await asyncio.sleep(self._steps[1][1])
            await self.move(channel, message, "failed", late.code)
            return
        for status, after in self._steps:
            await asyncio.sleep(after)
            if self._world.messages.get(message.id) is not message:
                return
            if not channel.modes.automatic_statuses:
                return
            if status == "read" and not channel.modes.reads:
                return
            await self.move(channel, message, status)

    async def _tell_again(self, channel: Channel, message: Message) -> None:
        customer = self.customer(channel, message.phone)
        await self._tell_message(channel, customer, message)

    async def _tell_message(
        self, channel: Channel, customer: Customer, message: Message
    ) -> Answer:
        if channel.kind is Kind.WHATSAPP_CLOUD:
            body = signing.meta_body(
                whatsapp_cloud.message_webhook(channel, customer, message)
            )
            content_type = "application/json"
        else:
            form = twilio_whatsapp.message_form(channel, customer, message)
            body, content_type = urlencode(form), FORM
        webhook = Webhook(
            id=secrets.token_hex(12),
            channel_id=channel.id,
            url=channel.webhook_url,
            content_type=content_type,
            body=body,
            message_id=message.id,
        )
        return await self._courier.deliver(webhook)

    async def _tell_status(self, channel: Channel, message: Message) -> None:
        if channel.kind is Kind.WHATSAPP_CLOUD:
            failure = TABLES[channel.kind].get(message.error_code)
            customer = self.customer(channel, message.phone)
            body = signing.meta_body(
                whatsapp_cloud.status_webhook(channel, customer, message, failure)
            )
            url, content_type = channel.webhook_url, "application/json"
        else:
            body = urlencode(twilio_whatsapp.status_form(channel, message))
            url, content_type = message.status_callback, FORM
        if not url:
            message.reported.pop(message.status, None)
            return
        webhook = Webhook(
            id=secrets.token_hex(12),
            channel_id=channel.id,
            url=url,
            content_type=content_type,
            body=body,
            message_id=message.id,
            status=message.status,
        )
        await self._courier.deliver(webhook)
