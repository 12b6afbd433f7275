"""
Sends over Twilio's message API: requests, answers, and looking up.

Source: Twilio, "Messages resource", as of 2026-11-21.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from ..domain import failures
from ..domain.channels import Channel
from ..domain.delivery import Accepted, Later, Lost, Refused, Request, Send, Verdict
from .cloud_send import accepted, without_code
from .shape import Unreadable, code, identifier, items, mapping, parse, text

API = "2010-04-01"

BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)

CLOCKS_APART = timedelta(seconds=10)
"""How far Twilio's clock may be behind ours."""


def request(channel: Channel, send: Send, public_url: str) -> Request | None:
    """
    Return the call that sends *send*; None when there is no address.

    The callback names our message, so that its statuses do too.
    """
    to = _address(send)
    if not to:
        return None
    callback = f"{public_url}{channel.webhook_path}?message_id={send.message_id}"
    return Request(
        method="POST",
        url=_messages(channel),
        headers=_authorization(channel),
        form={
            "To": to,
            "From": channel.provider_id,
            "Body": send.text,
            "StatusCallback": callback,
        },
    )


def verdict(status: int, body: bytes, retry_after: float | None) -> Verdict:
    """Return what an answer means; Twilio's code decides where there is one."""
    try:
        answer = mapping(parse(body))
    except Unreadable:
        answer = {}
    if accepted(status):
        sid = identifier(answer.get("sid"))
        return Accepted(sid) if sid else Lost("accepted without an id")
    number = code(answer.get("code"))
    if number < 0:
        return without_code(status, retry_after)
    meaning, words = failures.twilio(number), text(answer.get("message"), 500)
    if meaning.retry or status in BUSY:
        return Later(meaning.reason, f"{number}: {words}", retry_after)
    if status == HTTPStatus.UNAUTHORIZED:
        return Refused(failures.CHANNEL_BROKEN, f"{number}: {words}")
    return Refused(meaning.reason, f"{number}: {words}")


def look_up(channel: Channel, send: Send) -> Request:
    """Return the call that lists what went to the person since the attempt."""
    since = (send.attempt_time or send.create_time) - CLOCKS_APART
    return Request(
        method="GET",
        url=_messages(channel),
        headers=_authorization(channel),
        query={
            "To": _address(send),
            "From": channel.provider_id,
            "DateSent>": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "PageSize": "50",
        },
    )


def found(body: bytes, send: Send) -> list[str]:
    """Return ids of listed messages with the text of *send*, oldest first."""
    try:
        listed = mapping(parse(body)).get("messages")
    except Unreadable:
        return []
    since = (send.attempt_time or send.create_time) - CLOCKS_APART
    ids = []
    for each in map(mapping, items(listed)):
        try:
            made = parsedate_to_datetime(text(each.get("date_created")))
        except ValueError:
            continue
        if each.get("body") == send.text and made.tzinfo and made >= since:
            ids.append(identifier(each.get("sid")))
    return [sid for sid in reversed(ids) if sid]


def _address(send: Send) -> str:
    """Return where to; a user without a phone has another address."""
    to = send.key("phone") or send.key("address") or send.key("bsuid")
    return f"whatsapp:{to}" if to else ""


def _messages(channel: Channel) -> str:
    account = channel.facts["account_sid"]
    return f"{channel.api_base_url}/{API}/Accounts/{account}/Messages.json"


def _authorization(channel: Channel) -> dict[str, str]:
    pair = f"{channel.facts['account_sid']}:{channel.secrets['auth_token']}"
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
