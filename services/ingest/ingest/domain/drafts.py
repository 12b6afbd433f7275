"""What a person fills in to connect a channel: which facts, which secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from .channels import Channel, Kind, Visibility
from .errors import ChannelInvalid

NAME_LENGTH = 80
"""Most characters of a channel's name."""

META_API = "https://graph.facebook.com"
INSTAGRAM_API = "https://graph.instagram.com"
TWILIO_API = "https://api.twilio.com"


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

    def channel(
        self, channel_id: str, account_id: str, installer_id: str, at: datetime
    ) -> Channel:
        """Return the channel that it becomes."""
        return Channel(
            channel_id=channel_id,
            account_id=account_id,
            kind=self.kind,
            name=self.name,
            installer_id=installer_id,
            visibility=self.visibility,
            provider_id=self.provider_id,
            facts=self.facts,
            secrets=self.secrets,
            api_base_url=self.api_base_url,
            create_time=at,
        )


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
_APP_ID = r"[A-Za-z0-9_-]{3,64}"

FACTS: Mapping[Kind, tuple[_Field, ...]] = {
    Kind.WHATSAPP_CLOUD: (
        _field("phone_number_id", _DIGITS, "the digits of the phone number id"),
        _field("waba_id", _DIGITS, "the digits of the WhatsApp account id"),
        _field("phone_number", r"\+[1-9][0-9]{6,14}", "a number like +5511999990000"),
        _field("app_id", _APP_ID, "the id of the Meta app"),
    ),
    Kind.MESSENGER: (
        _field("page_id", _DIGITS, "the digits of the Facebook page id"),
        _field("app_id", _APP_ID, "the id of the Meta app"),
    ),
    Kind.INSTAGRAM: (
        _field("instagram_id", _DIGITS, "the digits of the Instagram account id"),
        _field("app_id", _APP_ID, "the id of the Meta app"),
    ),
    Kind.WHATSAPP_TWILIO: (
        _field("account_sid", r"AC[0-9a-zA-Z]{6,64}", "an id that starts with AC"),
        _field("sender", r"whatsapp:\+[1-9][0-9]{6,14}", "whatsapp:+ and the number"),
    ),
    Kind.WEBCHAT: (),
}
"""Facts that must be there, by kind."""

OPTIONAL_FACTS: Mapping[Kind, tuple[_Field, ...]] = {
    # Set when the account is reached through its Facebook page.
    Kind.INSTAGRAM: (_field("page_id", _DIGITS, "the digits of the page id"),),
    Kind.WEBCHAT: (_field("allowed_origins", r".+", "web sites"),),
}


def _meta_secrets(token: str) -> tuple[_Field, ...]:
    return (
        _field("app_secret", _HIDDEN, "the secret of the Meta app"),
        _field("verify_token", r"[\x21-\x7e]{6,256}", "6 characters or more"),
        _field("access_token", _HIDDEN, token),
    )


SECRETS: Mapping[Kind, tuple[_Field, ...]] = {
    Kind.WHATSAPP_CLOUD: _meta_secrets("the access token of a system user"),
    Kind.MESSENGER: _meta_secrets("the access token of the page"),
    Kind.INSTAGRAM: _meta_secrets("the access token of the account or its page"),
    Kind.WHATSAPP_TWILIO: (
        _field("auth_token", _HIDDEN, "the auth token of the Twilio account"),
    ),
    Kind.WEBCHAT: (),
}

PROVIDER_ID = {
    Kind.WHATSAPP_CLOUD: "phone_number_id",
    Kind.WHATSAPP_TWILIO: "sender",
    Kind.MESSENGER: "page_id",
    Kind.INSTAGRAM: "instagram_id",
}
"""Which fact is the provider's own id of the channel."""


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
    tidy = _tidy(facts)
    kept = {key: value.strip() for key, value in secrets.items()}
    _check(tidy, FACTS[kind], "provider_facts", OPTIONAL_FACTS.get(kind, ()))
    _check(kept, SECRETS[kind], "secrets")
    return Draft(
        kind=kind,
        name=checked_name(name),
        visibility=visibility,
        provider_id=tidy[PROVIDER_ID[kind]] if kind in PROVIDER_ID else website_token,
        facts=tidy,
        secrets=kept,
        api_base_url=_base_url(api_base_url, kind, tidy),
    )


def changed_credentials(
    channel: Channel, secrets: Mapping[str, str], api_base_url: str | None
) -> Channel:
    """
    Return *channel* with some *secrets* replaced; the others stay.

    An *api_base_url* of None leaves the address, an empty one means the
    provider's public address.

    Raises:
        ChannelInvalid: A secret is unknown or malformed; names it.
    """
    given = {key: value.strip() for key, value in secrets.items()}
    kept = {**channel.secrets, **given}
    _check(kept, SECRETS[channel.kind], "secrets")
    if api_base_url is None:
        return replace(channel, secrets=kept)
    address = _base_url(api_base_url, channel.kind, channel.facts)
    return replace(channel, secrets=kept, api_base_url=address)


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


def _tidy(facts: Mapping[str, str]) -> dict[str, str]:
    """Return facts as they are compared; optional ones left empty are left out."""
    tidy = {key: value.strip() for key, value in facts.items()}
    if "phone_number" in tidy:
        tidy["phone_number"] = "+" + re.sub(r"\D", "", tidy["phone_number"])
    if tidy.get("allowed_origins"):
        tidy["allowed_origins"] = ",".join(_origins(tidy["allowed_origins"]))
    optional = {each.name for fields in OPTIONAL_FACTS.values() for each in fields}
    return {name: fact for name, fact in tidy.items() if fact or name not in optional}


def _check(
    given: Mapping[str, str],
    wanted: tuple[_Field, ...],
    where: str,
    optional: tuple[_Field, ...] = (),
) -> None:
    present = tuple(each for each in optional if each.name in given)
    for each in wanted + present:
        if not each.pattern.fullmatch(given.get(each.name, "")):
            raise ChannelInvalid(
                f"expected {each.wanted}", field=f"{where}.{each.name}"
            )
    for name in given.keys() - {each.name for each in wanted + optional}:
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


def _base_url(text: str, kind: Kind, facts: Mapping[str, str]) -> str:
    if not text:
        return _public_api(kind, facts)
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query:
        raise ChannelInvalid("expected an http or https address", field="api_base_url")
    return text.rstrip("/")


def _public_api(kind: Kind, facts: Mapping[str, str]) -> str:
    if kind is Kind.WEBCHAT:
        return ""
    if kind is Kind.WHATSAPP_TWILIO:
        return TWILIO_API
    # An account that no page stands for signs in to Instagram itself.
    alone = kind is Kind.INSTAGRAM and "page_id" not in facts
    return INSTAGRAM_API if alone else META_API
