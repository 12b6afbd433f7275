"""
What a provider posts: signed WhatsApp webhooks, good ones and bad ones.

Source: https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Target:
    """The demo's WhatsApp channel, as its provider sees it."""

    host: str
    port: int
    path: str
    app_secret: str
    phone_number_id: str
    waba_id: str

    @classmethod
    def of(cls, demo: Mapping[str, Any]) -> Self:
        """Return the WhatsApp Cloud channel of what the demo describes."""
        [channel] = [c for c in demo["channels"] if c["kind"] == "whatsapp_cloud"]
        url = urlsplit(channel["webhook_url"])
        return cls(
            host=url.hostname or "",
            port=url.port or 80,
            path=url.path,
            app_secret=channel["app_secret"],
            phone_number_id=channel["phone_number_id"],
            waba_id=channel["waba_id"],
        )


@dataclass(frozen=True, slots=True)
class Webhook:
    """One call, ready to be posted as often as it takes."""

    request: bytes
    text: str = ""
    """What the customer wrote; empty when it holds no text message."""


def written(target: Target, *, text: str, message_id: str, digits: str) -> Webhook:
    """Return a webhook in which the person at *digits* writes *text*."""
    message = {"type": "text", "text": {"body": text}}
    return Webhook(_message(target, message, message_id, digits), text)


def of_unknown_kind(target: Target, *, message_id: str, digits: str) -> Webhook:
    """Return a genuine message of a kind that nobody has heard of."""
    message = {"type": "hologram", "hologram": {"id": "1"}}
    return Webhook(_message(target, message, message_id, digits))


def forged(target: Target, *, text: str, message_id: str, digits: str) -> Webhook:
    """Return a message that somebody signed who does not know the secret."""
    message = {"type": "text", "text": {"body": text}}
    body = _body(target, message, message_id, digits)
    return Webhook(_post(target, body, secret="guessed"), text)


def malformed(target: Target) -> list[Webhook]:
    """Return calls whose signatures are good and that make no sense."""
    entry = {"id": target.waba_id, "changes": [{"field": "moonphase", "value": {}}]}
    bodies = (
        b"\xff\xfe not JSON {",
        b"",
        b"[]",
        b'"whatsapp_business_account"',
        b'{"object":"whatsapp_business_account","entry":"many"}',
        b'{"object":"whatsapp_business_account","entry":[{"changes":[7,null]}]}',
        b'{"object":"carrier_pigeons","entry":[{"id":"1"}]}',
        json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode(),
        json.dumps(_envelope(target, {"messages": [{"id": 7, "from": []}]})).encode(),
        json.dumps(_envelope(target, {"statuses": [{"status": "lost"}]})).encode(),
        b"[" * 4000,
    )
    return [Webhook(_post(target, each)) for each in bodies]


def _message(
    target: Target, message: Mapping[str, Any], message_id: str, digits: str
) -> bytes:
    return _post(target, _body(target, message, message_id, digits))


def _body(
    target: Target, message: Mapping[str, Any], message_id: str, digits: str
) -> bytes:
    name = f"Cliente {digits[-4:]}"
    head = {"from": digits, "id": message_id, "timestamp": str(int(time.time()))}
    value = {
        "contacts": [{"profile": {"name": name}, "wa_id": digits}],
        "messages": [head | dict(message)],
    }
    return json.dumps(_envelope(target, value)).encode()


def _envelope(target: Target, value: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {
        "display_phone_number": "5511900000000",
        "phone_number_id": target.phone_number_id,
    }
    whole = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    changes = [{"field": "messages", "value": whole}]
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": target.waba_id, "changes": changes}],
    }


def _post(target: Target, body: bytes, *, secret: str = "") -> bytes:
    key = (secret or target.app_secret).encode()
    signature = hmac.new(key, body, hashlib.sha256).hexdigest()
    head = (
        f"POST {target.path} HTTP/1.1\r\nHost: {target.host}:{target.port}\r\n"
        "Connection: close\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
