"""Reads what there is: the HTTP API, the phones, queues, outboxes, the spool."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pymongo
from kombu import Connection

from chassis import replay
from demo.stack import Service, User
from stack.programs import BACKENDS
from stack.stack import Stack

from .agents import Reply
from .provider import Provider, Tally
from .reconcile import Evidence, Seen
from .screen import Screen

SECTIONS = ("unassigned", "mine", "others", "closed")
SPOOL_RECORD_HEAD = 8  # bytes: length and checksum


class Reading:
    """Gathers evidence about one run."""

    def __init__(
        self, stack: Stack, admin: User, simulator: Service, *, run: str
    ) -> None:
        self._stack = stack
        self._admin = admin
        self._simulator = simulator
        self._run = run

    async def gather(
        self,
        provider: Provider,
        replies: list[Reply],
        screens: list[Screen],
    ) -> Evidence:
        """Read everything once."""
        evidence = _observed(provider.tally, replies, screens)
        conversations = await self._conversations()
        for conversation in conversations:
            await self._thread(conversation["id"], evidence)
        people = Counter(
            (c["channel"]["id"], c["contact"]["phone"])
            for c in conversations
            if c["contact"]["phone"]
        )
        evidence.doubled_conversations = sum(n - 1 for n in people.values())
        await self._phones(evidence)
        counters = await self._simulator.call("GET", "/control/counters")
        evidence.webhooks_owed = counters["total"]["webhooks_owed"]
        await self._loads(conversations, evidence)
        evidence.dead = self._dead()
        evidence.outbox = self._outboxes()
        evidence.spooled = _spooled(self._stack.state_dir / "spool")
        return evidence

    async def _conversations(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for section in SECTIONS:
            path = f"/api/v1/conversations?section={section}&limit=100"
            found |= {c["id"]: c for c in await self._admin.everything(path)}
        return list(found.values())

    async def _thread(self, conversation_id: str, evidence: Evidence) -> None:
        path = f"/api/v1/conversations/{conversation_id}/messages?limit=100"
        for message in await self._admin.everything(path):
            ours = message["text"].startswith(f"{self._run}-")
            if message["direction"] == "inbound":
                evidence.inbound.update([message["text"]] * ours)
                evidence.unsupported += message["kind"] == "unsupported"
            elif ours:
                evidence.outbound[message["text"]] += 1
                evidence.statuses[message["text"]] = message["status"]

    async def _phones(self, evidence: Evidence) -> None:
        customers = await self._simulator.call("GET", "/control/customers")
        for customer in customers["items"]:
            path = f"/control/customers/{customer['key']}"
            thread = await self._simulator.call("GET", path)
            evidence.received.update(
                m["text"]
                for m in thread["messages"]
                if m["direction"] == "out" and m["text"].startswith(self._run)
            )

    async def _loads(
        self, conversations: list[dict[str, Any]], evidence: Evidence
    ) -> None:
        held = Counter(c["assignee_id"] for c in conversations if c["state"] == "open")
        agents = (await self._admin.call("GET", "/api/v1/agents"))["items"]
        evidence.loads = {a["name"]: (a["load"], held[a["id"]]) for a in agents}
        evidence.capacities = {a["name"]: a["capacity"] for a in agents}
        metrics = await self._metrics()
        evidence.above_capacity = metrics("routing_agents_above_capacity")
        evidence.loads_repaired = metrics("routing_loads_repaired_total")

    async def _metrics(self) -> Any:
        url = self._stack.place.url("routing_worker_metrics") + "/metrics"
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            text = (await client.get(url)).text

        def value(name: str) -> int:
            found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
            if found is None:
                raise LookupError(f"routing's worker exports no {name}")
            return int(float(found[1]))

        return value

    def _dead(self) -> dict[str, list[str]]:
        found = {}
        with Connection(self._stack.urls["amqp"]) as connection:
            connection.connect()
            for service in BACKENDS:
                # A channel of its own: closing it gives the letters back.
                channel = connection.connection.channel()
                letters = replay.dead_letters(channel, service)
                found[service] = [replay.describe(raw) for raw in letters]
                channel.close()
        return found

    def _outboxes(self) -> dict[str, int]:
        connected: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(
            self._stack.urls["mongo"], directConnection=True
        )
        with connected as client:
            return {
                service: client[f"recado_{service}"]["outbox"].count_documents({})
                for service in BACKENDS
            }


def _observed(tally: Tally, replies: list[Reply], screens: list[Screen]) -> Evidence:
    return Evidence(
        accepted=set(tally.accepted),
        given_up=set(tally.given_up),
        forged=set(tally.forged),
        forged_accepted=tally.forged_accepted,
        unknown_kinds=tally.unknown_kinds,
        replies=replies,
        screens=[
            Seen(
                s.name,
                Counter(s.texts),
                s.gaps,
                s.reloads,
                s.last or 0,
                Counter(s.notifications),
            )
            for s in screens
        ],
    )


def _spooled(folder: Path) -> int:
    """Count the calls in the spool; a segment is removed once all are out."""
    calls = 0
    for segment in folder.glob("*.calls"):
        raw = segment.read_bytes()
        at = 0
        while at + SPOOL_RECORD_HEAD <= len(raw):
            at += SPOOL_RECORD_HEAD + int.from_bytes(raw[at : at + 4], "big")
            calls += 1
    return calls
