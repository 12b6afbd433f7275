"""Headers on every answer that make a browser hold to our rules."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from chassis.http import App, Receive, Scope, Send

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(self), display-capture=(), geolocation=(self), "
    "gyroscope=(), magnetometer=(), microphone=(self), midi=(), payment=(), usb=()"
)


def content_policy(script_hashes: tuple[str, ...]) -> str:
    """
    Return the content security policy.

    Nothing inline runs, save scripts of these hashes: the import map, which a
    browser takes only inline. Pictures of contacts live at their providers.
    """
    scripts = " ".join(("'self'", *(f"'{each}'" for each in script_hashes)))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; "
        "img-src 'self' data: blob: https:; font-src 'self'; connect-src 'self'; "
        "media-src 'self' blob:; manifest-src 'self'; worker-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Adds the headers; a pure ASGI layer, so that streams flow through."""

    def __init__(self, app: App, *, policy: Callable[[], str], secure: bool) -> None:
        self._app = app
        self._policy = policy
        fixed = {
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": PERMISSIONS_POLICY,
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if secure:
            fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        self._fixed = [(k.lower().encode(), v.encode()) for k, v in fixed.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                policy = (b"content-security-policy", self._policy().encode())
                given = message["headers"]
                # An answer may be stricter, as files from outside are.
                named = {name.lower() for name, _ in given}
                ours = [each for each in (*self._fixed, policy) if each[0] not in named]
                message = {**message, "headers": [*given, *ours]}
            await send(message)

        await self._app(scope, receive, answer)
