"""
Reads Twilio's own list of messages, for those whose call never reached us.

Twilio calls once, and again only when no connection came about: what it cannot
deliver within seconds it does not repeat. Source: Twilio, "Messages resource"
and "Webhook connection overrides", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..domain.channels import Channel
from ..domain.delivery import Request
from ..domain.missed import Listed
from .cloud_send import answer_of
from .shape import identifier, items, mapping, text
from .twilio_send import authorization, made_at, messages_url

PAGE_SIZE = 100


def first_page(channel: Channel, since: datetime) -> Request:
    """Return the call that lists what came in since *since*, newest first."""
    return Request(
        method="GET",
        url=messages_url(channel),
        headers=authorization(channel),
        query={
            "To": channel.provider_id,
            "DateSent>": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "PageSize": str(PAGE_SIZE),
        },
    )


def at(channel: Channel, uri: str) -> Request:
    """Return the call for an address that Twilio gave in an answer."""
    return Request(
        method="GET",
        url=f"{channel.api_base_url}{uri}",
        headers=authorization(channel),
    )


def read_page(
    channel: Channel, body: bytes, since: datetime
) -> tuple[list[Listed], str]:
    """Return the messages of a page, and the address of the next if there is one."""
    answer = answer_of(body)
    found = []
    for each in map(mapping, items(answer.get("messages"))):
        made, sid = made_at(each), identifier(each.get("sid"))
        came_in = text(each.get("direction")) == "inbound"
        ours = text(each.get("to")) == channel.provider_id
        if sid and made and made >= since and came_in and ours:
            found.append(_listed(channel, each, sid, made))
    return found, _path(answer.get("next_page_uri"))


def read_media(channel: Channel, body: bytes) -> list[tuple[str, str]]:
    """Return addresses and types of a message's files."""
    found = []
    for each in map(mapping, items(answer_of(body).get("media_list"))):
        uri = _path(each.get("uri")).removesuffix(".json")
        if uri:
            media_type = text(each.get("content_type"), 255)
            found.append((f"{channel.api_base_url}{uri}", media_type))
    return found


def _listed(
    channel: Channel, each: Mapping[str, Any], sid: str, made: datetime
) -> Listed:
    sender = text(each.get("from"), 255)
    files = text(each.get("num_media"), 4) or "0"
    form = {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "AccountSid": channel.facts["account_sid"],
        "From": sender,
        "To": channel.provider_id,
        "WaId": "".join(sign for sign in sender if sign.isdigit()),
        "Body": text(each.get("body")),
        "NumMedia": files,
    }
    uris = mapping(each.get("subresource_uris"))
    return Listed(sid, made, form, _path(uris.get("media")) if files != "0" else "")


def _path(value: Any) -> str:
    """Return a path on Twilio's own host; empty for anything that leads away."""
    found = text(value, 1000)
    return found if found.startswith("/") and not found.startswith("//") else ""
