"""
The simulated world: everything that exists, its journal, and who watches it.

Each change is one line of the journal, written before the change is told to
anybody, so that a killed simulator continues where it was: accepted messages
keep their ids, and webhooks still owed are sent. The journal is rewritten
without history at each start.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from simulator.model import (
    Answering,
    Channel,
    Customer,
    ErrorOrder,
    Kind,
    Mail,
    Media,
    Message,
    Modes,
    Template,
    Webhook,
)

# How many of the business's calls are kept for `/control/calls`.
CALLS_KEPT = 1_000
# How many mails are kept.
MAILS_KEPT = 500

Entity = Channel | Customer | Message | Webhook | Mail | Media | Template


def _read_channel(value: dict[str, Any]) -> Channel:
    modes = dict(value.pop("modes"))
    modes["answering"] = Answering(modes["answering"])
    modes["errors"] = [ErrorOrder(**order) for order in modes["errors"]]
    value["kind"] = Kind(value["kind"])
    return Channel(**value, modes=Modes(**modes))


READERS: dict[str, Any] = {
    "channel": _read_channel,
    "customer": lambda value: Customer(**value),
    "message": lambda value: Message(**value),
    "webhook": lambda value: Webhook(**value),
    "mail": lambda value: Mail(**value),
    "media": lambda value: Media(**value),
    "template": lambda value: Template(**value),
}
NOUNS = {
    Channel: "channel",
    Customer: "customer",
    Message: "message",
    Webhook: "webhook",
    Mail: "mail",
    Media: "media",
    Template: "template",
}


class World:
    """Everything that exists, in memory, journalled to a file if one is given."""

    def __init__(self, journal: str = "") -> None:
        self.channels: dict[str, Channel] = {}
        self.customers: dict[str, Customer] = {}
        self.messages: dict[str, Message] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.mails: dict[str, Mail] = {}
        self.media: dict[str, Media] = {}
        self.templates: dict[str, Template] = {}
        # Calls received from the business, newest last; not journalled.
        self.calls: deque[dict[str, Any]] = deque(maxlen=CALLS_KEPT)
        # Attempts, duplicates and refusals by channel and name since the
        # start or the last reset; not journalled.
        self.tallies: Counter[tuple[str, str]] = Counter()
        self._threads: dict[str, list[str]] = {}
        self._watchers: set[asyncio.Queue[str]] = set()
        self._file: IO[str] | None = None
        if journal:
            self._replay(Path(journal))

    def put(self, entity: Entity) -> None:
        """Store *entity*, replacing what had its id, and tell the watchers."""
        noun = NOUNS[type(entity)]
        self._write({"put": noun, "value": asdict(entity)})
        self._apply(entity)
        self._tell(noun, entity)

    def settle(self, webhook: Webhook) -> None:
        """Forget *webhook*: it was accepted, or given up."""
        self._write({"settle": webhook.id})
        self.webhooks.pop(webhook.id, None)

    def drop(self, entity: Media | Template) -> None:
        """Forget *entity* and tell the watchers."""
        noun = NOUNS[type(entity)]
        self._write({"drop": noun, "id": entity.id})
        self._apply_drop(noun, entity.id)
        self._tell(noun, entity)

    def rename(self, customer: Customer, phone: str) -> Customer:
        """Let *customer* go on under another *phone*, their thread too."""
        self._write({"rename": customer.key, "phone": phone})
        renamed = self._apply_rename(customer.key, phone)
        self._tell("customer", renamed)
        return renamed

    def remove_channel(self, channel_id: str) -> None:
        """Forget a channel and what its webhook is still owed."""
        self._write({"remove": channel_id})
        self._apply_removal(channel_id)
        for watcher in self._watchers:
            watcher.put_nowait(f"channel {channel_id}")

    def reset(self) -> None:
        """Forget all but channels and their templates."""
        self._write({"reset": True})
        self._apply_reset()
        for watcher in self._watchers:
            watcher.put_nowait("reset")

    def thread(self, customer_key: str) -> list[Message]:
        """Return a customer's messages, oldest first."""
        return [self.messages[each] for each in self._threads.get(customer_key, [])]

    async def watch(self) -> AsyncIterator[str]:
        """Yield `noun key` for each change from now on; `reset` after one."""
        watcher: asyncio.Queue[str] = asyncio.Queue()
        self._watchers.add(watcher)
        try:
            while True:
                yield await watcher.get()
        finally:
            self._watchers.discard(watcher)

    def close(self) -> None:
        """Close the journal; the world may be read but not changed after."""
        if self._file is not None:
            self._file.close()

    def _apply(self, entity: Entity) -> None:
        match entity:
            case Channel():
                self.channels[entity.id] = entity
            case Customer():
                self.customers[entity.key] = entity
            case Message():
                if entity.id not in self.messages:
                    key = f"{entity.channel_id}/{entity.phone}"
                    self._threads.setdefault(key, []).append(entity.id)
                self.messages[entity.id] = entity
            case Webhook():
                self.webhooks[entity.id] = entity
            case Mail():
                self.mails[entity.id] = entity
                while len(self.mails) > MAILS_KEPT:
                    del self.mails[next(iter(self.mails))]
            case Media():
                self.media[entity.id] = entity
            case Template():
                self.templates[entity.id] = entity

    def _apply_drop(self, noun: str, key: str) -> None:
        if noun == "media":
            self.media.pop(key, None)
        else:
            self.templates.pop(key, None)

    def _apply_rename(self, key: str, phone: str) -> Customer:
        customer = self.customers.pop(key)
        customer.phone = phone
        self.customers[customer.key] = customer
        self._threads[customer.key] = self._threads.pop(key, [])
        for message in self.thread(customer.key):
            message.phone = phone
        return customer

    def _apply_removal(self, channel_id: str) -> None:
        self.channels.pop(channel_id, None)
        self.webhooks = {
            webhook.id: webhook
            for webhook in self.webhooks.values()
            if webhook.channel_id != channel_id
        }

    def _apply_reset(self) -> None:
        kept = (self.customers, self.messages, self.webhooks, self.mails, self.media)
        for each in kept:
            each.clear()
        self._threads.clear()
        self.calls.clear()
        self.tallies.clear()

    def _tell(self, noun: str, entity: Entity) -> None:
        match entity:
            case Customer():
                topic = f"customer {entity.key}"
            case Message():
                topic = f"thread {entity.channel_id}/{entity.phone}"
            case Webhook() | Media():
                return
            case _:
                topic = f"{noun} {entity.id}"
        for watcher in self._watchers:
            watcher.put_nowait(topic)

    def _write(self, record: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._file.flush()

    def _replay(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            for record in _records(path):
                self._redo(record)
        fresh = path.with_suffix(path.suffix + ".new")
        self._file = fresh.open("w", encoding="utf-8")
        for entity in self._everything():
            self._write({"put": NOUNS[type(entity)], "value": asdict(entity)})
        fresh.replace(path)

    def _redo(self, record: dict[str, Any]) -> None:
        if "put" in record:
            noun = record["put"]
            self._apply(READERS[noun](record["value"]))
        elif "settle" in record:
            self.webhooks.pop(record["settle"], None)
        elif "drop" in record:
            self._apply_drop(record["drop"], record["id"])
        elif "rename" in record:
            self._apply_rename(record["rename"], record["phone"])
        elif "remove" in record:
            self._apply_removal(record["remove"])
        elif "reset" in record:
            self._apply_reset()

    def _everything(self) -> Iterator[Entity]:
        yield from self.channels.values()
        yield from self.customers.values()
        yield from self.messages.values()
        yield from self.webhooks.values()
        yield from self.mails.values()
        yield from self.media.values()
        yield from self.templates.values()


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            # A kill can leave the last line half written: that change was
            # told to nobody.
            if line.endswith("\n"):
                yield json.loads(line)
