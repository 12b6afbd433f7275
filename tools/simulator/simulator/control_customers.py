"""The control API's part that plays the customers."""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import customer_requests as bodies
from simulator import page_words, views, whatsapp_cloud
from simulator.acts import Acts
from simulator.control import Finder, Handler, key, read, wrong
from simulator.exchange import Exchange
from simulator.model import Channel, Customer, Kind, Message
from simulator.teller import Teller
from simulator.world import World

PAGES = (Kind.MESSENGER, Kind.INSTAGRAM)
ONE = "/control/customers/{channel}/{phone}"


class ControlCustomers:
    """Answers `/control/customers…`."""

    def __init__(
        self,
        world: World,
        exchange: Exchange,
        teller: Teller,
        *,
        finder: Finder,
        acts: Acts,
    ) -> None:
        self._world = world
        self._exchange = exchange
        self._teller = teller
        self._find = finder
        self._acts = acts

    def table(self) -> list[tuple[str, str, Handler]]:
        """Return method, path and handler of each endpoint."""
        return [
            ("GET", "/control/customers", self.customers),
            ("GET", ONE, self.thread),
            ("PUT", ONE, self.change),
            ("POST", f"{ONE}/messages", self.write),
            ("POST", f"{ONE}/read", self.read),
            ("POST", f"{ONE}/reactions", self.react),
            ("POST", f"{ONE}/referral", self.refer),
            ("POST", f"{ONE}/number", self.change_number),
            ("POST", f"{ONE}/identity", self.change_identity),
            ("POST", f"{ONE}/consent", self.consent),
            ("POST", f"{ONE}/echo", self.echo),
            ("POST", f"{ONE}/handover", self.hand_over),
        ]

    async def customers(self, request: Request) -> Response:
        """List customers with their last message, newest first. Query: channel."""
        wanted = request.query_params.get("channel")
        return JSONResponse({"items": views.customers(self._world, wanted)})

    async def thread(self, request: Request) -> Response:
        """Show a customer's view of the thread, oldest message first."""
        customer = self._world.customers.get(key(request))
        if customer is None:
            raise wrong(404, "CUSTOMER_UNKNOWN", "they have never written")
        return JSONResponse(views.thread(self._world, customer))

    async def change(self, request: Request) -> Response:
        """
        Create or rename a customer. Body: name, wrote_at, username, hides_phone.

        wrote_at moves their reply window; hides_phone tells WhatsApp's business
        their user id only.
        """
        channel = self._find.messaging(request)
        body = await read(request, bodies.ChangeCustomer)
        customer = self._find.customer(request, channel, body.name)
        changes = body.model_dump(exclude_none=True, exclude={"name"})
        if changes:
            for name, value in changes.items():
                setattr(customer, name, value)
            self._world.put(customer)
        return JSONResponse(views.customer(self._world, customer))

    async def write(self, request: Request) -> Response:
        """
        Let a customer write.

        Body: text, name, quoted_id, kind (text | image | audio | voice | video |
        document | sticker | location | contacts | choice | order | postback |
        share | story | unsupported), and by kind media_ids (ids, or
        sample:photo), animated, location, contacts, choice, order, payload,
        share, story, unsupported; also referral, product, forwarded (once |
        often), and at: when they wrote it, in Unix seconds, for a webhook that
        comes late.

        Returns the message with its provider id, and how the webhook answered
        the first attempt; one that was not accepted is repeated as the
        provider would.
        """
        channel = self._find.messaging(request)
        body = await read(request, bodies.Write)
        kind, content = self._acts.content(channel, body)
        customer = self._find.customer(request, channel, body.name)
        message, answer = await self._exchange.customer_writes(
            channel,
            customer,
            body.text,
            body.quoted_id,
            kind=kind,
            content=content,
            at=body.at,
        )
        shown = {"message": views.message(message), "webhook": views.answer(answer)}
        return JSONResponse(shown, 201)

    async def read(self, request: Request) -> Response:
        """Let a customer open the chat and read what was delivered."""
        channel = self._find.messaging(request)
        customer = self._world.customers.get(key(request))
        count = 0
        if customer is not None:
            count = await self._exchange.customer_reads(channel, customer)
        return JSONResponse({"read": count})

    async def react(self, request: Request) -> Response:
        """Let a customer react. Body: message_id, emoji; empty takes it back."""
        channel = self._find.messaging(request)
        body = await read(request, bodies.React)
        customer = self._find.customer(request, channel)
        message = self._world.messages.get(body.message_id)
        if message is None or message.phone != customer.phone:
            raise wrong(404, "MESSAGE_UNKNOWN", "no message of this thread has this id")
        answer = await self._teller.reaction(channel, customer, message, body.emoji)
        message.reactions.pop("in", None)
        if body.emoji:
            message.reactions["in"] = body.emoji
        self._world.put(message)
        shown = {"message": views.message(message), "webhook": views.answer(answer)}
        return JSONResponse(shown)

    async def refer(self, request: Request) -> Response:
        """
        Let somebody known come back through an ad or a link, writing nothing.

        Body: source (ad | link), ref, source_id, headline, image_url.
        """
        channel = self._find.messaging(request, *PAGES)
        body = await read(request, bodies.Referral)
        customer = self._find.customer(request, channel)
        told = page_words.referral_webhook(channel, customer, body.model_dump())
        answer = await self._teller.payload(channel, told)
        return JSONResponse({"webhook": views.answer(answer)})

    async def change_number(self, request: Request) -> Response:
        """Let a customer go on under another number. Body: phone."""
        channel = self._find.messaging(request, Kind.WHATSAPP_CLOUD)
        body = await read(request, bodies.ChangeNumber)
        customer = self._find.customer(request, channel)
        phone = body.phone.removeprefix("+")
        if f"{channel.id}/{phone}" in self._world.customers:
            raise wrong(409, "PHONE_TAKEN", "another customer has it", "phone")
        told = whatsapp_cloud.number_webhook(channel, customer, phone)
        answer = await self._teller.payload(channel, told)
        renamed = self._world.rename(customer, phone)
        self._note(channel, renamed, "number_changed")
        shown = {"customer": views.customer(self._world, renamed)}
        return JSONResponse(shown | {"webhook": views.answer(answer)})

    async def change_identity(self, request: Request) -> Response:
        """Let a customer have a new phone: their security identity changes."""
        channel = self._find.messaging(request, Kind.WHATSAPP_CLOUD)
        customer = self._find.customer(request, channel)
        told = whatsapp_cloud.identity_webhook(channel, customer)
        answer = await self._teller.payload(channel, told)
        self._note(channel, customer, "identity_changed")
        return JSONResponse({"webhook": views.answer(answer)})

    async def consent(self, request: Request) -> Response:
        """Let a customer want marketing no more, or again. Body: value (stop | resume)."""
        channel = self._find.messaging(request, Kind.WHATSAPP_CLOUD)
        body = await read(request, bodies.Consent)
        customer = self._find.customer(request, channel)
        customer.opted_out = body.value == "stop"
        self._world.put(customer)
        told = whatsapp_cloud.consent_webhook(channel, customer)
        answer = await self._teller.payload(channel, told)
        return JSONResponse({"webhook": views.answer(answer)})

    async def echo(self, request: Request) -> Response:
        """
        Let the business write in its own app, past Recado.

        On WhatsApp its phone, on Messenger and Instagram the page's inbox. Body:
        text, kind (text | image | audio | video | document), media_ids.
        """
        channel = self._find.messaging(request, Kind.WHATSAPP_CLOUD, *PAGES)
        body = await read(request, bodies.WriteInApp)
        customer = self._find.customer(request, channel)
        message = Message(
            id=self._exchange.new_id(channel, customer.phone),
            channel_id=channel.id,
            phone=customer.phone,
            direction="out",
            text=body.text,
            at=time.time(),
            status="read",
            kind=body.kind,
            content=self._acts.echo(channel, body),
            origin="app",
        )
        answer = await self._exchange.business_echoes(channel, message)
        shown = {"message": views.message(message), "webhook": views.answer(answer)}
        return JSONResponse(shown, 201)

    async def hand_over(self, request: Request) -> Response:
        """Let the page's inbox take the thread from the app."""
        channel = self._find.messaging(request, *PAGES)
        customer = self._find.customer(request, channel)
        told = page_words.handover_webhook(channel, customer)
        answer = await self._teller.payload(channel, told)
        return JSONResponse({"webhook": views.answer(answer)})

    def _note(self, channel: Channel, customer: Customer, what: str) -> None:
        """Show on the phone what happened to the number."""
        note = Message(
            id=self._exchange.new_id(channel, customer.phone),
            channel_id=channel.id,
            phone=customer.phone,
            direction="in",
            text="",
            at=time.time(),
            status="accepted",
            kind="system",
            content={"notice": {"what": what, "phone": customer.phone}},
        )
        self._world.put(note)
