"""
Sends over Meta's Cloud API: the request, and what an answer means.

Source: Meta, "Send messages", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ..domain import failures
from ..domain.channels import Channel
from ..domain.content import FileKind, Location
from ..domain.delivery import Accepted, Later, Lost, Refused, Request, Send, Verdict
from ..domain.failures import Meaning
from ..domain.forms import Form
from ..domain.parts import Feeling, File, Filled, Handed, Part, Place, Words
from .cloud_notices import error_words
from .cloud_templates import components
from .shape import Unreadable, code, identifier, items, mapping, parse

VERSION = "v25.0"
"""The Graph API version: usable to 2028-02."""

ADDRESS_CODES = frozenset({100, 131009, 131062})
"""Refusals that another id of the same person may not meet."""

Body = dict[str, Any]


def addresses(send: Send) -> list[Mapping[str, str]]:
    """
    Return the ways to address the person, the one to try first in front.

    The phone first: not every account may send to a scoped id yet.
    """
    phone, scoped = send.key("phone"), send.key("bsuid")
    found: list[Mapping[str, str]] = []
    if phone:
        # Without the plus, Meta would prepend our own country's code.
        found.append({"to": phone if phone.startswith("+") else f"+{phone}"})
    if scoped:
        found.append({"recipient": scoped})
    return found


def request(
    channel: Channel,
    send: Send,
    part: Part,
    to: Mapping[str, str],
    *,
    handed: Handed | None = None,
    form: Form | None = None,
) -> Request:
    """
    Return the call that sends *part* of *send*.

    Our id of the message rides along and comes back in every status, which is
    how a send whose answer was lost is found again.
    """
    body: Body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **to,
        **_content(part, handed, form),
    }
    if not isinstance(part, Feeling):
        body["biz_opaque_callback_data"] = send.message_id
        if part.reply_to:
            body["context"] = {"message_id": part.reply_to}
    return Request(
        method="POST",
        url=f"{channel.api_base_url}/{VERSION}/{channel.provider_id}/messages",
        headers=authorization(channel),
        json=body,
    )


def authorization(channel: Channel) -> Mapping[str, str]:
    """Return the header that says who calls."""
    return {"authorization": f"Bearer {channel.secrets['access_token']}"}


def _content(part: Part, handed: Handed | None, form: Form | None) -> Body:
    match part:
        case Words(text):
            return {"type": "text", "text": {"body": text, "preview_url": True}}
        case File() if handed is not None:
            kind = part.attachment.kind.value
            return {"type": kind, kind: _file(part, handed)}
        case Place(location):
            return {"type": "location", "location": _location(location)}
        case Feeling(emoji, target):
            feeling = {"message_id": target, "emoji": emoji}
            return {"type": "reaction", "reaction": feeling}
        case Filled(use) if form is not None:
            filled = {
                "name": use.name,
                "language": {"code": use.language},
                "components": components(use, form, handed),
            }
            return {"type": "template", "template": filled}
    raise ValueError(f"{type(part).__name__} without what it is made of")


def _file(part: File, handed: Handed) -> Body:
    attachment = part.attachment
    found: Body = {"id": handed.reference}
    if attachment.kind is FileKind.DOCUMENT and handed.file_name:
        found["filename"] = handed.file_name
    if attachment.voice and handed.media_type == "audio/ogg":
        found["voice"] = True
    if part.caption:
        found["caption"] = part.caption
    return found


def _location(place: Location) -> Body:
    found: Body = {"latitude": place.latitude, "longitude": place.longitude}
    if place.name:
        found["name"] = place.name
    if place.address:
        found["address"] = place.address
    return found


def verdict(status: int, body: bytes, retry_after: float | None) -> Verdict:
    """Return what an answer means; only the error's code decides."""
    answer = answer_of(body)
    if accepted(status):
        sent = mapping(next(items(answer.get("messages")), None))
        message_id = identifier(sent.get("id"))
        return Accepted(message_id) if message_id else Lost("accepted without an id")
    error = mapping(answer.get("error"))
    number = code(error.get("code"))
    if number < 0:
        return without_code(status, retry_after)
    return judged(failures.meta(number), error_words(error), retry_after)


def error_code(body: bytes) -> int:
    """Return the code of an error; -1 when there is none."""
    return code(mapping(answer_of(body).get("error")).get("code"))


def answer_of(body: bytes) -> Mapping[str, Any]:
    """Return the object in *body*; empty when there is none."""
    try:
        return mapping(parse(body))
    except Unreadable:
        return {}


def judged(meaning: Meaning, words: str, retry_after: float | None) -> Verdict:
    """Return what follows from the meaning of an error."""
    if meaning.lost:
        return Lost(words)
    if not meaning.retry:
        return Refused(meaning.reason, words)
    later = Later(meaning.reason, words, retry_after, meaning.pair_only)
    return later if meaning.most is None else later.at_most(meaning.most)


def without_code(status: int, retry_after: float | None) -> Verdict:
    """Return what an answer means that carries no error of the provider's."""
    words = f"HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Later(failures.RATE_LIMITED, words, retry_after)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Later(failures.PROVIDER_DOWN, words, retry_after)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Refused(failures.CHANNEL_BROKEN, words)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Refused(failures.REQUEST_REFUSED, words)
    # A proxy on the way may have passed the message on before it gave up.
    return Lost(words)


def accepted(status: int) -> bool:
    """Tell whether a status says that the provider took it."""
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
