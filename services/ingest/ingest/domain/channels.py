"""Channels: what one is, and which facts and secrets each kind needs."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from .errors import ChannelInvalid

NAME_LENGTH = 80
"""Most characters of a channel's name."""

META_API = "https://graph.facebook.com"
TWILIO_API = "https://api.twilio.com"


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

    def with_health(self, health: Health, detail: str = "") -> Channel:
        """Return the channel with another health."""
        return replace(
            self, health=health, health_detail=detail, version=self.version + 1
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person filled in to connect a channel, checked and tidied."""

    kind: Kind
    name: str
    visibility: Visibility
    provider_id: str
    facts: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    api_base_url: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A fact or secret: its pattern, and the words for a wrong one."""

    name: str
    pattern: re.Pattern[str]
    wanted: str


def _field(name: str, pattern: str, wanted: str) -> _Field:
    return _Field(name, re.compile(pattern), wanted)


_DIGITS = r"[0-9]{3,32}"
_HIDDEN = r"[\x21-\x7e]{8,512}"

FACTS: Mapping[Kind, tuple[_Field, ...]] = {
    Kind.WHATSAPP_CLOUD: (
        _field("phone_number_id", _DIGITS, "the digits of the phone number id"),
        _field("waba_id", _DIGITS, "the digits of the WhatsApp account id"),
        _field("phone_number", r"\+[1-9][0-9]{6,14}", "a number like +5511999990000"),
        _field("app_id", r"[A-Za-z0-9_-]{3,64}", "the id of the Meta app"),
    ),
    Kind.WHATSAPP_TWILIO: (
        _field("account_sid", r"AC[0-9a-zA-Z]{6,64}", "an id that starts with AC"),
        _field("sender", r"whatsapp:\+[1-9][0-9]{6,14}", "whatsapp:+ and the number"),
    ),
    Kind.WEBCHAT: (),
}
"""Facts that must be there, by kind. A kind that is absent cannot be connected."""

SECRETS: Mapping[Kind, tuple[_Field, ...]] = {
    Kind.WHATSAPP_CLOUD: (
        _field("app_secret", _HIDDEN, "the secret of the Meta app"),
        _field("verify_token", r"[\x21-\x7e]{6,256}", "6 characters or more"),
        _field("access_token", _HIDDEN, "the access token of a system user"),
    ),
    Kind.WHATSAPP_TWILIO: (
        _field("auth_token", _HIDDEN, "the auth token of the Twilio account"),
    ),
    Kind.WEBCHAT: (),
}

PROVIDER_ID = {
    Kind.WHATSAPP_CLOUD: "phone_number_id",
    Kind.WHATSAPP_TWILIO: "sender",
}
"""Which fact is the provider's own id of the channel."""

OPTIONAL_FACTS = {Kind.WEBCHAT: frozenset({"allowed_origins"})}


def draft(
    kind: Kind,
    *,
    name: str,
    visibility: Visibility,
    facts: Mapping[str, str],
    secrets: Mapping[str, str],
    api_base_url: str,
    website_token: str,
) -> Draft:
    """
    Check what a person filled in.

    *website_token* becomes the provider id of a web chat, which has none.

    Raises:
        ChannelInvalid: A field is missing, unknown or malformed; names it.
    """
    if kind not in FACTS:
        raise ChannelInvalid("this kind cannot be connected yet", field="kind")
    tidy = {key: value.strip() for key, value in facts.items()}
    if "phone_number" in tidy:
        tidy["phone_number"] = "+" + re.sub(r"\D", "", tidy["phone_number"])
    if tidy.get("allowed_origins"):
        tidy["allowed_origins"] = ",".join(_origins(tidy["allowed_origins"]))
    kept = {key: value.strip() for key, value in secrets.items()}
    _check(tidy, FACTS[kind], "provider_facts", OPTIONAL_FACTS.get(kind, frozenset()))
    _check(kept, SECRETS[kind], "secrets", frozenset())
    return Draft(
        kind=kind,
        name=checked_name(name),
        visibility=visibility,
        provider_id=tidy[PROVIDER_ID[kind]] if kind in PROVIDER_ID else website_token,
        facts=tidy,
        secrets=kept,
        api_base_url=_base_url(api_base_url, kind),
    )


def checked_name(name: str) -> str:
    """
    Return *name* without surrounding blanks.

    Raises:
        ChannelInvalid: It is empty, too long, or holds control characters.
    """
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= NAME_LENGTH or not tidy.isprintable():
        raise ChannelInvalid(f"a name has 1 to {NAME_LENGTH} characters", field="name")
    return tidy


def name_key(name: str) -> str:
    """Return what makes a name unique: without regard to case."""
    return name.casefold()


def _check(
    given: Mapping[str, str],
    wanted: tuple[_Field, ...],
    where: str,
    optional: frozenset[str],
) -> None:
    for each in wanted:
        if not each.pattern.fullmatch(given.get(each.name, "")):
            raise ChannelInvalid(
                f"expected {each.wanted}", field=f"{where}.{each.name}"
            )
    for name in given.keys() - {each.name for each in wanted} - optional:
        raise ChannelInvalid("this field is not known here", field=f"{where}.{name}")


def _origins(text: str) -> list[str]:
    origins = []
    for part in filter(None, (each.strip().rstrip("/") for each in text.split(","))):
        parts = urlsplit(part)
        if (
            parts.scheme not in ("http", "https")
            or part != f"{parts.scheme}://{parts.netloc}"
            or not re.fullmatch(r"[A-Za-z0-9.\-\[\]:]+", parts.netloc)
        ):
            raise ChannelInvalid(
                "expected origins like https://shop.example, separated by commas",
                field="provider_facts.allowed_origins",
            )
        origins.append(part.lower())
    return origins


def _base_url(text: str, kind: Kind) -> str:
    if not text:
        return {Kind.WHATSAPP_CLOUD: META_API, Kind.WHATSAPP_TWILIO: TWILIO_API}.get(
            kind, ""
        )
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise ChannelInvalid("expected an http or https address", field="api_base_url")
    return text.rstrip("/")
