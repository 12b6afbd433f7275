"""Lets in whoever has an account's token, and answers refusals, at Twilio."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from simulator import twilio_words
from simulator.answers import hold, note_call, shown_body, slowly
from simulator.failures import Call, Switchboard
from simulator.model import Channel, Kind
from simulator.twilio_sends import Refused
from simulator.world import World

Handler = Callable[[list[Channel], Request], Awaitable[Response]]


class TwilioDoor:
    """Wraps handlers: who may, what is ordered, how it is told."""

    def __init__(self, world: World, switchboard: Switchboard) -> None:
        self._world = world
        self._switchboard = switchboard

    def guarded(
        self, handler: Handler, what: str
    ) -> Callable[[Request], Awaitable[Response]]:
        """
        Return *handler* with its senders found, its answer kept for the record.

        *what* is the kind of call that errors may be ordered for; empty if the
        handler sees to that.
        """

        async def endpoint(request: Request) -> Response:
            raw = await request.body()
            channel_id = ""
            try:
                senders = self._senders(request)
                channel_id = senders[0].id
                answer = await self._meet(senders, what, handler, request)
            except Refused as refused:
                answer = refusal(refused)
            channel_id = getattr(request.state, "channel_id", channel_id)
            note_call(self._world, request, channel_id, shown_body(raw), answer)
            return answer

        return endpoint

    async def _meet(
        self, senders: list[Channel], what: str, handler: Handler, request: Request
    ) -> Response:
        if not what:
            return await handler(senders, request)
        fate = self._switchboard.fate(senders[0], Call(what))
        if fate.refusal is not None:
            raise Refused(fate.refusal.key, retry_after=fate.retry_after)
        if fate.hold_seconds is not None:
            return await hold(fate)
        return await slowly(senders[0], await handler(senders, request))

    def _senders(self, request: Request) -> list[Channel]:
        account, token = _credentials(request)
        owned = [
            channel
            for channel in self._world.channels.values()
            if channel.kind is Kind.WHATSAPP_TWILIO and channel.account_sid == account
        ]
        if not any(secrets.compare_digest(c.auth_token, token) for c in owned):
            raise Refused(20003)
        if request.path_params.get("account", account) != account:
            raise Refused(20404)
        return owned


def _credentials(request: Request) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Refused(20003) from error
    account, separator, token = given.partition(":")
    if scheme.lower() != "basic" or not separator or not token.isascii():
        raise Refused(20003)
    return account, token


def refusal(refused: Refused) -> JSONResponse:
    """Answer with a documented error."""
    failure = refused.failure
    headers = {}
    if failure.http_status == 429 or refused.retry_after:
        headers["retry-after"] = str(refused.retry_after or 1)
    if failure.http_status == 401:
        headers["www-authenticate"] = 'Basic realm="Twilio API"'
    body = twilio_words.error_body(failure, refused.detail)
    return JSONResponse(body, failure.http_status, headers=headers)
