"""
Templates as Meta writes them.

Source: Meta, "Template components" and "Template management", as of 2026-11-21.

Places of a header, the body and each address are counted apart there, so a
place without a name of its own is called `header_1` or `button_2` here, after
the place of the button.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ..domain.forms import PLACE, places
from ..domain.template_listing import Listed
from ..domain.templates import (
    FILE_HEADERS,
    Button,
    Category,
    Header,
    Quality,
    State,
    Template,
    Variable,
    Words,
    language_code,
)
from ..providers.shape import items, mapping, text

Component = dict[str, Any]

STATES: Mapping[str, State] = {
    "PENDING": State.PENDING,
    "IN_APPEAL": State.PENDING,
    "APPROVED": State.APPROVED,
    "REINSTATED": State.APPROVED,
    "UNARCHIVED": State.APPROVED,
    # Low quality; it can still be sent.
    "FLAGGED": State.APPROVED,
    "REJECTED": State.REJECTED,
    "PAUSED": State.PAUSED,
    "LOCKED": State.PAUSED,
    "LIMIT_EXCEEDED": State.REJECTED,
    "DISABLED": State.DISABLED,
    "ARCHIVED": State.ARCHIVED,
    "PENDING_DELETION": State.REMOVED,
    "DELETED": State.REMOVED,
}
"""Statuses of the list and events of the webhook."""

QUALITIES = {
    "GREEN": Quality.GREEN,
    "YELLOW": Quality.YELLOW,
    "RED": Quality.RED,
    "UNKNOWN": Quality.UNKNOWN,
}
CATEGORIES = {each.name: each for each in Category}

KINDS = {
    "quick_reply": "QUICK_REPLY",
    "url": "URL",
    "phone": "PHONE_NUMBER",
    "copy_code": "COPY_CODE",
}
_KIND_OF = {theirs: ours for ours, theirs in KINDS.items()}


def components(template: Template, header_handle: str) -> list[Component]:
    """Return what Meta reviews; *header_handle* is that of the sample file."""
    words = template.words
    if template.category is Category.AUTHENTICATION:
        return _code(words)
    examples = {each.name: each.example for each in words.variables}
    found: list[Component] = []
    if words.header is not None:
        found.append(_header(words.header, header_handle, examples))
    body: Component = {"type": "BODY", "text": words.body}
    if places(words.body):
        body["example"] = {"body_text_named_params": _named(words.body, examples)}
    found.append(body)
    if words.footer:
        found.append({"type": "FOOTER", "text": words.footer})
    if words.buttons:
        buttons = [_button(each, examples) for each in words.buttons]
        found.append({"type": "BUTTONS", "buttons": buttons})
    return found


def _code(words: Words) -> list[Component]:
    """Return a one-time code; the texts are Meta's."""
    button: Component = {"type": "OTP", "otp_type": "COPY_CODE"}
    for each in words.buttons:
        if each.text:
            button["text"] = each.text
    return [
        {"type": "BODY", "add_security_recommendation": True},
        {"type": "BUTTONS", "buttons": [button]},
    ]


def _named(text_: str, examples: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"param_name": name, "example": examples.get(name, "")}
        for name in places(text_)
    ]


def _header(header: Header, handle: str, examples: Mapping[str, str]) -> Component:
    found: Component = {"type": "HEADER", "format": header.kind.upper()}
    if header.kind in FILE_HEADERS:
        found["example"] = {"header_handle": [handle]}
        return found
    found["text"] = header.text
    if places(header.text):
        found["example"] = {"header_text_named_params": _named(header.text, examples)}
    return found


