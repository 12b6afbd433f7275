"""
Templates as Twilio's Content API writes them.

Source: Twilio, "Content API resources" and "Content types", as of 2026-11-21.
Places are numbered over the whole content, in order of appearance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from ..domain.forms import PLACE
from ..domain.template_listing import Listed
from ..domain.templates import (
    FILE_HEADERS,
    Button,
    Category,
    Header,
    State,
    Template,
    Variable,
    Words,
    language_code,
)
from ..providers.shape import items, mapping, text

Json = dict[str, Any]

STATES: Mapping[str, State] = {
    "received": State.PENDING,
    "pending": State.PENDING,
    "approved": State.APPROVED,
    "rejected": State.REJECTED,
    "paused": State.PAUSED,
    "disabled": State.DISABLED,
}
"""Those not handed in (`unsubmitted`) are no templates yet."""

ACTIONS = {
    "quick_reply": "QUICK_REPLY",
    "url": "URL",
    "phone": "PHONE_NUMBER",
    "copy_code": "COPY_CODE",
}
_KIND_OF = {theirs: ours for ours, theirs in ACTIONS.items()}

SUFFIXES = {".mp4": "video", ".3gp": "video", ".pdf": "document"}
"""What a header's file is, by its name; anything else is an image."""


def content(template: Template, sample_url: str) -> Json:
    """Return what is created at Twilio; *sample_url* is of the header's file."""
    words = template.words
    numbers = {name: str(n) for n, name in enumerate(words.names, start=1)}
    variables = {numbers[v.name]: v.example for v in words.variables}
    form = template.form
    if form.media_place:
        variables[form.media_place] = sample_url

    def numbered(written: str) -> str:
        return PLACE.sub(lambda name: "{{" + numbers[name[1]] + "}}", written)

    actions = [
        _action(each, numbered(each.value), n)
        for n, each in enumerate(words.buttons, start=1)
    ]
    kind = _type(template)
    body: Json = {"body": numbered(words.body)}
    if kind == "whatsapp/authentication":
        label = next((b.text for b in words.buttons if b.text), "Copy")
        body = {
            "add_security_recommendation": True,
            "actions": [{"type": "COPY_CODE", "copy_code_text": label}],
        }
        variables = {"1": "123456"}
    elif actions:
        body["actions"] = actions
    if form.media_place:
        body["media"] = ["{{" + form.media_place + "}}"]
    if kind == "whatsapp/card":
        body |= {"footer": words.footer} if words.footer else {}
        if form.header_text:
            body["header_text"] = numbered(form.header_text)
    return {
        "friendly_name": template.name,
        "language": template.language,
        "variables": variables,
        "types": {kind: body},
    }


def _type(template: Template) -> str:
    """Return the plainest type that can carry the template."""
    words = template.words
    kinds = {each.kind for each in words.buttons}
    if template.category is Category.AUTHENTICATION:
        return "whatsapp/authentication"
    if words.footer or (words.header and (kinds or words.header.kind == "text")):
        return "whatsapp/card"
    if words.header:
        return "twilio/media"
    if kinds == {"quick_reply"}:
        return "twilio/quick-reply"
    if kinds and "quick_reply" not in kinds:
        return "twilio/call-to-action"
    return "whatsapp/card" if kinds else "twilio/text"


def _action(button: Button, value: str, number: int) -> Json:
    found: Json = {"type": ACTIONS[button.kind], "title": button.text}
    match button.kind:
        case "quick_reply":
            found["id"] = button.value or f"button_{number}"
        case "url":
            found["url"] = value
        case "phone":
            found["phone"] = value
        case "copy_code":
            found = {"type": "COPY_CODE", "code": value}
    return found


def listed(item: Any) -> Listed | None:
    """Return a template of the list; None unless it was handed in to WhatsApp."""
    found = mapping(item)
    approval = mapping(found.get("approval_requests"))
    state = STATES.get(text(approval.get("status")).lower())
    sid = text(found.get("sid"))
    name = text(approval.get("name")) or text(found.get("friendly_name"))
    if state is None or not sid or not name:
        return None
    category = text(approval.get("category")).upper()
    return Listed(
        provider_id=sid,
        name=name,
        language=language_code(text(found.get("language")) or "en"),
        category=Category.__members__.get(category, Category.MARKETING),
        state=state,
        words=words(found),
        reason=text(approval.get("rejection_reason")),
        named=False,
    )


def words(found: Mapping[str, Any]) -> Words:
    """Return what a content says: by the type that says most."""
    kinds = mapping(found.get("types"))
    whole = mapping(
        max(kinds.values(), key=lambda each: len(mapping(each)), default={})
    )
    examples = mapping(found.get("variables"))
    read = Words(
        body=text(whole.get("body")) or text(whole.get("title")),
        header=_header(whole, examples),
        footer=text(whole.get("footer")) or text(whole.get("subtitle")),
        buttons=tuple(_buttons(whole)),
    )
    variables = tuple(
        Variable(name, example=text(examples.get(name))) for name in read.names
    )
    return Words(read.body, read.header, read.footer, read.buttons, variables)


def _header(whole: Mapping[str, Any], examples: Mapping[str, Any]) -> Header | None:
    for first in items(whole.get("media")):
        place = PLACE.fullmatch(text(first))
        url = text(examples.get(place[1])) if place else text(first)
        suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
        kind = SUFFIXES.get(suffix, FILE_HEADERS[0])
        return Header(kind)
    written = text(whole.get("header_text"))
    return Header("text", written) if written else None


def _buttons(whole: Mapping[str, Any]) -> Iterator[Button]:
    for each in map(mapping, items(whole.get("actions"))):
        kind = text(each.get("type")).upper()
        values = (each.get(key) for key in ("url", "phone", "code", "id"))
        yield Button(
            kind=_KIND_OF.get(kind, kind.lower()),
            text=text(each.get("title")) or text(each.get("copy_code_text")),
            value=next((text(value) for value in values if value), ""),
        )
