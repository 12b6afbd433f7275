"""One's own API tokens."""

from __future__ import annotations

from typing import Any

from .. import shapes_admin as shapes
from .. import wire_admin
from ..domain.errors import SessionOnly
from ..endpoint import Call, Endpoint
from ..inputs import Body, Line, LongPage, NoBody, NoQuery


class NewToken(Body):
    """What the token is for."""

    name: Line


async def list_tokens(call: Call[NoBody, LongPage]) -> shapes.Tokens:
    """List the user's tokens, without their secrets."""
    gateway, user = call.gateway, call.who.user
    access = gateway.use_cases.access
    found = await gateway.threads.run(access.list_tokens, user.account_id, user.user_id)
    later = [token for token in found if token.token_id > call.query.cursor]
    page = later[: call.query.limit]
    return {
        "items": [wire_admin.write_token(token) for token in page],
        "next_cursor": page[-1].token_id if len(page) < len(later) else None,
    }


async def make_token(call: Call[NewToken, NoQuery]) -> shapes.MadeToken:
    """Make a token; its secret is shown this once."""
    if call.who.kind != "session":
        # A token that leaked must not be able to outlive its revocation.
        raise SessionOnly("sign in as a person to make an API token")
    gateway = call.gateway
    token, secret = await gateway.threads.run(
        gateway.use_cases.make_token, call.who, call.body.name, call.request_id
    )
    return {**wire_admin.write_token(token), "token": secret or None}


async def drop_token(call: Call[NoBody, NoQuery]) -> None:
    """Revoke a token; its live streams end."""
    gateway, who = call.gateway, call.who
    await gateway.threads.run(gateway.use_cases.drop_token, who, call.ids["token_id"])
    gateway.signed_in.forget(user_id=who.user.user_id)


ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    Endpoint(
        method="GET",
        path="/api/v1/tokens",
        summary="One's own API tokens, oldest first.",
        tag="tokens",
        handler=list_tokens,
        query=LongPage,
        answer=shapes.Tokens,
    ),
    Endpoint(
        method="POST",
        path="/api/v1/tokens",
        summary="Make an API token. It acts for its user, with all they may do.",
        tag="tokens",
        handler=make_token,
        body=NewToken,
        answer=shapes.MadeToken,
        status=201,
        refusals={403: ["SESSION_ONLY"]},
    ),
    Endpoint(
        method="DELETE",
        path="/api/v1/tokens/{token_id}",
        summary="Revoke an API token.",
        tag="tokens",
        handler=drop_token,
        answer=None,
        status=204,
        refusals={404: ["TOKEN_UNKNOWN"]},
    ),
)
