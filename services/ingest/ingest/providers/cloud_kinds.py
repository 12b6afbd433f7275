"""
What stands for a WhatsApp message in a thread, kind by kind.

A kind we cannot show yet becomes a placeholder: its name in brackets and what
words it carries. Its raw form stays in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .shape import identifier, items, mapping, text

NOTICES = frozenset({"system", "request_welcome", "ephemeral"})
"""Kinds no person wrote; they are not shown."""

ANNOTATIONS = frozenset({"reaction", "revoke"})
"""Kinds about another message, which is where they will be shown."""

UNSUPPORTED = 131051
"""The error of every unsupported message: it says nothing more."""

HALF_TURN = 180
"""Degrees; nothing on earth is further."""

MOST_LISTED = 5
"""Contacts or products named in a placeholder."""


def stand_in(kind: str, message: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the kind we show, its text, and the provider's name of the kind."""
    if kind == "text":
        return "text", text(mapping(message.get("text")).get("body")), ""
    if kind in ("button", "interactive"):
        tapped = _tapped(kind, message)
        if tapped:
            return "text", tapped, kind
    if kind == "unsupported":
        kind = identifier(mapping(message.get("unsupported")).get("type")) or kind
        return "unsupported", _bracketed(kind, _errors(message)), kind
    words = _WORDS.get(kind, _caption)
    return "unsupported", _bracketed(kind, words(message.get(kind))), kind


def _bracketed(kind: str, words: str) -> str:
    return f"[{kind}] {words}".strip()


def _tapped(kind: str, message: Mapping[str, Any]) -> str:
    """Return the title of the button or row that was tapped."""
    body = mapping(message.get(kind))
    if kind == "button":
        return text(body.get("text"))
    reply = mapping(body.get("button_reply")) or mapping(body.get("list_reply"))
    return text(reply.get("title"))


def _errors(message: Mapping[str, Any]) -> str:
    """Return why a medium did not come; the usual 131051 says nothing."""
    for error in items(message.get("errors")):
        details = mapping(mapping(error).get("error_data")).get("details")
        if mapping(error).get("code") != UNSUPPORTED and text(details):
            return text(details)
    return ""


def _caption(body: Any) -> str:
    return text(mapping(body).get("caption"))


def _document(body: Any) -> str:
    found = mapping(body)
    return _joined(" - ", text(found.get("filename")), text(found.get("caption")))


def _location(body: Any) -> str:
    found = mapping(body)
    words = _joined(", ", text(found.get("name")), text(found.get("address")))
    place = _joined(
        ", ", _number(found.get("latitude")), _number(found.get("longitude"))
    )
    return _joined(" ", words, f"({place})" if place else "")


def _contacts(body: Any) -> str:
    return _listed(_contact(each) for each in items(body))


def _contact(card: Any) -> str:
    found = mapping(card)
    phones = [text(mapping(each).get("phone")) for each in items(found.get("phones"))]
    name = text(mapping(found.get("name")).get("formatted_name"))
    return _joined(" ", name, *phones[:1])


def _order(body: Any) -> str:
    found = mapping(body)
    products = _listed(
        _joined(
            " x ",
            identifier(mapping(each).get("quantity")),
            identifier(mapping(each).get("product_retailer_id")),
        )
        for each in items(found.get("product_items"))
    )
    return _joined(" - ", text(found.get("text")), products)


def _edit(body: Any) -> str:
    inner = mapping(mapping(body).get("message"))
    kind = identifier(inner.get("type"))
    if kind == "text":
        return text(mapping(inner.get("text")).get("body"))
    return _caption(inner.get(kind))


def _interactive(body: Any) -> str:
    flow = mapping(mapping(body).get("nfm_reply"))
    return _joined(" - ", text(flow.get("name")), text(flow.get("body")))


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "document": _document,
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "edit": _edit,
    "interactive": _interactive,
}


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return f"{value:.6f}" if abs(value) <= HALF_TURN else ""


def _joined(separator: str, *parts: str) -> str:
    return separator.join(part for part in parts if part)


def _listed(parts: Any) -> str:
    named = [part for part in parts if part]
    more = f" … +{len(named) - MOST_LISTED}" if len(named) > MOST_LISTED else ""
    return "; ".join(named[:MOST_LISTED]) + more
