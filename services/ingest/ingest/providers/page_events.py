"""
Reads the events of Messenger and Instagram, which share their shape.

An entry is about one account of ours and holds events under `messaging`, under
`standby` when another app leads the thread, or under `changes` when somebody
tries them out in the app's dashboard. Nothing here raises on any JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ..domain.channels import Kind
from ..domain.inbound import Address, Ignored, Quarantined, Sender
from ..domain.news import Part
from .page_event import App, Event
from .page_messages import message, optin, postback, referred
from .page_signals import CONTROL, control, delivery, edit, policy, reaction, receipt
from .shape import identifier, items, mapping, milliseconds, text


def read(payload: Mapping[str, Any], app: App, received: datetime) -> list[Part]:
    """Return the parts of a call, in its order; *received* stands in for times."""
    parts = [
        part
        for entry in items(payload.get("entry"))
        for part in _entry(mapping(entry), app, received)
    ]
    return parts or [Quarantined("nothing_in_it")]


def _entry(entry: Mapping[str, Any], app: App, received: datetime) -> Iterator[Part]:
    found = 0
    for each in (*items(entry.get("messaging")), *items(entry.get("standby"))):
        found += 1
        yield from _event(mapping(each), entry, app, received)
    for change in items(entry.get("changes")):
        found += 1
        value = mapping(mapping(change).get("value"))
        if value.get("sender"):
            yield from _event(value, entry, app, received)
        else:
            field = identifier(mapping(change).get("field"))[:64]
            yield Ignored(f"field:{field}", _address(identifier(entry.get("id")), app))
    if not found:
        yield Quarantined("nothing_in_it", _address(identifier(entry.get("id")), app))


def _address(provider_id: str, app: App) -> Address | None:
    return Address(kind=app.kind, provider_id=provider_id) if provider_id else None


def _event(
    body: Mapping[str, Any], entry: Mapping[str, Any], app: App, received: datetime
) -> Iterator[Part]:
    """Yield what one event says: a part for each thing in it."""
    sender = identifier(mapping(body.get("sender")).get("id"))
    recipient = identifier(mapping(body.get("recipient")).get("id"))
    by_us = _is_ours(body, entry, app)
    if by_us:
        sender, recipient = recipient, sender
    address = _address(recipient or identifier(entry.get("id")), app)
    if address is None:
        yield Quarantined("account_id_missing")
        return
    person = Sender((f"{app.prefix}:{sender}",)) if sender else None
    at = milliseconds(body.get("timestamp"), received)
    event = Event(body, address, person, at, sender, by_us)
    read = next((_READERS[key] for key in _READERS if body.get(key)), None)
    if read is None:
        named = ",".join(sorted(set(body) - {"sender", "recipient", "timestamp"}))
        yield Ignored(f"event:{text(named, 64)}", address)
        return
    yield from read(event)


def _is_ours(body: Mapping[str, Any], entry: Mapping[str, Any], app: App) -> bool:
    """
    Tell whether our side did it.

    Only on Messenger is an entry sure to name the account of ours.
    """
    if mapping(body.get("message")).get("is_echo") is True:
        return True
    sender = identifier(mapping(body.get("sender")).get("id"))
    recipient = identifier(mapping(body.get("recipient")).get("id"))
    named = bool(sender) and sender == identifier(entry.get("id")) != recipient
    return named and app.kind is Kind.MESSENGER


_READERS: Mapping[str, Callable[[Event], Iterator[Part]]] = {
    "message": message,
    "postback": postback,
    "message_edit": edit,
    "reaction": reaction,
    "delivery": delivery,
    "read": receipt,
    "referral": referred,
    "optin": optin,
    "policy_enforcement": policy,
    **dict.fromkeys(CONTROL, control),
}
"""Readers by the event's key, in the order they are looked for."""
