"""
One visitor at a socket: who they are, what they may say, how fast.

Frames are JSON objects with `op` from the visitor and `ev` from us. The first
one says which web site and which visitor; the address never carries a token.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis import clock, ids
from chassis.errors import Unavailable

from ..domain import visitors
from ..domain.buckets import Buckets
from ..domain.channels import Channel
from ..domain.content import Attachment
from ..domain.inbound import Call
from ..media.errors import AttachmentUnknown
from ..providers.shape import Unreadable, code, identifier, mapping, parse, text
from ..providers.webchat import (
    CLIENT_ID,
    NAME_LENGTH,
    TEXT_LENGTH,
    message_id,
    write_file,
)
from .intake import Intake
from .sockets import Socket

FRAME_BYTES = 64 << 10
PATIENCE = 100
"""Refused frames after which a visitor is disconnected."""

UPLOAD_ID = re.compile(r"at_[0-9a-z]{26}")

Claim = Callable[[str, str, str, str], Attachment]
"""Makes an upload part of a message; see `Media.claim`. Blocking."""

SEEN_OPS = frozenset({"delivered", "read"})
KEPT_OPS = frozenset({"csat.submit"})
MESSAGE_FIELDS = ("type", "text", "payload", "reply_to")


class Rejected(Exception):
    """The connection ends; the message is a stable reason for the visitor's page."""

    def __init__(self, reason: str, close_code: int = 4400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.close_code = close_code


@dataclass(slots=True)
class Limits:
    """How fast visitors and addresses may go."""

    visitor: Buckets = field(default_factory=lambda: Buckets(per_second=5, burst=30))
    address: Buckets = field(default_factory=lambda: Buckets(per_second=50, burst=300))
    connections: Buckets = field(
        default_factory=lambda: Buckets(per_second=5, burst=100)
    )
    files: Buckets = field(default_factory=lambda: Buckets(per_second=0.2, burst=20))
    file_addresses: Buckets = field(
        default_factory=lambda: Buckets(per_second=1, burst=60)
    )
    now: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class Greeting:
    """The first frame, checked: who is there, and how to tell them."""

    channel: Channel
    visitor_id: str
    after: int
    name: str
    # Set only when we have just issued it.
    fresh_token: str = ""


def read_frame(raw: str | bytes | None) -> Mapping[str, Any]:
    """
    Return a frame.

    Raises:
        Rejected: It is too long, no text, or no JSON object.
    """
    if not isinstance(raw, str):
        raise Rejected("FRAME_NOT_TEXT", 1003)
    if len(raw.encode("utf-8", "replace")) > FRAME_BYTES:
        raise Rejected("FRAME_TOO_LARGE", 1009)
    try:
        frame = parse(raw.encode("utf-8", "replace"))
    except Unreadable:
        raise Rejected("FRAME_NOT_JSON") from None
    if not isinstance(frame, dict):
        raise Rejected("FRAME_NOT_JSON")
    return frame


def greet(
    frame: Mapping[str, Any],
    *,
    website: Callable[[str], Channel | None],
    welcome: Callable[[Channel], bool],
    keys: list[bytes],
) -> Greeting:
    """
    Check the first frame and say who is there.

    A visitor token that we did not issue for this web site is worth nothing:
    its bearer becomes a new visitor. *welcome* says whether the page may talk
    to the channel.

    Raises:
        Rejected: The web site is unknown, or may not show the widget.
    """
    channel = website(identifier(frame.get("website_token")))
    if channel is None:
        raise Rejected("WEBSITE_UNKNOWN", 4404)
    if not welcome(channel):
        raise Rejected("ORIGIN_REFUSED", 4403)
    token, fresh = identifier(frame.get("visitor_token")), ""
    after = max(code(frame.get("after_seq")), 0)
    if not visitors.genuine(token, channel.channel_id, keys):
        fresh = visitors.issue(
            channel.channel_id, os.urandom(visitors.RANDOM_BYTES), keys[0]
        )
        token, after = fresh, 0
    return Greeting(
        channel=channel,
        visitor_id=visitors.visitor_id(token),
        after=after,
        name=_name(frame.get("name")),
        fresh_token=fresh,
    )


class Session:
    """What a greeted visitor says, frame by frame."""

    def __init__(
        self,
        greeting: Greeting,
        socket: Socket,
        *,
        intake: Intake,
        limits: Limits,
        address: str,
        claim: Claim,
    ) -> None:
        self._greeting = greeting
        self._socket = socket
        self._intake = intake
        self._limits = limits
        self._address = address
        self._claim = claim
        self._name = greeting.name
        self._told = {"delivered": 0, "read": 0}
        self._refused = 0

    async def hear(self, frame: Mapping[str, Any]) -> None:
        """
        Act on a frame; what is unknown is ignored.

        Raises:
            Rejected: The visitor goes on and on after being refused.
        """
        op = identifier(frame.get("op"))
        if op == "pong":
            return
        if not self._may_go_on():
            self._refuse(frame, "RATE_LIMITED")
        elif op == "message.create":
            await self._message(frame)
        elif op in SEEN_OPS:
            await self._seen(op, code(frame.get("up_to_seq")))
        elif op == "form.submit":
            self._name = _name(mapping(frame.get("values")).get("name")) or self._name
        elif op in KEPT_OPS:
            await self._take(dict(frame))

    def _may_go_on(self) -> bool:
        now = self._limits.now()
        visitor = self._limits.visitor.take(self._greeting.visitor_id, now)
        return self._limits.address.take(self._address, now) and visitor

    async def _message(self, frame: Mapping[str, Any]) -> None:
        client_id = identifier(frame.get("client_id"))
        words = text(frame.get("text"))
        if not CLIENT_ID.fullmatch(client_id):
            self._refuse(frame, "CLIENT_ID_MALFORMED")
            return
        if len(words) > TEXT_LENGTH or not (words.strip() or frame.get("file")):
            self._refuse(frame, "TEXT_TOO_LONG" if words.strip() else "TEXT_MISSING")
            return
        kept = {name: frame[name] for name in MESSAGE_FIELDS if frame.get(name)}
        try:
            if frame.get("file"):
                kept["file"] = await self._file(frame["file"], client_id)
            await self._take(
                {
                    "op": "message.create",
                    "client_id": client_id,
                    "name": self._name,
                    **kept,
                }
            )
        except AttachmentUnknown:
            self._refuse(frame, "FILE_UNKNOWN")
        except Unavailable:
            self._refuse(frame, "UNAVAILABLE")
        else:
            self._socket.push({"ev": "ack", "client_id": client_id})

    async def _file(self, told: Any, client_id: str) -> dict[str, Any]:
        """
        Return what we know of the visitor's upload, whatever they say of it.

        Raises:
            AttachmentUnknown: They uploaded no such file, or it is gone.
        """
        upload_id = identifier(mapping(told).get("upload_id"))
        if not UPLOAD_ID.fullmatch(upload_id):
            raise AttachmentUnknown("no upload has such an id")
        visitor_id = self._greeting.visitor_id
        found = await asyncio.to_thread(
            self._claim,
            upload_id,
            self._greeting.channel.channel_id,
            visitor_id,
            message_id(visitor_id, client_id),
        )
        return write_file(found)

    async def _seen(self, op: str, up_to: int) -> None:
        """Pass on how far the visitor got, never further than they were sent."""
        up_to = min(up_to, self._socket.sequence)
        if up_to <= self._told[op]:
            return
        self._told[op] = up_to
        try:
            await self._take({"op": op, "up_to_seq": up_to})
        except Unavailable:
            self._told[op] = 0

    async def _take(self, kept: dict[str, Any]) -> None:
        await self._intake.take(
            Call(
                call_id=ids.new("pc"),
                provider="webchat",
                target=self._greeting.channel.channel_id,
                body=json.dumps(kept).encode(),
                content_type="application/json",
                receive_time=clock.now(),
                visitor_id=self._greeting.visitor_id,
            )
        )

    def _refuse(self, frame: Mapping[str, Any], reason: str) -> None:
        self._refused += 1
        if self._refused > PATIENCE:
            raise Rejected(reason, 4429)
        client_id = identifier(frame.get("client_id"))
        self._socket.push({"ev": "refused", "client_id": client_id, "reason": reason})


def _name(value: Any) -> str:
    return " ".join(text(value, NAME_LENGTH).split())
