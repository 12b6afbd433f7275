"""
Agents at the HTTP API: take conversations, answer, close now and then.

Each wish has one request id and is repeated with it until there is an answer,
as a page does that lost its connection.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import httpx

from demo.stack import Refused, User

ATTEMPTS = 40  # of one wish; with RETRY_SECONDS between, more than any outage
RETRY_SECONDS = 1.0
STALE_TRIES = 5  # times a held reply is sent again, having read what came
THINK_SECONDS = (0.3, 1.2)  # between two acts
CLOSE_SHARE = 0.1  # of the acts; the customer's next message opens it again
SERVER_TROUBLE = 500
TOO_MANY = 429


class Fate(Enum):
    """What an agent was told about a reply."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNANSWERED = "unanswered"


@dataclass(slots=True)
class Reply:
    """A reply that an agent wished to send."""

    text: str
    request_id: str
    conversation_id: str
    fate: Fate = Fate.UNANSWERED
    reason: str = ""


class NoAnswer(Exception):
    """No attempt was answered."""


class Person(User):
    """A user whose session a live stream may share."""

    @property
    def cookie(self) -> str:
        """The session's cookie."""
        return self._headers["Cookie"]


class Agent:
    """A user of the gateway who works until told to stop."""

    def __init__(self, user: User, name: str, run: str, *, seed: int) -> None:
        self.name = name
        self.replies: list[Reply] = []
        self.claims = 0
        self.refused_claims = 0
        self.closed = 0
        self._user = user
        self._run = run
        self._random = random.Random(seed)

    async def work(self, stop: asyncio.Event) -> None:
        """Act again and again until *stop*."""
        while not stop.is_set():
            await asyncio.sleep(self._random.uniform(*THINK_SECONDS))
            try:
                await self._act()
            except (Refused, NoAnswer):
                # Somebody was first, or it is away for longer: look again.
                continue

    async def _act(self) -> None:
        waiting = await self._look("unassigned")
        if waiting and self._random.random() < 0.5:
            await self._claim(self._random.choice(waiting))
        mine = await self._look("mine")
        if not mine:
            return
        chosen = self._random.choice(mine)
        if self._random.random() < CLOSE_SHARE:
            await self.ask("POST", f"{_one(chosen)}/close", key=uuid.uuid4().hex)
            self.closed += 1
        else:
            await self._reply(chosen)

    async def _look(self, section: str) -> list[dict[str, Any]]:
        path = f"/api/v1/conversations?section={section}&limit=20"
        found = (await self.ask("GET", path))["items"]
        # A visitor of the demo has left: nobody would see what arrives.
        return [c for c in found if c["channel"]["kind"] != "webchat"]

    async def _claim(self, conversation: Mapping[str, Any]) -> None:
        try:
            await self.ask("POST", f"{_one(conversation)}/claim", key=uuid.uuid4().hex)
        except Refused:
            self.refused_claims += 1
        else:
            self.claims += 1

    async def _reply(self, conversation: Mapping[str, Any]) -> None:
        wish = uuid.uuid4().hex
        reply = Reply(f"{self._run}-r{wish}", wish, conversation["id"])
        self.replies.append(reply)
        for _ in range(STALE_TRIES):
            try:
                await self._send(reply)
            except Refused as refused:
                reply.fate, reply.reason = Fate.REFUSED, refused.reason
                if refused.reason != "STALE_REPLY":
                    return
            else:
                reply.fate, reply.reason = Fate.ACCEPTED, ""
                return

    async def _send(self, reply: Reply) -> None:
        one = f"/api/v1/conversations/{reply.conversation_id}"
        seen = (await self.ask("GET", one))["last_inbound_sequence"]
        body = {
            "kind": "text",
            "text": reply.text,
            "request_id": reply.request_id,
            "seen_sequence": seen,
        }
        # From here on it may be stored although nobody told us so.
        reply.fate = Fate.UNANSWERED
        await self.ask("POST", f"{one}/messages", body, key=reply.request_id)

    async def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str = "",
    ) -> Any:
        """
        Ask, repeating the same wish until it is answered.

        Raises:
            Refused: The answer is no.
            NoAnswer: There was none.
        """
        for _ in range(ATTEMPTS):
            try:
                return await self._user.call(method, path, body, key=key)
            except Refused as refused:
                if refused.status < SERVER_TROUBLE and refused.status != TOO_MANY:
                    raise
            except httpx.TransportError:
                pass
            await asyncio.sleep(RETRY_SECONDS)
        raise NoAnswer(f"{method} {path}")


def _one(conversation: Mapping[str, Any]) -> str:
    return f"/api/v1/conversations/{conversation['id']}"
