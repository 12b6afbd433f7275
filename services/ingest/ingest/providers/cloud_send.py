"""
Sends over Meta's Cloud API: the request, and what an answer means.

Source: Meta, "Send messages", as of 2026-11-21.
"""

from __future__ import annotations

from http import HTTPStatus

from ..domain import failures
from ..domain.channels import Channel
from ..domain.delivery import Accepted, Later, Lost, Refused, Request, Send, Verdict
from .shape import Unreadable, code, identifier, items, mapping, parse
from .whatsapp_cloud import error_words

VERSION = "v25.0"
"""The Graph API version: usable to 2028-02."""


def request(channel: Channel, send: Send) -> Request | None:
    """
    Return the call that sends *send*; None when there is no address.

    Our id of the message rides along and comes back in every status, which is
    how a send whose answer was lost is found again.
    """
    phone, scoped = send.key("phone"), send.key("bsuid")
    if not phone and not scoped:
        return None
    return Request(
        method="POST",
        url=f"{channel.api_base_url}/{VERSION}/{channel.provider_id}/messages",
        headers={"authorization": f"Bearer {channel.secrets['access_token']}"},
        json={
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            # Without the plus, Meta would prepend our own country's code.
            **({"to": phone} if phone else {"recipient": scoped}),
            "type": "text",
            "text": {"body": send.text, "preview_url": True},
            "biz_opaque_callback_data": send.message_id,
        },
    )


def verdict(status: int, body: bytes, retry_after: float | None) -> Verdict:
    """Return what an answer means; only the error's code decides."""
    try:
        answer = mapping(parse(body))
    except Unreadable:
        answer = {}
    if accepted(status):
        sent = mapping(next(items(answer.get("messages")), None))
        message_id = identifier(sent.get("id"))
        return Accepted(message_id) if message_id else Lost("accepted without an id")
    error = mapping(answer.get("error"))
    number = code(error.get("code"))
    if number < 0:
        return without_code(status, retry_after)
    meaning = failures.meta(number)
    if meaning.retry:
        return Later(meaning.reason, error_words(error), retry_after, meaning.pair_only)
    return Refused(meaning.reason, error_words(error))


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
