"""
Providers' webhooks, as plain ASGI: the hottest path of the service.

A call is answered once it is safe. What it says is not looked at here, only
whether its signature is good; the worker quarantines what makes no sense.
"""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import Response

from chassis import clock, ids
from chassis.errors import Unavailable
from chassis.http import Receive, Scope, Send, TooLarge, body, problem

from .. import metrics
from ..domain.canaries import answered
from ..domain.inbound import Call
from ..domain.signatures import meta_signed, twilio_signed
from ..providers.twilio import form_of
from .directory import Directory, Keeper
from .intake import Intake

META_BYTES = 3 << 20
"""What Meta sends at most (its documentation, 2026-11-21)."""

TWILIO_BYTES = 1 << 20

PREFIX = "/webhooks/"
TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""Answers nothing to the person who wrote."""

RETRY = {"retry-after": "5"}
CLOSE = {"connection": "close"}


class Webhooks:
    """Serves `/webhooks/meta/{app}` and `/webhooks/twilio/{channel}`."""

    def __init__(
        self, directory: Directory, keeper: Keeper, intake: Intake, public_url: str
    ) -> None:
        self._directory = directory
        self._keeper = keeper
        self._intake = intake
        self._public_url = public_url.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call."""
        provider, _, target = scope["path"].removeprefix(PREFIX).partition("/")
        state = scope.setdefault("state", {})
        state["route"] = f"/webhooks/{provider}/*" if provider in PROVIDERS else "other"
        try:
            response = await self._answer(provider, target, scope, receive)
        except TooLarge:
            metrics.REFUSED.labels("too_large").inc()
            # The rest of the body is not worth reading.
            response = problem(
                413,
                "BODY_TOO_LARGE",
                "no provider sends calls this long",
                headers=CLOSE,
            )
        except Unavailable:
            response = problem(
                503,
                "UNAVAILABLE",
                "the call could not be kept; send it again",
                headers=RETRY,
            )
        await response(scope, receive, send)

    async def _answer(
        self, provider: str, target: str, scope: Scope, receive: Receive
    ) -> Response:
        method = scope["method"]
        if provider not in PROVIDERS or not target or "/" in target:
            return _unknown()
        if not self._directory.loaded:
            await self._keeper.look_again()
            if not self._directory.loaded:
                raise Unavailable("no channel is known yet")
        if provider == "meta" and method == "GET":
            return await self._handshake(target, scope)
        if method != "POST":
            return problem(405, "METHOD_NOT_ALLOWED", "calls come by POST")
        take = self._meta if provider == "meta" else self._twilio
        return await take(target, scope, receive)

    async def _handshake(self, app_id: str, scope: Scope) -> Response:
        """Answer Meta's challenge when the callback is saved."""
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.get("hub.verify_token", [""])[0].encode("utf-8", "replace")
        challenge = query.get("hub.challenge", [""])[0]
        app = await self._app(app_id)
        tokens = app.verify_tokens if app else frozenset[str]()
        good = [hmac.compare_digest(given, token.encode()) for token in tokens]
        if query.get("hub.mode") != ["subscribe"] or not any(good) or not challenge:
            return problem(403, "VERIFY_TOKEN_WRONG", "the verify token is another one")
        return Response(challenge, media_type="text/plain")

    async def _meta(self, app_id: str, scope: Scope, receive: Receive) -> Response:
        signature = _header(scope, b"x-hub-signature-256")
        if not signature:
            return _refused("unsigned")
        app = await self._app(app_id)
        if app is None:
            return _unknown()
        raw = await body(receive, scope, max_bytes=META_BYTES)
        prints = [p for secret, p in app.secrets if meta_signed(raw, signature, secret)]
        if not prints:
            return _refused("forged")
        if (nonce := answered(raw)) is not None:
            return Response(nonce, media_type="text/plain")
        await self._intake.take(
            _call("meta", app_id, scope, raw, secret_print=prints[0])
        )
        return Response(status_code=200)

    async def _twilio(
        self, channel_id: str, scope: Scope, receive: Receive
    ) -> Response:
        signature = _header(scope, b"x-twilio-signature")
        if not signature:
            return _refused("unsigned")
        channel = self._directory.channel(channel_id)
        if channel is None:
            await self._keeper.look_again()
            channel = self._directory.channel(channel_id)
        token = channel.secrets.get("auth_token", "") if channel else ""
        if not token:
            return _unknown()
        raw = await body(receive, scope, max_bytes=TWILIO_BYTES)
        if not twilio_signed(
            self._url(scope), signature, token, form=_form(scope, raw), body=raw
        ):
            return _refused("forged")
        if (nonce := answered(raw)) is not None:
            return Response(nonce, media_type="text/plain")
        await self._intake.take(_call("twilio", channel_id, scope, raw))
        return Response(TWIML, media_type="text/xml")

    async def _app(self, app_id: str) -> Any:
        app = self._directory.app(app_id)
        if app is None:
            # Connected a moment ago, perhaps, and the event is on its way.
            await self._keeper.look_again()
            app = self._directory.app(app_id)
        return app

    def _url(self, scope: Scope) -> str:
        """Return the URL as the provider called it: ours by configuration."""
        query = scope["query_string"].decode("latin-1")
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        path = raw.decode("latin-1").partition("?")[0]
        return self._public_url + path + (f"?{query}" if query else "")


PROVIDERS = ("meta", "twilio")

FORM = b"application/x-www-form-urlencoded"


def _form(scope: Scope, raw: bytes) -> list[tuple[str, str]] | None:
    """Return the parameters that are signed; None if the body is no form."""
    kind = _header(scope, b"content-type").encode().partition(b";")[0].strip().lower()
    if kind not in (FORM, b""):
        return None
    try:
        return form_of(raw)
    except ValueError:
        return None


def _call(
    provider: str, target: str, scope: Scope, raw: bytes, *, secret_print: str = ""
) -> Call:
    call = Call(
        call_id=ids.new("pc"),
        provider=provider,
        target=target,
        body=raw,
        content_type=_header(scope, b"content-type")[:128],
        receive_time=clock.now(),
        secret_print=secret_print,
        query=scope["query_string"].decode("latin-1")[:2048],
    )
    scope["state"]["call_id"] = call.call_id
    return call


def _header(scope: Scope, wanted: bytes) -> str:
    for name, value in scope["headers"]:
        if name == wanted:
            return bytes(value).decode("latin-1")
    return ""


def _refused(why: str) -> Response:
    metrics.REFUSED.labels(why).inc()
    if why == "unsigned":
        return problem(
            401, "SIGNATURE_MISSING", "the call is not signed", headers=CLOSE
        )
    return problem(403, "SIGNATURE_WRONG", "the signature was not made with our secret")


def _unknown() -> Response:
    metrics.REFUSED.labels("unknown").inc()
    return problem(404, "TARGET_UNKNOWN", "no channel is connected here", headers=CLOSE)
