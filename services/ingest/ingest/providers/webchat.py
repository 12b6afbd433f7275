"""
Reads the frames of our own web chat that lead to something.

The socket has checked who speaks; what they say is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..domain.inbound import (
    Address,
    Ignored,
    Quarantined,
    Seen,
    Sender,
    Status,
    Written,
)
from ..domain.news import Part
from .shape import Unreadable, code, identifier, mapping, parse, text

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
TEXT_LENGTH = 4096
NAME_LENGTH = 80

SEEN: Mapping[str, Status] = {"delivered": Status.DELIVERED, "read": Status.READ}


def read(
    body: bytes, channel_id: str, visitor_id: str, received: datetime
) -> list[Part]:
    """Return the parts of a frame of *visitor_id*: one."""
    address = Address(channel_id=channel_id)
    try:
        frame = mapping(parse(body))
    except Unreadable as error:
        return [Quarantined(str(error), address)]
    if not visitor_id:
        return [Quarantined("visitor_missing", address)]
    op = identifier(frame.get("op"))
    if op == "message.create":
        return [_message(frame, address, visitor_id, received)]
    if op in SEEN and code(frame.get("up_to_seq")) > 0:
        up_to = code(frame.get("up_to_seq"))
        return [Seen(address, visitor_id, up_to, SEEN[op], received)]
    return [
        Ignored(f"op:{op[:32]}", address) if op else Quarantined("op_missing", address)
    ]


def _message(
    frame: Mapping[str, Any], address: Address, visitor_id: str, received: datetime
) -> Part:
    client_id = identifier(frame.get("client_id"))
    words = text(frame.get("text"), TEXT_LENGTH).strip()
    kind = identifier(frame.get("type"))[:64] or "text"
    if not CLIENT_ID.fullmatch(client_id):
        return Quarantined("client_id_malformed", address)
    shown, provider_kind = "text", ""
    if kind not in ("text", "reply"):
        name = text(mapping(frame.get(kind)).get("name"), 200)
        words = " ".join(filter(None, (f"[{kind}]", name, words)))
        shown, provider_kind = "unsupported", kind
    if not words:
        return Quarantined("text_missing", address)
    return Written(
        address=address,
        sender=Sender(
            keys=(f"visitor:{visitor_id}",),
            display_name=text(frame.get("name"), NAME_LENGTH).strip(),
        ),
        provider_message_id=f"{visitor_id}:{client_id}",
        provider_time=received,
        kind=shown,
        text=words,
        provider_kind=provider_kind,
        client_id=client_id,
    )
