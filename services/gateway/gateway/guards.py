"""
What protects a signed-in browser from other sites.

A session cookie is sent by the browser on its own, so a change must prove that
our page made it: by `X-CSRF-Token`, which only our page can read, and by an
`Origin` that is ours. API tokens are not sent on their own and need neither.

Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet (2025).
"""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from chassis.http import Scope

from .domain.access import TOKEN_PREFIX, Principal
from .domain.errors import SessionMissing
from .problems import Problem
from .signed_in import SignedIn

COOKIE = "recado_session"

SAFE = frozenset({"GET", "HEAD"})


def cookie_of(headers: Headers) -> str:
    """Return the session's secret from the cookies; empty when there is none."""
    for part in headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value.strip('"')
    return ""


async def authenticated(headers: Headers, signed_in: SignedIn) -> Principal:
    """
    Return who the request comes from; a token wins over a cookie.

    Raises:
        SessionMissing: Neither is there, or it is not valid.
    """
    authorization = headers.get("authorization")
    if authorization is not None:
        kind, _, secret = authorization.partition(" ")
        if kind.lower() != "bearer" or not secret.strip().startswith(TOKEN_PREFIX):
            raise SessionMissing("send Authorization: Bearer and an API token")
        return await signed_in.of_token(secret.strip())
    secret = cookie_of(headers)
    if not secret:
        raise SessionMissing("sign in, or send an API token")
    return await signed_in.of_session(secret)


def check_origin(method: str, headers: Headers, public_url: str) -> None:
    """
    Refuse changes that a browser makes for another site.

    Ours is the public address, or the host that was asked, so that a
    developer may use `localhost` and `127.0.0.1` alike. Programs send no
    `Origin`, and pass.
    """
    if method in SAFE:
        return
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site", "same-origin")
    if origin is not None:
        ours = _host(origin) in (urlsplit(public_url).netloc, headers.get("host"))
    else:
        ours = site in ("same-origin", "none")
    if not ours:
        raise Problem(
            403, "ORIGIN_REFUSED", "changes are accepted from our own page only"
        )


def check_csrf(method: str, headers: Headers, who: Principal) -> None:
    """Refuse a change by cookie that does not prove it is our page's."""
    if method in SAFE or who.kind != "session":
        return
    given = headers.get("x-csrf-token", "")
    if not hmac.compare_digest(given.encode(), who.csrf_token.encode()):
        raise Problem(
            403,
            "CSRF_INVALID",
            "send X-CSRF-Token as GET /api/v1/me gives it",
            field="X-CSRF-Token",
        )


def place_of(scope: Scope, headers: Headers, proxy_hops: int) -> str:
    """Return the client's address, as seen by the outermost trusted proxy."""
    if proxy_hops > 0:
        seen = [
            p.strip() for p in ",".join(headers.getlist("x-forwarded-for")).split(",")
        ]
        if len(seen) >= proxy_hops and seen[-proxy_hops]:
            return seen[-proxy_hops]
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


def session_cookie(secret: str, *, max_age_seconds: int, secure: bool) -> str:
    """Return the `Set-Cookie` value; an age of 0 takes the cookie back."""
    flags = "; Secure" if secure else ""
    return f"{COOKIE}={secret}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Lax{flags}"


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
