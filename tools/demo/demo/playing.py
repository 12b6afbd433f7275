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
from typing import Any
from urllib.parse import urlencode

from demo.dialogues import (
    Answers,
    Claims,
    Closes,
    Dialogue,
    Likes,
    Reacts,
    Resumes,
    Says,
    Sends,
    Step,
)
from demo.people import Conversation, Customer, Inbox
from demo.stack import Refused, Service, User, until

# Answers that mean "not yet": routing or the list has not heard of it so far.
PASSING = frozenset({404, 409, 503})


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
        simulator: Service,
        templates: Mapping[str, str],
    ) -> None:
        self._dialogue = dialogue
        self._channel_id = channel_id
        self._customer = customer
        self._agents = agents
        self._inbox = inbox
        self._simulator = simulator
        # Ids by name.
        self._templates = templates
        self._said = 0

    async def run(self) -> None:
        """Play all steps, each once the one before shows."""
        try:
            for index, step in enumerate(self._dialogue.steps):
                await self._step(step, index)
        finally:
            await self._customer.leave()

    async def _step(self, step: Step, index: int) -> None:
        match step:
            case Says():
                await self._customer.write(step)
                self._said += 1
                await until(f"{self._dialogue.name} in the inbox", self._arrived)
            case Reacts(emoji):
                await self._customer.react(emoji)
            case _:
                what = f"{step.agent} after {self._dialogue.name}"
                act = partial(self._act, step, index)
                await until(f"{type(step).__name__} by {what}", act)

    async def _arrived(self) -> Conversation | None:
        found = await self._inbox.find(self._channel_id, self._dialogue)
        if found is None or found["inbound_count"] < self._said:
            return None
        return found

    async def _act(
        self, step: Claims | Answers | Sends | Likes | Resumes | Closes, index: int
    ) -> Any:
        found = await self._arrived()
        if found is None:
            return None
        user = self._agents[step.agent]
        path = f"/api/v1/conversations/{found['id']}"
        key = f"demo-{found['id']}-{index}"
        try:
            match step:
                case Claims() | Closes():
                    verb = "claim" if isinstance(step, Claims) else "close"
                    done = await user.call("POST", f"{path}/{verb}", {}, key=key)
                case Likes(emoji=emoji):
                    done = await self._like(user, path, emoji)
                case Resumes():
                    body = {
                        "template_id": self._templates[step.template],
                        "variables": dict(step.variables),
                        "request_id": key,
                    }
                    done = await user.call("POST", f"{path}/resume", body)
                case _:
                    body = await self._message(user, step)
                    body["request_id"] = key
                    body["seen_sequence"] = found["last_inbound_sequence"]
                    done = await user.call("POST", f"{path}/messages", body)
                    await user.call("POST", f"{path}/read", {})
        except Refused as refused:
            if refused.status in PASSING:
                return None
            raise
        return done or True

    async def _message(self, user: User, step: Answers | Sends) -> dict[str, Any]:
        if isinstance(step, Answers):
            return {"kind": "text", "text": step.text}
        path = f"/control/samples/{step.sample}"
        content, media_type = await self._simulator.download(path)
        listed = (await self._simulator.call("GET", "/control/samples"))["items"]
        name = next(s["file_name"] for s in listed if s["name"] == step.sample)
        query = urlencode({"channel_id": self._channel_id, "file_name": name})
        file = await user.upload(f"/api/v1/media?{query}", content, media_type)
        return {"kind": "media", "text": step.text, "attachment_id": file["id"]}

    async def _like(self, user: User, path: str, emoji: str) -> Any:
        page = await user.call("GET", f"{path}/messages")
        newest = next(m for m in page["items"] if m["direction"] == "inbound")
        target = f"{path}/messages/{newest['id']}/reaction"
        return await user.call("PUT", target, {"emoji": emoji})


async def missing(
    inbox: Inbox, dialogues: Sequence[Dialogue], channel_ids: Mapping[str, str]
) -> list[Dialogue]:
    """Return the dialogues that have no conversation yet."""
    found = await asyncio.gather(
        *(inbox.find(channel_ids[each.kind], each) for each in dialogues)
    )
    return [d for d, known in zip(dialogues, found, strict=True) if known is None]
