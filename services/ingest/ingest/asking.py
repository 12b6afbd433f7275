"""Asks providers over HTTP, and says in our words why one did not answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from .domain import failures
from .domain.channels import Channel, Kind
from .domain.errors import ProviderDown
from .providers.cloud_send import VERSION, authorization
from .providers.shape import code, mapping, text
from .providers.twilio_send import authorization as twilio_authorization

Json = dict[str, Any]

BUSY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
WORDS = 500
"""Most characters of a provider's words that are kept."""


@dataclass(frozen=True, slots=True)
class Question:
    """One call at a provider; the credentials are added."""

    method: str
    url: str
    json: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None


class Refused(Exception):
    """
    The provider said no.

    `code` is its own error code, -1 if it named none; `broken` says that it
    refuses the channel, and not just what was asked.
    """

    def __init__(self, code: int, subcode: int, words: str, *, broken: bool) -> None:
        super().__init__(words)
        self.code = code
        self.subcode = subcode
        self.words = words
        self.broken = broken


class Asker:
    """Asks on behalf of channels. Blocking; safe to share."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def ask(self, channel: Channel, question: Question) -> Json:
        """
        Return the answer, which is an object.

        Raises:
            ProviderDown: No answer, or one that says to come again.
            Refused: The provider said no.
        """
        known = (
            twilio_authorization(channel)
            if channel.kind is Kind.WHATSAPP_TWILIO
            else authorization(channel)
        )
        try:
            answer = self._client.request(
                question.method,
                question.url,
                headers={**known, **question.headers},
                # Without any, the address keeps those it has.
                params=dict(question.query) or None,
                json=question.json,
                content=question.content,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            words = f"no answer from the provider: {type(error).__name__}"
            raise ProviderDown(words, detail=words) from error
        return _read(channel, answer)


def graph(channel: Channel, path: str) -> str:
    """Return an address of Meta's Graph API."""
    return f"{channel.api_base_url}/{VERSION}/{path}"


def _read(channel: Channel, answer: httpx.Response) -> Json:
    try:
        found = json.loads(answer.content) if answer.content.strip() else {}
    except (ValueError, RecursionError):
        found = None
    if answer.is_success and isinstance(found, dict):
        return found
    number, subcode, words = _error(found, answer.status_code)
    meaning = (
        failures.twilio(number)
        if channel.kind is Kind.WHATSAPP_TWILIO
        else failures.meta(number)
    )
    later = answer.is_server_error or answer.status_code in BUSY or meaning.retry
    # Neither a good answer that cannot be read nor a page of some proxy says no.
    if later or answer.is_success or found is None:
        raise ProviderDown(words, detail=words)
    unknown = answer.status_code == HTTPStatus.UNAUTHORIZED
    raise Refused(
        number,
        subcode,
        words,
        broken=unknown or meaning.reason == failures.CHANNEL_BROKEN,
    )


def _error(found: Any, status: int) -> tuple[int, int, str]:
    """Return code, subcode and words of an answer of Meta's or Twilio's."""
    top = mapping(found)
    error = mapping(top.get("error")) or top
    said = [
        error.get("message"),
        error.get("error_user_title"),
        error.get("error_user_msg"),
        mapping(error.get("error_data")).get("details"),
    ]
    words = ": ".join(dict.fromkeys(filter(None, map(text, said))))
    number = code(error.get("code"))
    shown = f"{number}: {words}" if words else f"answer {status} without a reason"
    return number, code(error.get("error_subcode")), shown[:WORDS]
