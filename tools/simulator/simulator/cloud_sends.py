"""
What a send over WhatsApp Cloud must look like.

Source: reference of WhatsApp Cloud, section 8, checked 2026-11-21.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from simulator import cloud_interactive
from simulator.graph import Refused
from simulator.graph import text as _text

# Longest texts, in characters.
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
# Longest `biz_opaque_callback_data`, in characters.
OPAQUE_LIMIT = 512
# Most contacts in one message.
CARDS_LIMIT = 257
PHONE = re.compile(r"\d{6,15}")
FILES = ("image", "audio", "video", "document", "sticker")


@dataclass(frozen=True, slots=True)
class Send:
    """A message that the business wants to reach a customer."""

    # As written in the request.
    to: str
    # Digits only, or empty when the customer is named by user id.
    phone: str
    user_id: str
    kind: str
    text: str
    quoted_id: str
    opaque: str
    content: dict[str, Any] = field(default_factory=dict)
    # Of a file: `id` or `link`, and what else was said of it.
    file: dict[str, Any] | None = None
    # Of a template, as written in the request.
    template: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """The business saw a message; perhaps somebody is typing an answer."""

    message_id: str
    typing: bool


def read_request(body: Any) -> Send | ReadReceipt:
    """
    Read the body of `POST /{phone number id}/messages`.

    Raises:
        Refused: It is not what the documentation asks for.
    """
    if not isinstance(body, dict):
        raise Refused(100, "The request body must be a JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise Refused(100, "The parameter messaging_product is required.")
    if body.get("status") == "read":
        return ReadReceipt(
            message_id=_text(body, "message_id"),
            typing=isinstance(body.get("typing_indicator"), dict),
        )
    return _read_send(body)


def _read_send(body: dict[str, Any]) -> Send:
    if body.get("recipient_type", "individual") != "individual":
        raise Refused(131009, "recipient_type must be individual.")
    kind = body.get("type", "text")
    if kind not in READERS:
        raise Refused(131051, f"Message type {kind!r} is not supported.")
    inside = body.get(kind)
    wanted = list if kind == "contacts" else dict
    if not isinstance(inside, wanted):
        raise Refused(131008, f"Parameter '{kind}' is missing.")
    opaque = body.get("biz_opaque_callback_data", "")
    if not isinstance(opaque, str) or len(opaque) > OPAQUE_LIMIT:
        raise Refused(131009, "biz_opaque_callback_data must be 1 to 512 characters.")
    context = body.get("context") or {}
    if not isinstance(context, dict):
        raise Refused(131009, "Parameter 'context' must be an object.")
    to, phone, scoped = _recipient(body)
    return Send(
        to=to,
        phone=phone,
        user_id=scoped,
        kind=kind,
        quoted_id=str(context.get("message_id", "")),
        opaque=opaque,
        **READERS[kind](inside, kind),
    )


def _recipient(body: dict[str, Any]) -> tuple[str, str, str]:
    if "to" in body:
        to = _text(body, "to")
        phone = re.sub(r"[+\s()-]", "", to)
        if not PHONE.fullmatch(phone):
            raise Refused(131009, "Parameter 'to' is not a valid phone number.")
        return to, phone, ""
    if "recipient" in body:
        scoped = _text(body, "recipient")
        return scoped, "", scoped
    raise Refused(131008, "Parameter 'to' is missing.")


def _words(text: dict[str, Any], _kind: str) -> dict[str, Any]:
    words = _text(text, "body")
    if len(words) > TEXT_LIMIT:
        raise Refused(100, f"Param text['body'] must be at most {TEXT_LIMIT} long.")
    return {"text": words}


def _file(file: dict[str, Any], kind: str) -> dict[str, Any]:
    if not ({"id", "link"} & set(file)):
        raise Refused(131008, f"Parameter '{kind}' needs 'id' or 'link'.")
    caption = file.get("caption", "")
    if not isinstance(caption, str) or len(caption) > CAPTION_LIMIT:
        raise Refused(131009, f"A caption has at most {CAPTION_LIMIT} characters.")
    if caption and kind in ("audio", "sticker"):
        raise Refused(131009, f"Messages of type {kind} have no caption.")
    return {"text": caption, "file": file}


def _location(location: dict[str, Any], _kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, most in (("latitude", 90), ("longitude", 180)):
        try:
            found[name] = float(location[name])
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(131008, f"Parameter '{name}' is missing.") from error
        if abs(found[name]) > most:
            raise Refused(131009, f"Parameter '{name}' is out of range.")
    for name in ("name", "address"):
        if location.get(name):
            found[name] = str(location[name])
    return {"text": "", "content": {"location": found}}


def _contacts(cards: list[Any], _kind: str) -> dict[str, Any]:
    if not 1 <= len(cards) <= CARDS_LIMIT:
        raise Refused(131009, f"There must be 1 to {CARDS_LIMIT} contacts.")
    found = []
    for card in cards:
        name = card.get("name") if isinstance(card, dict) else None
        if not isinstance(name, dict) or not name.get("formatted_name"):
            raise Refused(131008, "A contact needs name.formatted_name.")
        if len(name) < 2:
            raise Refused(131009, "A contact needs one more part of its name.")
        found.append(
            {
                "name": str(name["formatted_name"]),
                "phones": [str(p.get("phone", "")) for p in card.get("phones", [])],
                "emails": [str(e.get("email", "")) for e in card.get("emails", [])],
                "organization": str((card.get("org") or {}).get("company", "")),
            }
        )
    return {"text": "", "content": {"contacts": found}}


def _reaction(reaction: dict[str, Any], _kind: str) -> dict[str, Any]:
    _text(reaction, "message_id")
    if not isinstance(reaction.get("emoji", ""), str):
        raise Refused(131009, "Parameter 'emoji' must be a string.")
    return {"text": "", "content": {"reaction": reaction}}


def _template(template: dict[str, Any], _kind: str) -> dict[str, Any]:
    _text(template, "name")
    language = template.get("language")
    if not isinstance(language, dict) or not language.get("code"):
        raise Refused(131008, "Parameter 'language' needs a code.")
    if not isinstance(template.get("components", []), list):
        raise Refused(131009, "Parameter 'components' must be a list.")
    return {"text": "", "template": template}


READERS: dict[str, Any] = {
    "text": _words,
    **dict.fromkeys(FILES, _file),
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "interactive": cloud_interactive.read,
    "template": _template,
}
