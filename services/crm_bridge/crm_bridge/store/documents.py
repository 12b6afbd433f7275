"""Between the domain and documents."""

from __future__ import annotations

from typing import Any

from ..domain.contact import Contact, folded
from ..ports import Link

FIELDS = (
    "name",
    "create_time",
    "phone",
    "email",
    "city",
    "company",
    "notes",
    "owner_id",
    "source",
    "is_profile",
    "identity_keys",
)


def write_contact(contact: Contact) -> dict[str, Any]:
    """Return the contact as it is stored, at its next version."""
    return {
        "_id": contact.contact_id,
        "account_id": contact.account_id,
        **{name: getattr(contact, name) for name in FIELDS},
        "version": contact.version + 1,
        "name_key": folded(contact.name),
        "search_text": contact.search_text,
    }


def read_contact(document: dict[str, Any]) -> Contact:
    """Return the contact of a document."""
    return Contact(
        account_id=document["account_id"],
        contact_id=document["_id"],
        version=document["version"],
        **{name: document[name] for name in FIELDS},
    )


def identity_id(account_id: str, key: str) -> str:
    """Return the `_id` of an identity."""
    return f"{account_id}|{key}"


def write_link(account_id: str, link: Link) -> dict[str, Any]:
    """Return the link as it is stored."""
    return {
        "_id": link.conversation_id,
        "account_id": account_id,
        "channel_id": link.channel_id,
        "contact_id": link.contact_id,
    }


def read_link(document: dict[str, Any]) -> Link:
    """Return the link of a document."""
    return Link(document["_id"], document["channel_id"], document["contact_id"])
