"""Channels: what one is, and where its provider calls us."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


class Kind(enum.Enum):
    """The messaging app and the way it is reached."""

    WHATSAPP_CLOUD = "whatsapp_cloud"
    WHATSAPP_TWILIO = "whatsapp_twilio"
    MESSENGER = "messenger"
    INSTAGRAM = "instagram"
    WEBCHAT = "webchat"


class Visibility(enum.Enum):
    """Who may see and work with a channel (PRM-7)."""

    PRIVATE = "private"
    SHARED = "shared"


class Health(enum.Enum):
    """Whether the provider takes us."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class Canary:
    """What the last synthetic round trip over a channel told."""

    check_time: datetime
    good: bool
    milliseconds: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """
    One connected account of one messaging app.

    `secrets` maps names (`app_secret`, `auth_token`, …) to plain values; it is
    never logged nor returned. `secret_prints` are fingerprints of the Meta app
    secret, one per key in use, the present key's first: they tie a signed call
    to the channels that share the secret.
    """

    channel_id: str
    account_id: str
    kind: Kind
    name: str
    installer_id: str
    visibility: Visibility
    provider_id: str
    facts: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    api_base_url: str
    create_time: datetime
    secret_prints: tuple[str, ...] = ()
    health: Health = Health.CONNECTED
    health_detail: str = ""
    version: int = 1
    stopped: bool = False
    canary: Canary | None = None

    @property
    def app_id(self) -> str:
        """The Meta app the channel's calls are signed by; empty for others."""
        return self.facts.get("app_id", "")

    @property
    def webhook_path(self) -> str:
        """Where the provider sends its calls, starting with `/`."""
        if self.kind is Kind.WEBCHAT:
            return "/webchat/widget.js"
        if self.kind is Kind.WHATSAPP_TWILIO:
            return f"/webhooks/twilio/{self.channel_id}"
        return f"/webhooks/meta/{self.app_id}"

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Web sites that may show the widget; empty allows every one."""
        listed = self.facts.get("allowed_origins", "")
        return tuple(part for part in listed.split(",") if part)


def name_key(name: str) -> str:
    """Return what makes a name unique: without regard to case."""
    return name.casefold()
