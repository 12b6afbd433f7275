"""Between the domain and documents."""

from __future__ import annotations

from typing import Any

from ..domain.contact import Contact
from ..ports import Link

Document = dict[str, Any]

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
    "is_ambiguous",
    "version",
)

SOMETIMES = ("identities", "line", "held_line")
"""Absent rather than empty, for the sparse indexes."""


def keyed(account_id: str, value: str) -> str:
    """Return what the indexes keep for *value* of an account."""
    return f"{account_id}|{value}"


def write_contact(contact: Contact) -> Document:
    """Return the contact as it is stored."""
    account_id = contact.account_id
    document = {
        "_id": contact.contact_id,
        "account_id": account_id,
        **{name: getattr(contact, name) for name in FIELDS},
        "identity_keys": list(contact.identity_keys),
        "place": keyed(account_id, contact.place),
        "search_text": contact.search_text,
    }
    if contact.identities:
        document["identities"] = [keyed(account_id, one) for one in contact.identities]
    if contact.line:
        document["line"] = keyed(account_id, contact.line)
    if contact.holds_line:
        document["held_line"] = keyed(account_id, contact.line)
    return document


def read_contact(document: Document) -> Contact:
    """Return the contact of a document."""
    account_id = document["account_id"]
    return Contact(
        account_id=account_id,
        contact_id=document["_id"],
        identity_keys=tuple(document["identity_keys"]),
        line=document.get("line", "").removeprefix(keyed(account_id, "")),
        holds_line="held_line" in document,
        **{name: document[name] for name in FIELDS},
    )


def write_link(account_id: str, link: Link) -> Document:
    """Return the link as it is stored."""
    return {
        "_id": link.conversation_id,
        "account_id": account_id,
        "channel_id": link.channel_id,
        "contact_id": link.contact_id,
    }


def read_link(document: Document) -> Link:
    """Return the link of a document."""
    return Link(document["_id"], document["channel_id"], document["contact_id"])
