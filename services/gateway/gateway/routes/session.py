"""Signing in and out."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import StringConstraints

from .. import guards, metrics
from .. import shapes_admin as shapes
from ..domain.access import key_of
from ..domain.errors import CredentialsWrong, SessionMissing, TooManyAttempts
from ..endpoint import Call, Endpoint, Reply
from ..inputs import Body, NoBody, NoQuery
from .me import signed_in

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        max_length=254,
        pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$",
    ),
]


class SignIn(Body):
    """Who signs in."""

    email: Email
    password: Annotated[str, StringConstraints(max_length=1000)]


async def sign_in(call: Call[SignIn, NoQuery]) -> Reply:
    """Open a session; the browser's former one ends."""
    gateway, email = call.gateway, call.body.email
    use_cases = gateway.use_cases
    former = guards.cookie_of(call.headers)
    try:
        gateway.attempts.begin(email, call.place, at=use_cases.clock())
        secret, session = await gateway.threads.run_hashing(
            use_cases.sign_in,
            email,
            call.body.password,
            former_key=key_of(former) if former else "",
        )
    except TooManyAttempts:
        metrics.SIGN_INS.labels("limited").inc()
        raise
    except CredentialsWrong:
        metrics.SIGN_INS.labels("wrong").inc()
        raise
    gateway.attempts.succeeded(email, call.place)
    metrics.SIGN_INS.labels("accepted").inc()
    if former:
        gateway.sign_off(key=key_of(former))
    principal = await gateway.signed_in.of_session(secret)
    age = session.expire_time - session.create_time
    cookie = guards.session_cookie(
        secret,
        max_age_seconds=int(age.total_seconds()),
        secure=gateway.config.secure_cookies,
    )
    return Reply(await signed_in(call, principal), headers={"Set-Cookie": cookie})


async def sign_out(call: Call[NoBody, NoQuery]) -> Reply:
    """End the session and its live streams; harmless without one."""
    gateway = call.gateway
    try:
        who = await guards.authenticated(call.headers, gateway.signed_in)
    except SessionMissing:
        who = None
    if who is not None and who.kind == "session":
        guards.check_csrf("DELETE", call.headers, who)
        await gateway.threads.run(gateway.use_cases.sign_out, who)
        gateway.sign_off(key=who.key)
    cookie = guards.session_cookie(
        "", max_age_seconds=0, secure=gateway.config.secure_cookies
    )
    return Reply(None, headers={"Set-Cookie": cookie})


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="POST",
        path="/api/v1/session",
        summary="Sign in. Answers with the cookie `recado_session`.",
        tag="session",
        handler=sign_in,
        body=SignIn,
        answer=shapes.SignedIn,
        public=True,
        refusals={401: ["CREDENTIALS_WRONG"], 429: ["TOO_MANY_ATTEMPTS"]},
    ),
    Endpoint(
        method="DELETE",
        path="/api/v1/session",
        summary="Sign out.",
        tag="session",
        handler=sign_out,
        answer=None,
        status=204,
        public=True,
    ),
)
