"""
Interactive messages over WhatsApp Cloud, as they are checked and shown.

Source: reference of WhatsApp Cloud, section 8, checked 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator.graph import Refused
from simulator.graph import text as _text

BODY_LIMIT, FOOTER_LIMIT = 1024, 60
BUTTONS_LIMIT, ROWS_LIMIT, SECTIONS_LIMIT = 3, 10, 10
TITLE_LIMIT, ROW_TITLE_LIMIT, ROW_DESCRIPTION_LIMIT = 20, 24, 72
ID_LIMIT, ROW_ID_LIMIT = 256, 200
KINDS = frozenset(
    {
        "button",
        "list",
        "cta_url",
        "location_request_message",
        "request_contact_info",
        "flow",
        "product",
        "product_list",
        "catalog_message",
    }
)


def read(interactive: dict[str, Any], _kind: str) -> dict[str, Any]:
    """
    Return the text and what is shown beside it.

    Raises:
        Refused: It is not what the documentation asks for.
    """
    kind = interactive.get("type")
    if kind not in KINDS:
        raise Refused(131009, f"Interactive type {kind!r} is not supported.")
    body = _part(interactive, "body")
    words = _text(body, "text") if body or not kind.startswith("product") else ""
    _short(words, BODY_LIMIT, "body.text")
    footer = str(_part(interactive, "footer").get("text", ""))
    _short(footer, FOOTER_LIMIT, "footer.text")
    action = _part(interactive, "action")
    shown = {
        "type": kind,
        "header": str(_part(interactive, "header").get("text", "")),
        "footer": footer,
        "buttons": list(_buttons(kind, action)),
        "list_label": str(action.get("button", "")) if kind == "list" else "",
        "rows": list(_rows(action)) if kind == "list" else [],
    }
    return {"text": words, "content": {"interactive": shown}}


def _part(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _short(words: str, most: int, name: str) -> None:
    if len(words) > most:
        raise Refused(131009, f"Parameter {name} has at most {most} characters.")


def _buttons(kind: str, action: dict[str, Any]) -> Iterator[dict[str, str]]:
    if kind == "cta_url":
        found = _part(action, "parameters")
        title = _text(found, "display_text")
        yield {"kind": "url", "text": title, "value": _text(found, "url")}
    if kind == "location_request_message":
        yield {"kind": "send_location", "text": "", "value": ""}
    if kind == "request_contact_info":
        yield {"kind": "send_contact", "text": "", "value": ""}
    if kind != "button":
        return
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS_LIMIT:
        raise Refused(131009, f"There must be 1 to {BUTTONS_LIMIT} buttons.")
    for button in buttons:
        reply = _part(button, "reply") if isinstance(button, dict) else {}
        title, key = _text(reply, "title"), _text(reply, "id")
        _short(title, TITLE_LIMIT, "reply.title")
        _short(key, ID_LIMIT, "reply.id")
        yield {"kind": "reply", "text": title, "value": key}


def _rows(action: dict[str, Any]) -> Iterator[dict[str, str]]:
    _short(_text(action, "button"), TITLE_LIMIT, "action.button")
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= SECTIONS_LIMIT:
        raise Refused(131009, f"There must be 1 to {SECTIONS_LIMIT} sections.")
    rows = [row for each in sections for row in each.get("rows", [])]
    if not 1 <= len(rows) <= ROWS_LIMIT:
        raise Refused(131009, f"There must be 1 to {ROWS_LIMIT} rows.")
    for row in rows:
        title, key = _text(row, "title"), _text(row, "id")
        description = str(row.get("description", ""))
        _short(title, ROW_TITLE_LIMIT, "row.title")
        _short(key, ROW_ID_LIMIT, "row.id")
        _short(description, ROW_DESCRIPTION_LIMIT, "row.description")
        yield {"id": key, "title": title, "description": description}