def _button(button: Button, examples: Mapping[str, str]) -> Component:
    found: Component = {"type": KINDS[button.kind], "text": button.text}
    if button.kind == "url":
        # Addresses are filled by number, in templates with names as well.
        found["url"] = PLACE.sub("{{1}}", button.value)
        if places(button.value):
            found["example"] = [
                PLACE.sub(lambda name: examples.get(name[1], ""), button.value)
            ]
    elif button.kind == "phone":
        found["phone_number"] = button.value
    elif button.kind == "copy_code":
        return {"type": "COPY_CODE", "example": button.value}
    return found


def listed(item: Any) -> Listed | None:
    """Return a template of the list; None if it makes no sense to us."""
    found = mapping(item)
    state = STATES.get(text(found.get("status")).upper())
    category = CATEGORIES.get(text(found.get("category")).upper())
    name, language = text(found.get("name")), text(found.get("language"))
    provider_id = str(found.get("id") or "")
    if not (state and category and name and language and provider_id):
        return None
    named = text(found.get("parameter_format")).upper() == "NAMED"
    score = text(mapping(found.get("quality_score")).get("score")).upper()
    reason = text(found.get("rejected_reason"))
    return Listed(
        provider_id=provider_id,
        name=name,
        language=language_code(language),
        category=category,
        state=state,
        words=words(found.get("components"), category, named=named),
        quality=QUALITIES.get(score, Quality.UNKNOWN),
        reason="" if reason.upper() == "NONE" else reason,
        named=named,
    )


def words(given: Any, category: Category, *, named: bool) -> Words:
    """Return what the components of a template say."""
    header, body, footer = None, "", ""
    buttons: tuple[Button, ...] = ()
    examples: dict[str, str] = {}
    for each in map(mapping, items(given)):
        match text(each.get("type")).upper():
            case "HEADER":
                header = _read_header(each, named=named)
            case "BODY":
                body = text(each.get("text"))
            case "FOOTER":
                footer = text(each.get("text"))
            case "BUTTONS":
                same = category is Category.AUTHENTICATION
                buttons = tuple(_read_buttons(each, same_code=same))
        examples |= dict(_examples(each, named=named))
    found = Words(body=body, header=header, footer=footer, buttons=buttons)
    variables = tuple(
        Variable(name, example=examples.get(name, "")) for name in found.names
    )
    return Words(found.body, found.header, found.footer, found.buttons, variables)


def _read_header(given: Mapping[str, Any], *, named: bool) -> Header:
    kind = text(given.get("format")).lower()
    written = text(given.get("text"))
    if not named:
        written = PLACE.sub("{{header_1}}", written)
    return Header(kind=kind, text=written)


def _read_buttons(given: Mapping[str, Any], *, same_code: bool) -> Iterator[Button]:
    for number, each in enumerate(map(mapping, items(given.get("buttons"))), start=1):
        kind = text(each.get("type")).upper()
        value = text(each.get("url")) or text(each.get("phone_number"))
        # The button of a one-time code copies what the body shows.
        place = "{{1}}" if same_code else f"{{{{button_{number}}}}}"
        yield Button(
            kind=_KIND_OF.get(kind, kind.lower()),
            text=text(each.get("text")),
            value=PLACE.sub(place, value)
            or (text(each.get("example")) if kind == "COPY_CODE" else ""),
        )


def _examples(given: Mapping[str, Any], *, named: bool) -> Iterator[tuple[str, str]]:
    example = mapping(given.get("example"))
    for key in ("body_text_named_params", "header_text_named_params"):
        for each in map(mapping, items(example.get(key))):
            yield text(each.get("param_name")), text(each.get("example"))
    if not named:
        for first in islice(items(example.get("header_text")), 1):
            yield "header_1", text(first)
        for row in islice(items(example.get("body_text")), 1):
            for number, each in enumerate(items(row), start=1):
                yield str(number), text(each)
    for number, each in enumerate(map(mapping, items(given.get("buttons"))), start=1):
        address = text(each.get("url"))
        for first in islice(items(each.get("example")), 1):
            begin = PLACE.split(address)[0]
            yield f"button_{number}", text(first).removeprefix(begin)
