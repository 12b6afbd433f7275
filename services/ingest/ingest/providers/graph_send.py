"""
What sending over Messenger and Instagram has in common: Meta's Send API.

Source: Meta, "Send API" and "Sender Actions", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain import failures
from ..domain.delivery import Accepted, Lost, Verdict
from ..domain.parts import Feeling, File, Handed, Part, Words
from .cloud_send import accepted, answer_of, judged, without_code
from .shape import code, identifier, mapping, text

Body = dict[str, Any]

KINDS = {"image": "image", "video": "video", "audio": "audio", "sticker": "image"}
"""What a kind of file is called there."""


def content(part: Part, handed: Handed | None) -> Body:
    """Return the part of the body that says what is sent."""
    match part:
        case Words(words):
            return {"message": {"text": words}}
        case File(attachment) if handed is not None:
            payload = {"url": handed.reference}
            file = {"type": KINDS[attachment.kind.value], "payload": payload}
            return {"message": {"attachment": file}}
        case Feeling(emoji, target):
            if not emoji:
                return {"sender_action": "unreact", "payload": {"message_id": target}}
            feeling = {"message_id": target, "reaction": emoji}
            return {"sender_action": "react", "payload": feeling}
    raise ValueError(f"{type(part).__name__} cannot go over the Send API")


def verdict(
    status: int,
    body: bytes,
    retry_after: float | None,
    *,
    reaction: bool,
    instagram: bool,
) -> Verdict:
    """Return what an answer means; code and subcode decide."""
    answer = answer_of(body)
    error = mapping(answer.get("error"))
    number, subcode = code(error.get("code")), code(error.get("error_subcode"))
    if number >= 0:
        means = failures.instagram if instagram else failures.messenger
        return judged(means(number, subcode), _words(error, number), retry_after)
    if not accepted(status):
        return without_code(status, retry_after)
    message_id = identifier(answer.get("message_id"))
    # A reaction is answered with the person's id only.
    if message_id or (reaction and identifier(answer.get("recipient_id"))):
        return Accepted(message_id)
    return Lost("accepted without an id")


def _words(error: Mapping[str, Any], number: int) -> str:
    subcode = code(error.get("error_subcode"))
    where = f"{number}/{subcode}" if subcode >= 0 else str(number)
    return f"{where}: {text(error.get('message'), 500)}"
