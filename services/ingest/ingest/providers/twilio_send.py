"""
Sends over Twilio's message API: requests, answers, and looking up.

Source: Twilio, "Messages resource" and "WhatsApp media messages", as of
2026-11-21.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from ..domain import failures
from ..domain.channels import Channel
from ..domain.content import TemplateUse
from ..domain.delivery import Accepted, Later, Lost, Refused, Request, Send, Verdict
from ..domain.forms import Form, value
from ..domain.parts import File, Filled, Handed, Part, Place, Words
from .cloud_send import accepted, answer_of, judged, without_code
from .shape import code, identifier, items, mapping, text

API = "2010-04-01"

BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)

CLOCKS_APART = timedelta(seconds=10)
"""How far Twilio's clock may be behind ours."""


def request(
    channel: Channel,
    send: Send,
    part: Part,
    public_url: str,
    *,
    handed: Handed | None = None,
    form: Form | None = None,
) -> Request | None:
    """
    Return the call that sends *part* of *send*; None when there is no address.

    The callback names our message, so that its statuses do too.
    """
    to = _address(send)
    if not to:
        return None
    callback = f"{public_url}{channel.webhook_path}?message_id={send.message_id}"
    return Request(
        method="POST",
        url=messages_url(channel),
        headers=authorization(channel),
        form={
            "To": to,
            "From": channel.provider_id,
            **_content(part, handed, form),
            "StatusCallback": callback,
        },
    )


def _content(part: Part, handed: Handed | None, form: Form | None) -> Mapping[str, str]:
    match part:
        case Words(words):
            return {"Body": words}
        case File(_, caption) if handed is not None:
            below = {"Body": caption} if caption else {}
            return {**below, "MediaUrl": handed.reference}
        case Place(place):
            label = place.name or place.address
            # A bar would end the label, and more than one is not understood.
            label = " ".join(label.replace("|", " ").split())
            where = f"geo:{place.latitude:.6f},{place.longitude:.6f}"
            words = label or f"{place.latitude:.6f}, {place.longitude:.6f}"
            action = f"{where}|{label}" if label else where
            return {"Body": words, "PersistentAction": action}
        case Filled(use) if form is not None:
            filled = {"ContentSid": form.provider_id}
            values = variables(use, form, handed)
            if values:
                filled["ContentVariables"] = json.dumps(values, ensure_ascii=False)
            return filled
    raise ValueError(f"{type(part).__name__} cannot go over Twilio")


def variables(use: TemplateUse, form: Form, handed: Handed | None) -> dict[str, str]:
    """Return the values by the provider's names: numbers, unless it has names."""
    values = {
        name if form.named or name.isdigit() else str(number): value(use, name)
        for number, name in enumerate(form.names, start=1)
    }
    if form.media_place and handed is not None:
        values[form.media_place] = handed.reference
    return values


def verdict(status: int, body: bytes, retry_after: float | None) -> Verdict:
    """Return what an answer means; Twilio's code decides where there is one."""
    answer = answer_of(body)
    if accepted(status):
        sid = identifier(answer.get("sid"))
        return Accepted(sid) if sid else Lost("accepted without an id")
    number = code(answer.get("code"))
    if number < 0:
        return without_code(status, retry_after)
    meaning = failures.twilio(number)
    words = f"{number}: {text(answer.get('message'), 500)}"
    if status in BUSY and not meaning.retry:
        return Later(meaning.reason, words, retry_after)
    if status == HTTPStatus.UNAUTHORIZED:
        return Refused(failures.CHANNEL_BROKEN, words)
    return judged(meaning, words, retry_after)


def look_up(channel: Channel, send: Send) -> Request:
    """Return the call that lists what went to the person since the attempt."""
    return Request(
        method="GET",
        url=messages_url(channel),
        headers=authorization(channel),
        query={
            "To": _address(send),
            "From": channel.provider_id,
            "DateSent>": _since(send).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "PageSize": "50",
        },
    )


def found(body: bytes, send: Send, part: Part) -> list[str]:
    """Return ids of listed messages that may be *part*, oldest first."""
    ids = []
    for each in map(mapping, items(answer_of(body).get("messages"))):
        made = made_at(each)
        if made and made >= _since(send) and _matches(each, send, part):
            ids.append(identifier(each.get("sid")))
    return [sid for sid in reversed(ids) if sid]


def made_at(listed: Mapping[str, Any]) -> datetime | None:
    """Return when a listed message was made; None if that cannot be read."""
    try:
        made = parsedate_to_datetime(text(listed.get("date_created")))
    except ValueError:
        return None
    return made if made.tzinfo else None


def _matches(listed: Mapping[str, Any], send: Send, part: Part) -> bool:
    body, files = text(listed.get("body")), text(listed.get("num_media"))
    match part:
        case Words(words):
            return body == words and files in ("", "0")
        case File(_, caption):
            return body == caption and files not in ("", "0")
        case Place():
            return body == _content(part, None, None)["Body"]
    return body == send.text


def _since(send: Send) -> datetime:
    return (send.attempt_time or send.create_time) - CLOCKS_APART


def _address(send: Send) -> str:
    """Return where to; a user without a phone has another address."""
    to = send.key("phone") or send.key("address") or send.key("bsuid")
    return f"whatsapp:{to}" if to else ""


def messages_url(channel: Channel) -> str:
    """Return where the account's messages are."""
    account = channel.facts["account_sid"]
    return f"{channel.api_base_url}/{API}/Accounts/{account}/Messages.json"


def authorization(channel: Channel) -> Mapping[str, str]:
    """Return the header that says who calls."""
    pair = f"{channel.facts['account_sid']}:{channel.secrets['auth_token']}"
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
