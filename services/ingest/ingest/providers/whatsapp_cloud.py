"""
Reads what Meta's Cloud API calls us with for WhatsApp.

A call holds many entries, changes, messages and statuses; each is a part of
its own, so that one that cannot be read leaves the others alone. Nothing here
raises on any JSON.

Source: Meta, "WhatsApp Business Platform webhooks", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ..domain import failures
from ..domain.channels import Kind
from ..domain.inbound import (
    Address,
    Ignored,
    Quarantined,
    Reported,
    Sender,
    Status,
    Written,
)
from ..domain.news import Part
from .cloud_kinds import ANNOTATIONS, NOTICES, stand_in
from .shape import (
    Unreadable,
    code,
    identifier,
    items,
    mapping,
    moment,
    own_message_id,
    parse,
    phone,
    text,
)

OBJECT = "whatsapp_business_account"

STATUSES: Mapping[str, Status] = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    # A voice message that was played was seen.
    "played": Status.READ,
    "failed": Status.FAILED,
}

NAME_LENGTH = 256


def read(body: bytes, received: datetime) -> list[Part]:
    """Return the parts of a call, in its order; *received* stands in for times."""
    try:
        payload = mapping(parse(body))
    except Unreadable as error:
        return [Quarantined(str(error))]
    if payload.get("object") != OBJECT:
        return [Quarantined("object_unknown")]
    parts = [
        part
        for entry in items(payload.get("entry"))
        for part in _entry(entry, received)
    ]
    return parts or [Quarantined("nothing_in_it")]


def _entry(entry: Any, received: datetime) -> Iterator[Part]:
    changes = mapping(entry).get("changes")
    if not isinstance(changes, list) or not changes:
        yield Quarantined("entry_without_changes")
        return
    for change in changes:
        field = identifier(mapping(change).get("field"))
        value = mapping(change).get("value")
        if not field or not isinstance(value, dict):
            yield Quarantined("change_without_value")
        elif field == "messages":
            yield from _value(value, received)
        else:
            yield Ignored(f"field:{field[:64]}", _address(value))


def _address(value: Mapping[str, Any]) -> Address | None:
    number = identifier(mapping(value.get("metadata")).get("phone_number_id"))
    return Address(kind=Kind.WHATSAPP_CLOUD, provider_id=number) if number else None


def _value(value: Mapping[str, Any], received: datetime) -> Iterator[Part]:
    address = _address(value)
    if address is None:
        yield Quarantined("phone_number_id_missing")
        return
    contacts = [mapping(each) for each in items(value.get("contacts"))]
    found = 0
    for message in items(value.get("messages")):
        found += 1
        yield _message(message, address, contacts, received)
    for status in items(value.get("statuses")):
        found += 1
        yield _status(status, address, received)
    if found:
        return
    known = value.get("errors") or value.get("message_echoes")
    yield (
        Ignored("account_error", address)
        if known
        else Quarantined("nothing_in_it", address)
    )


def _message(
    message: Any,
    address: Address,
    contacts: Sequence[Mapping[str, Any]],
    received: datetime,
) -> Part:
    found = mapping(message)
    message_id, kind = identifier(found.get("id")), identifier(found.get("type"))
    if not message_id or not kind:
        return Quarantined("message_without_id_or_type", address)
    if found.get("group_id"):
        # INB-10: a group is never merged into a person's conversation.
        return Ignored("group_message", address)
    if kind in NOTICES or kind in ANNOTATIONS:
        return Ignored(f"kind:{kind}", address)
    sender = _sender(found, contacts)
    if sender is None:
        return Quarantined("message_without_sender", address)
    shown, words, provider_kind = stand_in(kind[:64], found)
    if shown == "text" and not words:
        shown, words, provider_kind = "unsupported", f"[{kind[:64]}]", kind[:64]
    return Written(
        address=address,
        sender=sender,
        provider_message_id=message_id,
        provider_time=moment(found.get("timestamp"), received),
        kind=shown,
        text=words,
        provider_kind=provider_kind,
        reply_to=identifier(mapping(found.get("context")).get("id")),
    )


def _sender(
    message: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]]
) -> Sender | None:
    """Put together who wrote, from the message and the contact beside it."""
    number, scoped = (
        identifier(message.get("from")),
        identifier(message.get("from_user_id")),
    )
    contact = _contact(contacts, number, scoped)
    scoped = scoped or identifier(contact.get("user_id"))
    parent = identifier(message.get("from_parent_user_id")) or identifier(
        contact.get("parent_user_id")
    )
    e164 = phone(number) or phone(contact.get("wa_id")) or _given_phone(message)
    keys = [
        f"{prefix}:{value}"
        for prefix, value in (("bsuid", scoped), ("parent", parent), ("phone", e164))
        if value
    ]
    if not keys:
        return None
    profile = mapping(contact.get("profile"))
    return Sender(
        keys=tuple(keys),
        display_name=text(profile.get("name"), NAME_LENGTH).strip(),
        phone=e164,
        handle=identifier(profile.get("username")),
    )


def _given_phone(message: Mapping[str, Any]) -> str:
    """Return the phone a person gave on our request: it is their own."""
    for card in items(message.get("contacts")):
        if mapping(card).get("origin") == "contact_request":
            for each in items(mapping(card).get("phones")):
                return phone(mapping(each).get("wa_id"))
    return ""


def _contact(
    contacts: Sequence[Mapping[str, Any]], number: str, scoped: str
) -> Mapping[str, Any]:
    """Return the contact that is the sender; a lone one without ids counts."""
    for contact in contacts:
        if scoped and identifier(contact.get("user_id")) == scoped:
            return contact
        if number and identifier(contact.get("wa_id")) == number:
            return contact
    if len(contacts) == 1 and not (number or scoped):
        return contacts[0]
    return {}


def _status(status: Any, address: Address, received: datetime) -> Part:
    found = mapping(status)
    message_id, named = identifier(found.get("id")), identifier(found.get("status"))
    if not message_id or not named:
        return Quarantined("status_without_id", address)
    if found.get("recipient_type") == "group":
        return Ignored("group_status", address)
    reached = STATUSES.get(named)
    if reached is None:
        return Ignored(f"status:{named[:32]}", address)
    reason, detail = _failure(found) if reached is Status.FAILED else ("", "")
    return Reported(
        address=address,
        provider_message_id=message_id,
        status=reached,
        provider_time=moment(found.get("timestamp"), received),
        message_id=own_message_id(found.get("biz_opaque_callback_data")),
        error_reason=reason,
        error_detail=detail,
    )


def _failure(status: Mapping[str, Any]) -> tuple[str, str]:
    error = mapping(next(items(status.get("errors")), None))
    return failures.meta(code(error.get("code"))).reason, error_words(error)


def error_words(error: Mapping[str, Any]) -> str:
    """Return an error's code and the provider's words for it."""
    number = code(error.get("code"))
    words = (
        text(mapping(error.get("error_data")).get("details"), 500)
        or text(error.get("message"), 500)
        or text(error.get("title"), 500)
    )
    return f"{number}: {words}" if number >= 0 else words
