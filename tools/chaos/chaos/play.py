"""One run: who takes part, in which order, and when it is over."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx

from demo.stack import Service
from stack.stack import Stack

from .agents import Agent, Person, Reply
from .evidence import Reading
from .killer import kill_all
from .provider import Provider
from .reconcile import Row, reconcile
from .screen import Screen
from .webhooks import Target

CUSTOMERS = 60
CAPACITY = 10  # of each attendant: fewer places than there are customers
DRAIN_SECONDS = 240  # until what is not there is taken as lost
LOOK_SECONDS = 5.0  # between two comparisons while it drains
AFTERMATH_SECONDS = 10.0  # watched once all is well: what comes late is a double

Say = Callable[[str], None]


class Play:
    """Customers, agents, screens and a killer on *stack*."""

    def __init__(self, stack: Stack, victims: Sequence[str], say: Say) -> None:
        self._stack = stack
        self._victims = victims
        self._say = say
        self._run = f"chaos{int(time.time())}"
        self._demo = json.loads((stack.state_dir / "demo.json").read_text())
        self._agents: list[Agent] = []
        self._screens: list[Screen] = []
        self._following: list[asyncio.Task[None]] = []
        self._provider = Provider(
            Target.of(self._demo),
            self._run,
            customers=CUSTOMERS,
            first=int(time.time()) % 10**7,
            seed=1,
        )

    async def run(
        self, seconds: float, rate: float
    ) -> tuple[list[Row], dict[str, Any]]:
        """Play for *seconds*, drain, and return the comparisons and some facts."""
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(
            timeout=15.0, trust_env=False, limits=limits
        ) as client:
            admin = await self._assemble(client)
            try:
                await self._traffic(seconds, rate)
                rows = await self._drain(client, admin)
            finally:
                for task in self._following:
                    task.cancel()
                await asyncio.gather(*self._following, return_exceptions=True)
        return rows, self._facts()

    async def _assemble(self, client: httpx.AsyncClient) -> Person:
        """Sign everybody in, open the screens, and limit what agents may have."""
        people: dict[str, Person] = {}
        for number, described in enumerate(self._demo["users"]):
            user = Person(client, self._demo["gateway"]["url"])
            await user.sign_in(described["email"], described["password"])
            name = described["email"].partition("@")[0]
            self._agents.append(Agent(user, name, self._run, seed=number))
            screen = Screen(user.url, user.cookie, name, seed=number)
            self._screens.append(screen)
            self._following.append(asyncio.create_task(screen.follow()))
            people[name] = user
        for screen in self._screens:
            await asyncio.wait_for(screen.live.wait(), 30)
        await self._set_up(people["admin"])
        await self._let_strangers_be_answered(client)
        return people["admin"]

    async def _let_strangers_be_answered(self, client: httpx.AsyncClient) -> None:
        """These customers write past the simulator, which then does not know them."""
        simulator = Service(client, self._demo["simulator"]["url"])
        for channel in self._demo["channels"]:
            if channel["kind"] != "webchat":
                path = f"/control/channels/{channel['simulated_id']}/modes"
                await simulator.call("PATCH", path, {"strangers": True})

    async def _set_up(self, admin: Person) -> None:
        for agent in (await admin.call("GET", "/api/v1/agents"))["items"]:
            path = f"/api/v1/agents/{agent['id']}"
            await admin.call("PATCH", path, {"capacity": CAPACITY})
        body = {"method": "fewest", "reopen_policy": "keep_assignee"}
        await admin.call("PUT", "/api/v1/distribution", body)

    async def _traffic(self, seconds: float, rate: float) -> None:
        self._say(
            f"{rate:g} messages/s by {CUSTOMERS} customers, {len(self._agents)} agents, "
            f"{len(self._victims)} processes to kill"
        )
        stop = asyncio.Event()
        writing = asyncio.create_task(self._provider.run(rate, stop))
        working = [asyncio.create_task(each.work(stop)) for each in self._agents]
        lasting = asyncio.create_task(asyncio.sleep(seconds))
        await kill_all(self._stack, self._victims, seconds, self._say)
        await lasting
        stop.set()
        self._say("traffic ends; delivering what the provider still owes")
        await asyncio.gather(writing, *working)

    async def _drain(self, client: httpx.AsyncClient, admin: Person) -> list[Row]:
        """Compare until all is well, or until it is too late; then once more."""
        for screen in self._screens:
            screen.hold()
        reading = Reading(
            self._stack,
            admin,
            Service(client, self._demo["simulator"]["url"]),
            run=self._run,
        )
        deadline = time.monotonic() + DRAIN_SECONDS
        while True:
            rows = await self._compare(reading)
            open_ = {row.what: row.wrong for row in rows if row.wrong}
            self._say(f"draining: {open_ or 'all is well'}")
            if not open_ or time.monotonic() > deadline:
                break
            await asyncio.sleep(LOOK_SECONDS)
        await asyncio.sleep(AFTERMATH_SECONDS)
        return await self._compare(reading)

    async def _compare(self, reading: Reading) -> list[Row]:
        evidence = await reading.gather(self._provider, self._replies(), self._screens)
        return reconcile(evidence)

    def _replies(self) -> list[Reply]:
        return [reply for agent in self._agents for reply in agent.replies]

    def _facts(self) -> dict[str, Any]:
        tally = self._provider.tally
        return {
            "messages": len(tally.accepted | tally.given_up),
            "posts": tally.posts,
            "posts repeated": tally.unanswered,
            "malformed": tally.malformed,
            "forged": len(tally.forged),
            "claims": sum(a.claims for a in self._agents),
            "claims refused": sum(a.refused_claims for a in self._agents),
            "closings": sum(a.closed for a in self._agents),
            "replies": len(self._replies()),
            "stream connections": sum(s.connections for s in self._screens),
            "kills": len(self._victims),
        }
