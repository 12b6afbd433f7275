"""Calls the providers over HTTP; whatever happens is a verdict."""

from __future__ import annotations

import httpx

from .domain import failures
from .domain.channels import Channel, Kind
from .domain.delivery import Later, Lost, Refused, Request, Send, Verdict
from .providers import cloud_send, twilio_send

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0

# Nothing of the message can have left us with these.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

NO_ADDRESS = "the contact has no address on this channel"


class HttpCarrier:
    """The `Carrier` port over HTTP. Blocking; cooperative in the worker."""

    def __init__(self, client: httpx.Client, public_url: str) -> None:
        self._client = client
        self._public_url = public_url

    def send(self, channel: Channel, send: Send) -> Verdict:
        """Make one attempt."""
        request = self._request(channel, send)
        if request is None:
            return Refused(failures.RECIPIENT_UNREACHABLE, NO_ADDRESS)
        try:
            answer = self._call(request)
        except NOT_SENT as error:
            return Later(
                failures.PROVIDER_DOWN, f"no connection: {type(error).__name__}"
            )
        except httpx.HTTPError as error:
            return Lost(f"no answer: {type(error).__name__}")
        read = twilio_send.verdict if _twilio(channel) else cloud_send.verdict
        return read(answer.status_code, answer.content, _retry_after(answer))

    def look_up(self, channel: Channel, send: Send) -> list[str]:
        """Return ids of messages that may be *send*; Meta has no look-up."""
        if not _twilio(channel):
            return []
        try:
            answer = self._call(twilio_send.look_up(channel, send))
        except httpx.HTTPError:
            return []
        return twilio_send.found(answer.content, send) if answer.is_success else []

    def _request(self, channel: Channel, send: Send) -> Request | None:
        if channel.kind is Kind.WHATSAPP_CLOUD:
            return cloud_send.request(channel, send)
        if _twilio(channel):
            return twilio_send.request(channel, send, self._public_url)
        return None

    def _call(self, request: Request) -> httpx.Response:
        return self._client.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            json=request.json,
            data=dict(request.form) if request.form is not None else None,
            params=dict(request.query) if request.query is not None else None,
        )


def client() -> httpx.Client:
    """Return a client with our limits; redirects are not followed."""
    return httpx.Client(
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
        follow_redirects=False,
    )


def _twilio(channel: Channel) -> bool:
    return channel.kind is Kind.WHATSAPP_TWILIO


def _retry_after(answer: httpx.Response) -> float | None:
    """Return the seconds the provider asks us to wait, None if it does not."""
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() else None
