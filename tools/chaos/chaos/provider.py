"""
Customers at a rate, through a provider that repeats and shuffles.

Each webhook is delivered one to four times, each delivery after a delay of its
own and repeated until it is answered 200, as Meta does. Bad ones go along.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from . import webhooks
from .webhooks import Target, Webhook

REDELIVERIES = 3  # at most, beside the first delivery
SHUFFLE_SECONDS = 2.0  # a delivery is late by up to this
ATTEMPTS = 60  # of one delivery; with RETRY_SECONDS between, about a minute
RETRY_SECONDS = 1.0
ANSWER_SECONDS = 10.0  # until an answer that does not come is given up
BAD_EVERY = 20  # one bad webhook of each sort per so many messages
OK = 200


@dataclass(slots=True)
class Tally:
    """What became of what was posted."""

    accepted: set[str] = field(default_factory=set)
    """Texts of messages that were answered 200 at least once."""

    given_up: set[str] = field(default_factory=set)
    """Texts of messages of which a delivery was never answered 200."""

    unknown_kinds: int = 0
    """Messages of unknown kinds that were accepted, each counted once."""

    forged: set[str] = field(default_factory=set)
    """Texts of forged messages."""

    forged_accepted: int = 0
    malformed: int = 0
    posts: int = 0
    unanswered: int = 0
    """Posts that were answered something else or not at all, and repeated."""


class Provider:
    """Posts for *customers* people, whose numbers begin at *first*."""

    def __init__(
        self, target: Target, run: str, *, customers: int, first: int, seed: int
    ) -> None:
        self.tally = Tally()
        self._target = target
        self._run = run
        self._customers = customers
        self._first = first
        self._random = random.Random(seed)
        self._tasks: set[asyncio.Task[None]] = set()

    def digits(self, number: int) -> str:
        """Return the phone of customer *number*, counted in turn."""
        return f"55119{self._first + number % self._customers:08d}"

    async def run(self, rate: float, stop: asyncio.Event) -> None:
        """Write *rate* messages a second until *stop*, then deliver what is due."""
        start = time.monotonic()
        number = 0
        while not stop.is_set():
            self._write(number)
            if number % BAD_EVERY == 0:
                self._misbehave(number)
            number += 1
            await asyncio.sleep(max(start + number / rate - time.monotonic(), 0))
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _write(self, number: int) -> None:
        webhook = webhooks.written(
            self._target,
            text=f"{self._run}-m{number}",
            message_id=f"wamid.{self._run}.{number}",
            digits=self.digits(number),
        )
        for _ in range(1 + self._random.randint(0, REDELIVERIES)):
            self._spawn(self._deliver(webhook))

    def _misbehave(self, number: int) -> None:
        digits = self.digits(number)
        unknown = webhooks.of_unknown_kind(
            self._target, message_id=f"wamid.{self._run}.u{number}", digits=digits
        )
        self._spawn(self._deliver_unknown(unknown))
        text = f"{self._run}-f{number}"
        self.tally.forged.add(text)
        wrong = webhooks.forged(
            self._target, text=text, message_id=f"wamid.{text}", digits=digits
        )
        self._spawn(self._forge(wrong))
        self._spawn(self._babble(self._random.choice(webhooks.malformed(self._target))))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, webhook: Webhook) -> None:
        if await self._post_until_ok(webhook):
            self.tally.accepted.add(webhook.text)
        else:
            self.tally.given_up.add(webhook.text)

    async def _deliver_unknown(self, webhook: Webhook) -> None:
        twice = await asyncio.gather(
            self._post_until_ok(webhook), self._post_until_ok(webhook)
        )
        self.tally.unknown_kinds += any(twice)

    async def _babble(self, webhook: Webhook) -> None:
        self.tally.malformed += 1
        await self._post_late(webhook)

    async def _forge(self, webhook: Webhook) -> None:
        self.tally.forged_accepted += await self._post_late(webhook) == OK

    async def _post_until_ok(self, webhook: Webhook) -> bool:
        if await self._post_late(webhook) == OK:
            return True
        for _ in range(ATTEMPTS):
            self.tally.unanswered += 1
            await asyncio.sleep(RETRY_SECONDS)
            if await self._post(webhook) == OK:
                return True
        return False

    async def _post_late(self, webhook: Webhook) -> int:
        await asyncio.sleep(self._random.uniform(0, SHUFFLE_SECONDS))
        return await self._post(webhook)

    async def _post(self, webhook: Webhook) -> int:
        """Post once; return the status, 0 without an answer."""
        self.tally.posts += 1
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._answer(webhook)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return 0

    async def _answer(self, webhook: Webhook) -> int:
        reader, writer = await asyncio.open_connection(
            self._target.host, self._target.port
        )
        try:
            writer.write(webhook.request)
            line = await reader.readuntil(b"\r\n")
            return int(line[9:12])
        finally:
            writer.close()
