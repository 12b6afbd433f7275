"""
Plays the dialogues through the real path: customers through their provider,
agents through the gateway's API as themselves.

A dialogue whose conversation exists already is left alone, so that playing
again adds nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from demo.dialogues import WEBCHAT, Answers, Claims, Closes, Dialogue, Says
from demo.stack import Refused, Service, User, until

Conversation = Mapping[str, Any]
# Answers that mean "not yet": routing or the list has not heard of it so far.
PASSING = frozenset({404, 409, 503})


class Customer(Protocol):
    """Somebody who writes to the business."""

    async def write(self, text: str) -> None:
        """Send one message."""

    async def leave(self) -> None:
        """Be done with writing."""


class Phone:
    """A customer with a phone, played by the simulator."""

    def __init__(self, simulator: Service, channel_id: str, dialogue: Dialogue) -> None:
        self._simulator = simulator
        self._path = f"/control/customers/{channel_id}/{dialogue.phone}/messages"
        self._name = dialogue.name

    async def write(self, text: str) -> None:
        """Send one message; its provider repeats it until it is taken."""
        body = {"text": text, "name": self._name}
        await self._simulator.call("POST", self._path, body)

    async def leave(self) -> None:
        """Put the phone away."""


class Inbox:
    """What the administrator's list shows, looked at by all plays together."""

    def __init__(self, admin: User) -> None:
        self._admin = admin
        self._looking: asyncio.Task[list[dict[str, Any]]] | None = None

    async def find(self, channel_id: str, dialogue: Dialogue) -> Conversation | None:
        """Return the dialogue's conversation, None if there is none."""
        for each in await self._look():
            if each["channel"]["id"] == channel_id and _is_of(each, dialogue):
                return each
        return None

    async def _look(self) -> list[dict[str, Any]]:
        if self._looking is None or self._looking.done():
            looking = self._admin.everything("/api/v1/conversations?limit=100")
            self._looking = asyncio.create_task(looking)
        return await self._looking


def _is_of(conversation: Conversation, dialogue: Dialogue) -> bool:
    contact = conversation["contact"]
    if dialogue.kind == WEBCHAT:
        return bool(contact["name"] == dialogue.name)
    digits = "".join(c for c in contact["phone"] or "" if c.isdigit())
    return digits == dialogue.phone


class Play:
    """One dialogue being played."""

    def __init__(
        self,
        dialogue: Dialogue,
        channel_id: str,
        *,
        customer: Customer,
        agents: Mapping[str, User],
        inbox: Inbox,
    ) -> None:
        self._dialogue = dialogue
        self._channel_id = channel_id
        self._customer = customer
        self._agents = agents
        self._inbox = inbox
        self._said = 0

    async def run(self) -> None:
        """Play all steps, each once the one before shows."""
        try:
            await self._steps()
        finally:
            await self._customer.leave()

    async def _steps(self) -> None:
        for index, step in enumerate(self._dialogue.steps):
            match step:
                case Says():
                    await self._customer.write(step.text)
                    self._said += 1
                    await until(f"{self._dialogue.name} in the inbox", self._arrived)
                case Claims():
                    await self._act(step.agent, "claim", index)
                case Answers():
                    look = partial(self._answer, step, index)
                    await until(f"{step.agent}'s answer", look)
                case Closes():
                    await self._act(step.agent, "close", index)

    async def _arrived(self) -> Conversation | None:
        found = await self._inbox.find(self._channel_id, self._dialogue)
        if found is None or found["inbound_count"] < self._said:
            return None
        return found

    async def _act(self, agent: str, verb: str, index: int) -> None:
        await until(f"{agent} can {verb}", lambda: self._try(agent, verb, index))

    async def _try(self, agent: str, verb: str, index: int) -> Any:
        found = await self._arrived()
        if found is None:
            return None
        path = f"/api/v1/conversations/{found['id']}/{verb}"
        try:
            key = f"demo-{found['id']}-{index}"
            return await self._agents[agent].call("POST", path, {}, key=key)
        except Refused as refused:
            if refused.status in PASSING:
                return None
            raise

    async def _answer(self, step: Answers, index: int) -> Any:
        found = await self._arrived()
        if found is None:
            return None
        path = f"/api/v1/conversations/{found['id']}"
        user = self._agents[step.agent]
        body = {
            "kind": "text",
            "text": step.text,
            "request_id": f"demo-{found['id']}-{index}",
            "seen_sequence": found["last_inbound_sequence"],
        }
        try:
            sent = await user.call("POST", f"{path}/messages", body)
            await user.call("POST", f"{path}/read", {})
        except Refused as refused:
            if refused.status in PASSING:
                return None
            raise
        return sent


async def missing(
    inbox: Inbox, dialogues: Sequence[Dialogue], channel_ids: Mapping[str, str]
) -> list[Dialogue]:
    """Return the dialogues that have no conversation yet."""
    found = await asyncio.gather(
        *(inbox.find(channel_ids[each.kind], each) for each in dialogues)
    )
    return [d for d, known in zip(dialogues, found, strict=True) if known is None]
