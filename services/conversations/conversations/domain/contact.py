"""The person on the other side, as their channel and the CRM know them."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote, as the channel knows them; *keys* most lasting first."""

    keys: tuple[str, ...]
    display_name: str = ""
    phone: str = ""
    handle: str = ""
    avatar_url: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """
    The person to show; *name* is never empty.

    `contact_id` is empty until the CRM matched them. `crm_version` and
    `crm_time` are those of the newest CRM fact applied.
    """

    name: str
    phone: str = ""
    handle: str = ""
    avatar_url: str = ""
    contact_id: str = ""
    crm_version: int = 0
    crm_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class CrmContact:
    """A contact as the CRM has it at *version*; *at* orders between contacts."""

    contact_id: str
    name: str
    phone: str
    version: int
    at: datetime
    is_match: bool = True


def contact_of(sender: Sender) -> Contact:
    """Return how to show *sender*: by name, else phone, handle, or id."""
    return Contact(
        name=_name_of(sender),
        phone=sender.phone,
        handle=sender.handle,
        avatar_url=sender.avatar_url,
    )


def with_sender(contact: Contact, sender: Sender, keys: Collection[str]) -> Contact:
    """
    Return *contact* with what the channel says now; itself if nothing new.

    The CRM's name and phone stand once it matched the person: what somebody
    calls themselves must not rename a customer. An id is no name: whoever was
    shown by one of their *keys* gets the first name that is told (MSG-4).
    """
    name = contact.name
    if sender.display_name and (not contact.contact_id or _is_id(name, keys)):
        name = sender.display_name
    told = (
        name,
        contact.phone or sender.phone,
        sender.handle or contact.handle,
        sender.avatar_url or contact.avatar_url,
    )
    if told == (contact.name, contact.phone, contact.handle, contact.avatar_url):
        return contact
    return replace(
        contact, name=told[0], phone=told[1], handle=told[2], avatar_url=told[3]
    )


def with_crm(contact: Contact, crm: CrmContact, keys: Collection[str]) -> Contact:
    """
    Return *contact* as the CRM says; itself if that is no news.

    Of facts about one contact the higher version wins, between contacts the
    later match: so the end does not depend on the order of arrival. Where the
    CRM has but one of the person's *keys* for a name, ours stands.
    """
    if contact.contact_id == crm.contact_id:
        if crm.version <= contact.crm_version:
            return contact
    elif (contact.contact_id and not crm.is_match) or (
        contact.crm_time is not None and crm.at <= contact.crm_time
    ):
        return contact
    return replace(
        contact,
        contact_id=crm.contact_id,
        name=contact.name if _is_id(crm.name, keys) else crm.name or contact.name,
        phone=crm.phone or contact.phone,
        crm_version=crm.version,
        crm_time=crm.at,
    )


@functools.lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """Return *text* for comparing: no accents, no case, single spaces."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def search_text(contact: Contact) -> str:
    """Return what a search looks at: name, phone and handle, folded."""
    return "\n".join((folded(contact.name), contact.phone, folded(contact.handle)))


def _is_id(name: str, keys: Collection[str]) -> bool:
    """Whether *name* only fills in for a name; a phone tells people something."""
    return any(
        name == key.partition(":")[2] for key in keys if not key.startswith("phone:")
    )


def _name_of(sender: Sender) -> str:
    named = sender.display_name or sender.phone or sender.handle
    return named or sender.keys[0].partition(":")[2] or sender.keys[0]
