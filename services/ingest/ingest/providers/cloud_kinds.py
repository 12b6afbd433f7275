"""
What a WhatsApp message is, kind by kind.

A kind nobody knows yet, or one without what makes it that kind, becomes
`unsupported` and keeps its raw form.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..domain.content import (
    Choice,
    ContactCard,
    Content,
    FileKind,
    FileSource,
    IncomingFile,
    Order,
    OrderItem,
    Referral,
)
from .cloud_people import phone_of
from .meaning import (
    FETCH_FAILED,
    TOO_LARGE,
    Meaning,
    incoming,
    location,
    unsupported,
)
from .shape import code, count, identifier, items, mapping, number, text, web

UNSUPPORTED = 131051
"""The error of every unsupported message: it says nothing more."""

MEDIA_LOST = 131052
"""The error of a file that WhatsApp could not fetch, or that is too large."""

MOST_CARDS = 100
MOST_LINES = 500
CHOICE_LENGTH = 1024
FORM_LENGTH = 16_384

FILE_KINDS = {
    "image": FileKind.IMAGE,
    "video": FileKind.VIDEO,
    "audio": FileKind.AUDIO,
    "voice": FileKind.AUDIO,
    "document": FileKind.DOCUMENT,
    "sticker": FileKind.STICKER,
}


def meaning(kind: str, message: Mapping[str, Any]) -> Meaning:
    """Return what a message of *kind* is, with what came along with it."""
    found = _kind(kind, message)
    if found is None:
        named = identifier(mapping(message.get("unsupported")).get("type")) or kind
        found = unsupported(named, _error_words(message), message)
    content = _annotated(found.content, message)
    return found if content is found.content else replace(found, content=content)


def words_of(message: Mapping[str, Any]) -> str | None:
    """Return the text or caption of an edited message; None if it has neither."""
    kind = identifier(message.get("type"))
    if kind == "text":
        return text(mapping(message.get("text")).get("body")) or None
    if kind in FILE_KINDS and isinstance(message.get(kind), dict):
        return text(message[kind].get("caption"))
    return None


def _kind(kind: str, message: Mapping[str, Any]) -> Meaning | None:
    if kind == "text":
        words = text(mapping(message.get("text")).get("body"))
        return Meaning("text", words) if words else None
    lost = _lost_file(kind, message)
    if lost is not None:
        return lost
    if kind in FILE_KINDS:
        return _file(kind, message.get(kind))
    read = _READERS.get(kind)
    return read(message.get(kind)) if read else None


def _lost_file(kind: str, message: Mapping[str, Any]) -> Meaning | None:
    """Return a file that will not come, of whatever kind it was."""
    for error in items(message.get("errors")):
        if code(mapping(error).get("code")) == MEDIA_LOST:
            shown = FILE_KINDS.get(kind, FileKind.DOCUMENT)
            size = "size" in _words(mapping(error)).lower()
            reason = TOO_LARGE if size else FETCH_FAILED
            file = incoming(shown, FileSource(), reason=reason)
            caption = text(mapping(message.get(kind)).get("caption"))
            return Meaning(shown.value, caption, kind, files=(file,))
    return None


def _file(kind: str, body: Any) -> Meaning | None:
    if not isinstance(body, dict):
        return None
    shown = FILE_KINDS[kind]
    return Meaning(
        shown.value, text(body.get("caption")), files=(_source(shown, body),)
    )


def _source(kind: FileKind, body: Mapping[str, Any]) -> IncomingFile:
    return incoming(
        kind,
        FileSource(
            media_id=identifier(body.get("id")),
            url=web(body.get("url")),
            sha256=identifier(body.get("sha256")),
        ),
        media_type=identifier(body.get("mime_type")),
        file_name=text(body.get("filename")),
        voice=body.get("voice") is True,
        animated=body.get("animated") is True,
    )


def _location(body: Any) -> Meaning | None:
    found = mapping(body)
    place = location(found, found.get("latitude"), found.get("longitude"))
    return Meaning("location", content=Content(location=place)) if place else None


def _contacts(body: Any) -> Meaning | None:
    cards = tuple(_card(mapping(each)) for each in list(items(body))[:MOST_CARDS])
    return Meaning("contacts", content=Content(cards=cards)) if cards else None


def _card(card: Mapping[str, Any]) -> ContactCard:
    named = mapping(card.get("name"))
    parts = (text(named.get(key), 256) for key in ("first_name", "last_name"))
    phones = (
        phone_of(mapping(each)) or text(mapping(each).get("phone"), 64)
        for each in items(card.get("phones"))
    )
    emails = (
        text(mapping(each).get("email"), 256) for each in items(card.get("emails"))
    )
    return ContactCard(
        name=text(named.get("formatted_name"), 256) or " ".join(filter(None, parts)),
        phones=tuple(filter(None, phones)),
        emails=tuple(filter(None, emails)),
        organization=text(mapping(card.get("org")).get("company"), 256),
        own=card.get("origin") == "contact_request",
    )


def _button(body: Any) -> Meaning | None:
    title = text(mapping(body).get("text"))
    payload = text(mapping(body).get("payload"), CHOICE_LENGTH)
    if not (title or payload):
        return None
    return _chosen(Choice("template_button", payload, title))


def _interactive(body: Any) -> Meaning | None:
    found = mapping(body)
    for key, offered_as in (("button_reply", "button"), ("list_reply", "list")):
        reply = mapping(found.get(key))
        title, chosen = text(reply.get("title")), text(reply.get("id"), CHOICE_LENGTH)
        if title or chosen:
            return _chosen(
                Choice(offered_as, chosen, title, text(reply.get("description")))
            )
    flow = mapping(found.get("nfm_reply"))
    if not flow:
        return None
    name, title = text(flow.get("name"), CHOICE_LENGTH), text(flow.get("body"))
    return _chosen(
        Choice("form", name, title, form_json=form(flow.get("response_json")))
    )


def form(told: Any) -> str:
    """Return what was filled in as a JSON object, whatever it came as."""
    written = text(told)
    try:
        found = json.loads(written) if written else told
        if not isinstance(found, dict):
            found = {} if found is None else {"response": found}
        whole = json.dumps(found, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        return json.dumps({"response": written[:FORM_LENGTH]})
    if len(whole) > FORM_LENGTH:
        return json.dumps({"response": text(whole, FORM_LENGTH)})
    return text(whole)


def _chosen(choice: Choice) -> Meaning:
    return Meaning("choice", choice.title, content=Content(choice=choice))


def _order(body: Any) -> Meaning | None:
    found = mapping(body)
    lines = tuple(
        OrderItem(
            product_id=identifier(mapping(each).get("product_retailer_id")),
            quantity=count(mapping(each).get("quantity"), 1),
            price=number(mapping(each).get("item_price")) or 0.0,
            currency=identifier(mapping(each).get("currency"))[:3].upper(),
        )
        for each in list(items(found.get("product_items")))[:MOST_LINES]
    )
    if not lines:
        return None
    order = Order(identifier(found.get("catalog_id")), lines)
    return Meaning("order", text(found.get("text")), content=Content(order=order))


_READERS: Mapping[str, Callable[[Any], Meaning | None]] = {
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
}


def _annotated(content: Content, message: Mapping[str, Any]) -> Content:
    """Return *content* with what any kind of message may have beside it."""
    context = mapping(message.get("context"))
    if not context and "referral" not in message:
        return content
    return replace(
        content,
        forwarded=context.get("forwarded") is True,
        frequently_forwarded=context.get("frequently_forwarded") is True,
        referral=_referral(mapping(message.get("referral")))
        or _product(mapping(context.get("referred_product"))),
    )


def _referral(found: Mapping[str, Any]) -> Referral | None:
    if not found:
        return None
    return Referral(
        source="post" if found.get("source_type") == "post" else "ad",
        source_id=identifier(found.get("source_id")),
        url=web(found.get("source_url")),
        headline=text(found.get("headline"), 1024),
        body=text(found.get("body"), 4096),
        click_id=text(found.get("ctwa_clid"), 1024),
        image_url=web(found.get("image_url")) or web(found.get("thumbnail_url")),
    )


def _product(found: Mapping[str, Any]) -> Referral | None:
    product = identifier(found.get("product_retailer_id"))
    catalog = identifier(found.get("catalog_id"))
    return Referral("product", product, ref=catalog) if product else None


def _error_words(message: Mapping[str, Any]) -> str:
    """Return why a message did not come; the usual error says nothing."""
    for error in items(message.get("errors")):
        found = mapping(error)
        if code(found.get("code")) != UNSUPPORTED and _words(found):
            return _words(found)
    return ""


def _words(error: Mapping[str, Any]) -> str:
    return (
        text(mapping(error.get("error_data")).get("details"), 500)
        or text(error.get("message"), 500)
        or text(error.get("title"), 500)
    )
