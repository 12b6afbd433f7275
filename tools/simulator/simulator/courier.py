"""
Carries webhooks to the business, signed and repeated as each provider does.

Meta repeats whatever is not answered with 200, with a growing pause. Twilio
tries a second time only when no connection came about, unless the URL's
fragment asks for more (`#rc=3&rp=5xx,ct,rt`).

Sources: reference of WhatsApp Cloud, section 3; of Twilio, section 4.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

import httpx
import structlog

from simulator import signing
from simulator.model import Channel, Webhook
from simulator.remote import certificates
from simulator.settings import Settings
from simulator.world import World

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """How the business answered one attempt; status 0 means not at all."""

    accepted: bool
    status: int
    seconds: float
    detail: str = ""
    # What kept it from answering: `ct` no connection, `rt` no answer in time.
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """When an attempt is repeated, and how often in all."""

    attempts: int
    # Among 4xx, 5xx, ct, rt, all.
    reasons: frozenset[str]
    connect_seconds: float
    read_seconds: float

    def repeats(self, answer: Answer, attempts: int) -> bool:
        """Tell whether *answer*, the last of *attempts*, calls for another."""
        if answer.accepted or attempts >= self.attempts:
            return False
        reason = answer.trouble or f"{answer.status // 100}xx"
        return bool(self.reasons & {reason, "all"})


def policy(channel: Channel, settings: Settings) -> Policy:
    """Return how *channel*'s provider repeats."""
    if channel.kind.by_meta:
        everything = frozenset({"all"})
        return Policy(settings.retry_attempts, everything, 5.0, 20.0)
    asked = dict(parse_qsl(urldefrag(channel.webhook_url).fragment.replace(",", "%2C")))
    return Policy(
        attempts=1 + min(int(asked.get("rc", "1")), 5),
        reasons=frozenset(asked.get("rp", "ct").split(",")),
        connect_seconds=int(asked.get("ct", "5000")) / 1000,
        read_seconds=int(asked.get("rt", "15000")) / 1000,
    )


class Courier:
    """Sends webhooks until they are accepted or given up."""

    def __init__(self, world: World, settings: Settings) -> None:
        self._world = world
        self._settings = settings
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        self._client = httpx.AsyncClient(
            limits=limits, trust_env=False, verify=certificates()
        )
        self._tasks: set[asyncio.Task[None]] = set()
        # Work that ended with a bug, since the start.
        self.failures = 0

    def resume(self) -> None:
        """Take up the webhooks that a former run still owed."""
        for webhook in list(self._world.webhooks.values()):
            self.spawn(self._repeat(webhook, pause=self._settings.retry_seconds))

    async def stop(self) -> None:
        """Stop; what is owed stays in the world."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Run *work* in the background until the courier stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.failures += 1
            log.error("background_work_failed", exc_info=task.exception())

    async def deliver(self, webhook: Webhook) -> Answer:
        """Send *webhook* once, see to repetitions, and return the answer."""
        channel = self._world.channels[webhook.channel_id]
        if not webhook.url:
            webhook.attempts = self._settings.retry_attempts
            silent = Answer(False, 0, 0.0, "the account has no webhook yet")
            self._settle(channel, webhook, silent)
            return silent
        self._world.put(webhook)
        if channel.modes.shuffle:
            await asyncio.sleep(random.uniform(0, channel.modes.shuffle_seconds))
        answer = await self._attempt(channel, webhook)
        if self._settle(channel, webhook, answer):
            self._duplicate(channel, webhook)
        else:
            self.spawn(self._repeat(webhook, pause=self._settings.retry_seconds))
        return answer

    async def handshake(self, channel: Channel, challenge: str) -> Answer:
        """Ask *channel*'s webhook to echo *challenge*, as Meta does."""
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": channel.verify_token,
        }
        started = time.perf_counter()
        try:
            response = await self._client.get(
                channel.webhook_url, params=query, timeout=5.0
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Answer(False, 0, time.perf_counter() - started, str(error), "ct")
        echoed = response.status_code == 200 and response.text == challenge
        seconds = time.perf_counter() - started
        return Answer(echoed, response.status_code, seconds, response.text[:200])

    async def _repeat(self, webhook: Webhook, *, pause: float) -> None:
        while webhook.id in self._world.webhooks:
            await asyncio.sleep(pause)
            channel = self._world.channels[webhook.channel_id]
            answer = await self._attempt(channel, webhook)
            if self._settle(channel, webhook, answer):
                return
            pause = min(pause * 2, self._settings.retry_ceiling_seconds)

    def _duplicate(self, channel: Channel, webhook: Webhook) -> None:
        for _ in range(channel.modes.duplicates):
            self._world.tallies[channel.id, "duplicates_sent"] += 1
            self.spawn(self._again(channel, webhook))

    async def _again(self, channel: Channel, webhook: Webhook) -> None:
        await self._attempt(channel, webhook)

    def _settle(self, channel: Channel, webhook: Webhook, answer: Answer) -> bool:
        """Record the attempt; return whether nothing is owed any more."""
        rules = policy(channel, self._settings)
        if rules.repeats(answer, webhook.attempts):
            if webhook.id in self._world.webhooks:
                self._world.put(webhook)
            return False
        self._world.settle(webhook)
        message = self._world.messages.get(webhook.message_id)
        if message is not None:
            if webhook.status:
                message.reported[webhook.status] = answer.accepted
            elif message.status == "pending":
                message.status = "accepted" if answer.accepted else "refused"
            self._world.put(message)
        return True

    async def _attempt(self, channel: Channel, webhook: Webhook) -> Answer:
        webhook.attempts += 1
        self._world.tallies[channel.id, "webhook_attempts"] += 1
        rules = policy(channel, self._settings)
        started = time.perf_counter()
        try:
            response = await self._client.post(
                urldefrag(webhook.url).url,
                content=webhook.body.encode("ascii"),
                headers=_headers(channel, webhook),
                timeout=httpx.Timeout(
                    rules.read_seconds, connect=rules.connect_seconds
                ),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL) as error:
            answer = Answer(False, 0, time.perf_counter() - started, str(error), "ct")
        except httpx.HTTPError as error:
            answer = Answer(False, 0, time.perf_counter() - started, str(error), "rt")
        else:
            status = response.status_code
            meta = channel.kind.by_meta
            accepted = status == 200 if meta else 200 <= status < 300
            seconds = time.perf_counter() - started
            answer = Answer(accepted, status, seconds, response.text[:200])
        if not answer.accepted:
            log.warning(
                "webhook_refused",
                channel_id=channel.id,
                status=answer.status,
                attempts=webhook.attempts,
            )
        return answer


def _headers(channel: Channel, webhook: Webhook) -> dict[str, str]:
    headers = {"Content-Type": webhook.content_type}
    if channel.kind.by_meta:
        signature = signing.meta_signature(channel.app_secret, webhook.body.encode())
        return headers | {
            "X-Hub-Signature-256": signature,
            "User-Agent": "facebookexternalua",
        }
    form = parse_qsl(webhook.body, keep_blank_values=True)
    signature = signing.twilio_signature(channel.auth_token, webhook.url, form)
    return headers | {
        "X-Twilio-Signature": signature,
        "I-Twilio-Idempotency-Token": webhook.id,
        "User-Agent": "TwilioProxy/1.1",
    }
