"""The mail catcher: an SMTP server that delivers to a page."""

from __future__ import annotations

import asyncio
import secrets
import time
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from simulator.model import Mail
from simulator.world import World


class Catcher:
    """Keeps every e-mail it is handed."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_DATA(  # noqa: N802  # aiosmtpd looks the name up
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the e-mail."""
        self._world.put(read(envelope))
        return "250 caught"


def read(envelope: Envelope) -> Mail:
    """Read what an e-mail says, whatever of it can be read."""
    content = envelope.content or b""
    raw = content.encode() if isinstance(content, str) else content
    parsed = message_from_bytes(raw, policy=policy.default)
    return Mail(
        id=f"mail_{secrets.token_hex(6)}",
        at=time.time(),
        sender=envelope.mail_from or "",
        recipients=list(envelope.rcpt_tos),
        subject=str(parsed.get("subject", "")),
        text=_part(parsed, "plain"),
        html=_part(parsed, "html"),
    )


def _part(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    return part.get_content() if part is not None else ""


async def serve(world: World, host: str, port: int) -> asyncio.Server:
    """Listen for e-mail on *host*:*port*."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(
            Catcher(world), hostname="simulator", loop=loop, enable_SMTPUTF8=True
        ),
        host,
        port,
    )
