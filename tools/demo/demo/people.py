"""Who writes to the business, and where their conversation shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Protocol

from demo.dialogues import INSTAGRAM, MESSENGER, WEBCHAT, Dialogue, Says
from demo.stack import Service, User, until

Conversation = Mapping[str, Any]


class Customer(Protocol):
    """Somebody who writes to the business."""

    async def write(self, says: Says) -> None:
        """Send one message."""

    async def react(self, emoji: str) -> None:
        """React to the newest answer."""

    async def leave(self) -> None:
        """Be done with writing."""


class Phone:
    """A customer with a phone, played by the simulator."""

    def __init__(self, simulator: Service, channel_id: str, dialogue: Dialogue) -> None:
        self._simulator = simulator
        self._path = f"/control/customers/{channel_id}/{dialogue.phone}"
        self._name = dialogue.name

    async def write(self, says: Says) -> None:
        """Send one message; its provider repeats it until it is taken."""
        body: dict[str, Any] = {
            "text": says.text,
            "name": self._name,
            "kind": says.kind,
        }
        if says.hours_ago:
            body["at"] = time.time() - says.hours_ago * 3600
        path = f"{self._path}/messages"
        await self._simulator.call("POST", path, body | dict(says.details))

    async def react(self, emoji: str) -> None:
        """React to the newest answer, once it is on the phone."""
        answer = await until(f"an answer for {self._name}", self._newest)
        body = {"message_id": answer, "emoji": emoji}
        await self._simulator.call("POST", f"{self._path}/reactions", body)

    async def _newest(self) -> str | None:
        thread = (await self._simulator.call("GET", self._path))["messages"]
        if not thread or thread[-1]["direction"] != "out":
            return None
        return str(thread[-1]["id"])

    async def leave(self) -> None:
        """Put the phone away."""


Items = list[dict[str, Any]]


class Inbox:
    """What the administrator's lists show, looked at by all plays together."""

    def __init__(self, admin: User) -> None:
        self._admin = admin
        self._looking: dict[str, asyncio.Task[Items]] = {}

    async def find(self, channel_id: str, dialogue: Dialogue) -> Conversation | None:
        """Return the dialogue's conversation, None if there is none."""
        theirs = None
        if dialogue.kind in (MESSENGER, INSTAGRAM):
            theirs = await self._known(dialogue.phone)
        for each in await self._look("conversations"):
            if each["channel"]["id"] != channel_id:
                continue
            if _is_of(each["contact"], dialogue, theirs):
                return each
        return None

    async def _known(self, person: str) -> set[str]:
        """Return the contacts that a provider knows by the id *person*."""
        return {
            each["id"]
            for each in await self._look("contacts")
            if any(key.endswith(f":{person}") for key in each["identity_keys"])
        }

    async def _look(self, what: str) -> Items:
        looking = self._looking.get(what)
        if looking is None or looking.done():
            listing = self._admin.everything(f"/api/v1/{what}?limit=100")
            looking = self._looking[what] = asyncio.create_task(listing)
        return await looking


def _is_of(
    contact: Mapping[str, Any], dialogue: Dialogue, theirs: set[str] | None
) -> bool:
    if theirs is not None:
        return contact["id"] in theirs
    if dialogue.kind == WEBCHAT:
        return bool(contact["name"] == dialogue.name)
    digits = "".join(c for c in contact["phone"] or "" if c.isdigit())
    return digits == dialogue.phone
