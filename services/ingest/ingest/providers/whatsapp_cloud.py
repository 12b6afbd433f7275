"""
Reads what Meta's Cloud API calls us with for WhatsApp.

A call holds many entries, changes, messages and statuses; each is a part of
its own, so that one that cannot be read leaves the others alone. Nothing here
raises on any JSON.

Source: Meta, "WhatsApp Business Platform webhooks", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ..domain import failures
from ..domain.channels import Kind
from ..domain.inbound import Address, Ignored, Quarantined, Reported, Status
from ..domain.news import Consented, Part
from .cloud_messages import Contacts, echo, message, preference
from .cloud_notices import account_error, error_words, told
from .cloud_people import person
from .shape import (
    code,
    identifier,
    items,
    mapping,
    milliseconds,
    moment,
    own_message_id,
)

OBJECT = "whatsapp_business_account"

ABOUT_PEOPLE = frozenset({"messages", "smb_message_echoes", "user_preferences"})
"""Fields whose value is about one number and people who write with it."""

STATUSES: Mapping[str, Status] = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    # A voice message that was played was seen.
    "played": Status.READ,
    "failed": Status.FAILED,
}


def read(payload: Mapping[str, Any], received: datetime) -> list[Part]:
    """Return the parts of a call, in its order; *received* stands in for times."""
    parts = [
        part
        for entry in items(payload.get("entry"))
        for part in _entry(mapping(entry), received)
    ]
    return parts or [Quarantined("nothing_in_it")]


def _entry(entry: Mapping[str, Any], received: datetime) -> Iterator[Part]:
    changes = list(items(entry.get("changes")))
    if not changes:
        yield Quarantined("entry_without_changes")
    for change in changes:
        field = identifier(mapping(change).get("field"))
        value = mapping(change).get("value")
        if not field or not isinstance(value, dict):
            yield Quarantined("change_without_value")
        elif field in ABOUT_PEOPLE:
            yield from _value(value, entry, received)
        elif field.startswith("group_"):
            # INB-10: nobody's conversation is in a group.
            yield Ignored(f"field:{field[:64]}", _number(value))
        else:
            yield _of_account(field, value, entry, received)


def _number(value: Mapping[str, Any]) -> Address | None:
    found = identifier(mapping(value.get("metadata")).get("phone_number_id"))
    return Address(kind=Kind.WHATSAPP_CLOUD, provider_id=found) if found else None


def _of_account(
    field: str,
    value: Mapping[str, Any],
    entry: Mapping[str, Any],
    received: datetime,
) -> Part:
    """Return what is told of a number, or of all numbers of the account."""
    waba = identifier(entry.get("id"))
    shown = identifier(value.get("display_phone_number")).lstrip("+")
    address = _number(value) or (Address(waba_id=waba, phone=shown) if waba else None)
    if address is None:
        return Quarantined("account_id_missing")
    return told(field, value, address, milliseconds(entry.get("time"), received))


def _value(
    value: Mapping[str, Any], entry: Mapping[str, Any], received: datetime
) -> Iterator[Part]:
    address = _number(value)
    if address is None:
        yield Quarantined("phone_number_id_missing")
        return
    contacts = [mapping(each) for each in items(value.get("contacts"))]
    found = 0
    for part in _people(value, address, contacts, received):
        found += 1
        yield part
    told_at = milliseconds(entry.get("time"), received)
    for error in items(value.get("errors")):
        # Beside a message it says why the message came without its body.
        yield (
            Ignored("error_beside_message", address)
            if found
            else account_error(error, address, told_at)
        )
    if not found and not list(items(value.get("errors"))):
        yield Quarantined("nothing_in_it", address)


def _people(
    value: Mapping[str, Any], address: Address, contacts: Contacts, received: datetime
) -> Iterator[Part]:
    for each in items(value.get("messages")):
        yield from message(each, address, contacts, received)
    for each in items(value.get("statuses")):
        yield from _status(mapping(each), address, received)
    for each in items(value.get("message_echoes")):
        yield echo(each, address, contacts, received)
    for each in items(value.get("user_preferences")):
        yield preference(each, address, contacts, received)
    for _ in items(value.get("groups")):
        yield Ignored("group_notice", address)


def _status(
    found: Mapping[str, Any], address: Address, received: datetime
) -> Iterator[Part]:
    message_id, named = identifier(found.get("id")), identifier(found.get("status"))
    if not message_id or not named:
        yield Quarantined("status_without_id", address)
        return
    if found.get("recipient_type") == "group":
        yield Ignored("group_status", address)
        return
    reached = STATUSES.get(named)
    if reached is None:
        yield Ignored(f"status:{named[:32]}", address)
        return
    at = moment(found.get("timestamp"), received)
    reason, detail = _failure(found) if reached is Status.FAILED else ("", "")
    yield Reported(
        address=address,
        provider_message_id=message_id,
        status=reached,
        provider_time=at,
        message_id=own_message_id(found.get("biz_opaque_callback_data")),
        error_reason=reason,
        error_detail=detail,
    )
    if reason == failures.RECIPIENT_OPTED_OUT:
        yield from _opted_out(found, address, at)


def _failure(status: Mapping[str, Any]) -> tuple[str, str]:
    error = mapping(next(items(status.get("errors")), None))
    return failures.meta(code(error.get("code"))).reason, error_words(error)


def _opted_out(
    found: Mapping[str, Any], address: Address, at: datetime
) -> Iterator[Part]:
    """Yield that a person wants no marketing, if the status says who."""
    who = person(
        identifier(found.get("recipient_id")),
        identifier(found.get("recipient_user_id")),
        identifier(found.get("recipient_parent_user_id")),
        {},
    )
    if who is not None:
        yield Consented(address, who, marketing=False, provider_time=at)
