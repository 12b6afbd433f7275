"""Which reader takes which call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..domain.inbound import Call, Quarantined
from ..domain.news import Part
from . import instagram, messenger, twilio, webchat, whatsapp_cloud
from .shape import Unreadable, items, mapping, parse

META: Mapping[str, Callable[[Mapping[str, Any], datetime], list[Part]]] = {
    whatsapp_cloud.OBJECT: whatsapp_cloud.read,
    messenger.OBJECT: messenger.read,
    instagram.OBJECT: instagram.read,
}
"""Readers of Meta's calls by `object`."""


def read(call: Call) -> list[Part]:
    """Return the parts of *call*, at least one; nothing in it raises."""
    match call.provider:
        case "meta":
            return _meta(call)
        case "twilio":
            return twilio.read(call.body, call.target, call.query, call.receive_time)
        case "webchat":
            return webchat.read(
                call.body, call.target, call.visitor_id, call.receive_time
            )
    return [Quarantined("provider_unknown")]


def _meta(call: Call) -> list[Part]:
    try:
        found = parse(call.body)
    except Unreadable as error:
        return [Quarantined(str(error))]
    # Some samples of Instagram's wrap the whole call in an array.
    payloads = [mapping(each) for each in items(found)] or [mapping(found)]
    parts: list[Part] = []
    for payload in payloads:
        named = payload.get("object")
        read_parts = META.get(named) if isinstance(named, str) else None
        if read_parts is None:
            parts.append(Quarantined("object_unknown"))
        else:
            parts += read_parts(payload, call.receive_time)
    return parts
