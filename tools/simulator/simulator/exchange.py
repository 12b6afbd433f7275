"""
What happens between customers and the business, whichever the provider.

Customers write, the business sends, messages progress from queued to read;
each step is stored first and told by webhook afterwards.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from simulator import page_words, twilio_words, whatsapp_cloud
from simulator.courier import Answer, Courier
from simulator.errors import WINDOW_SECONDS, WINDOW_SHUT, Failure
from simulator.model import Channel, Customer, Kind, Message
from simulator.settings import Settings
from simulator.teller import Teller
from simulator.world import World

# Order of statuses; one never goes back, and `failed` never follows delivery.
RANK = {"queued": 0, "sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 5}
# Looks at what was sent, in its own time, and returns what is wrong with it.
Inspection = Callable[[Message], Awaitable[Failure | None]]


class Exchange:
    """The provider's inside: threads, statuses and the webhooks they cause."""

    def __init__(
        self, world: World, courier: Courier, teller: Teller, settings: Settings
    ) -> None:
        self._world = world
        self._courier = courier
        self._teller = teller
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
                self._courier.spawn(self._progress(channel, message, None, None))

    def customer(self, channel: Channel, phone: str, name: str = "") -> Customer:
        """Return the customer with *phone*, made or renamed as needed."""
        known = self._world.customers.get(f"{channel.id}/{phone}")
        if known is not None and name in ("", known.name):
            return known
        nameless = f"+{phone}" if channel.kind.whatsapp else phone
        found = known or Customer(channel.id, phone, name or nameless)
        found.name = name or found.name
        self._world.put(found)
        return found

    def new_id(self, channel: Channel, phone: str, *, media: bool = False) -> str:
        """Make a message id as the channel's provider makes them."""
        match channel.kind:
            case Kind.WHATSAPP_CLOUD:
                return whatsapp_cloud.new_id(phone)
            case Kind.WHATSAPP_TWILIO:
                return twilio_words.new_sid(media=media)
        return page_words.new_id(channel)

    async def customer_writes(
        self,
        channel: Channel,
        customer: Customer,
        text: str,
        quoted_id: str = "",
        *,
        kind: str = "text",
        content: dict[str, Any] | None = None,
        at: float = 0.0,
    ) -> tuple[Message, Answer]:
        """
        Store what *customer* wrote, tell the business, return its answer.

        *at* is when they wrote it, in Unix seconds: earlier than now if the
        webhook comes late. 0 is now.
        """
        content = content or {}
        has_files = bool(content.get("files"))
        message = Message(
            id=self.new_id(channel, customer.phone, media=has_files),
            channel_id=channel.id,
            phone=customer.phone,
            direction="in",
            text=text,
            at=at or time.time(),
            status="pending",
            quoted_id=quoted_id,
            kind=kind,
            content=content,
        )
        customer.wrote_at = max(customer.wrote_at, message.at)
        self._world.put(customer)
        self._world.put(message)
        return message, await self._teller.message(channel, customer, message)

    def silence(self, channel: Channel, customer: Customer) -> float:
        """Return for how many seconds the provider has not heard of *customer*."""
        if channel.modes.strangers and not customer.wrote_at:
            return 0.0
        return time.time() + channel.modes.clock_shift_seconds - customer.wrote_at

    async def business_sends(
        self,
        channel: Channel,
        message: Message,
        late: Failure | None,
        inspection: Inspection | None = None,
    ) -> None:
        """
        Store a message that was accepted from the business; it progresses.

        *inspection* is made in the background, before anything is delivered.
        """
        customer = self.customer(channel, message.phone)
        customer.typing_until = 0.0
        self._world.put(customer)
        self._world.put(message)
        shut = self.silence(channel, customer) > WINDOW_SECONDS
        if shut and channel.kind.whatsapp and message.kind != "template":
            late = WINDOW_SHUT[channel.kind]
        self._courier.spawn(self._progress(channel, message, late, inspection))

    async def business_echoes(self, channel: Channel, message: Message) -> Answer:
        """Store what somebody of the business wrote in the app, and tell it."""
        self._world.put(message)
        customer = self.customer(channel, message.phone)
        return await self._teller.echo(channel, customer, message)

    def business_reads(self, channel: Channel, upto: Message, *, typing: bool) -> None:
        """Mark the customer's messages up to *upto* as read by the business."""
        customer = self.customer(channel, upto.phone)
        self.business_types(customer, typing=typing)
        for message in self._world.thread(customer.key):
            if message.direction == "in" and message.status != "read":
                message.status = "read"
                self._world.put(message)
            if message.id == upto.id:
                return

    def business_types(self, customer: Customer, *, typing: bool) -> None:
        """Show *customer* that the business is typing, or that it stopped."""
        # The apps show the indicator until an answer, at most 25 seconds.
        customer.typing_until = time.time() + 25 if typing else 0.0
        self._world.put(customer)

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
        customer = self.customer(channel, message.phone)
        await self._teller.status(channel, customer, message)
        return True

    async def _progress(
        self,
        channel: Channel,
        message: Message,
        late: Failure | None,
        inspection: Inspection | None,
    ) -> None:
        if late is None and inspection is not None:
            late = await inspection(message)
        if late is not None:
            await asyncio.sleep(self._steps[1][1])
            await self.move(channel, message, "failed", late.key)
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
        await self._teller.message(channel, customer, message)
