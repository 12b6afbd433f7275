"""
Who a WhatsApp message or status is about.

Any id may be missing: the phone when a person has a user name, the
business-scoped id on calls of before April 2026. All that are given for one
person are keys of that person; nothing is taken from a contact that says
otherwise in any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.inbound import Sender
from .meaning import NAME_LENGTH
from .shape import identifier, items, mapping, phone, text

BSUID = re.compile(r"\b[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{6,128}\b")


def person(
    number: str, scoped: str, parent: str, contact: Mapping[str, Any], own: str = ""
) -> Sender | None:
    """
    Return the person of these ids, None if there is not one.

    *own* is a phone they gave as theirs; it counts if no other is known.
    """
    scoped = scoped or identifier(contact.get("user_id"))
    parent = parent or identifier(contact.get("parent_user_id"))
    e164 = phone(number) or phone(contact.get("wa_id")) or own
    keys = keys_of(scoped, parent, e164)
    if not keys:
        return None
    profile = mapping(contact.get("profile"))
    return Sender(
        keys=keys,
        display_name=text(profile.get("name"), NAME_LENGTH).strip(),
        phone=e164,
        handle=identifier(profile.get("username")),
    )


def keys_of(scoped: str, parent: str, e164: str) -> tuple[str, ...]:
    """Return the keys of the ids that are there, the most lasting first."""
    told = (("bsuid", scoped), ("parent", parent), ("phone", e164))
    return tuple(f"{prefix}:{value}" for prefix, value in told if value)


def sender(
    message: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]]
) -> Sender | None:
    """Return who wrote, from the message and the contact beside it."""
    number = identifier(message.get("from"))
    scoped = identifier(message.get("from_user_id"))
    return person(
        number,
        scoped,
        identifier(message.get("from_parent_user_id")),
        contact_of(contacts, number, scoped),
        _given_phone(message),
    )


def recipient(
    echo: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]]
) -> Sender | None:
    """Return whom staff wrote to."""
    number = identifier(echo.get("to"))
    scoped = identifier(echo.get("to_user_id"))
    parent = identifier(echo.get("to_parent_user_id"))
    return person(number, scoped, parent, contact_of(contacts, number, scoped))


def contact_of(
    contacts: Sequence[Mapping[str, Any]], number: str, scoped: str
) -> Mapping[str, Any]:
    """Return the contact of these ids; a lone one counts if there are none."""
    for contact in contacts:
        there, phone_there = (
            identifier(contact.get("user_id")),
            identifier(contact.get("wa_id")),
        )
        if scoped and there:
            if scoped == there:
                return contact
        elif number and number == phone_there:
            return contact
    return contacts[0] if len(contacts) == 1 and not (number or scoped) else {}


def _given_phone(message: Mapping[str, Any]) -> str:
    """Return the phone a person gave on our request: it is their own."""
    for card in items(message.get("contacts")):
        if mapping(card).get("origin") == "contact_request":
            for each in items(mapping(card).get("phones")):
                return phone_of(mapping(each))
    return ""


def phone_of(told: Mapping[str, Any]) -> str:
    """Return a shared phone in E.164; empty if it cannot be read so."""
    known = phone(told.get("wa_id"))
    if known:
        return known
    words = text(told.get("phone"), 64).strip()
    return phone(re.sub(r"[\s().-]", "", words)) if words.startswith("+") else ""


def former_scoped(system: Mapping[str, Any], now: str) -> str:
    """
    Return the business-scoped id a person had before; empty if it is not told.

    Meta names it in the words only, and only if just one is another than *now*.
    """
    told = identifier(system.get("previous_user_id"))
    if told:
        return told if told != now else ""
    named = set(BSUID.findall(text(system.get("body"), 4096))) - {now}
    return named.pop() if len(named) == 1 else ""
