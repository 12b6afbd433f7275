"""
Twilio's webhooks and Message resource.

Source: reference of Twilio, sections 3, 5 and 6, checked 2026-11-21.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from simulator.errors import TWILIO, Failure
from simulator.model import Channel, Customer, Media, Message

API_VERSION = "2010-04-01"
# Codes that Twilio reports as `undelivered` rather than `failed`.
UNDELIVERED = frozenset({63016, 63049, 63032, 63019})
KINDS = {"choice": "interactive", "share": "text", "story": "text"}


def new_sid(*, media: bool = False) -> str:
    """Make a message sid."""
    return f"{'MM' if media else 'SM'}{secrets.token_hex(16)}"


def error_body(failure: Failure, message: str = "") -> dict[str, Any]:
    """Write a synchronous error."""
    return {
        "code": failure.code,
        "message": message or failure.title,
        "more_info": f"https://www.twilio.com/docs/errors/{failure.code}",
        "status": failure.http_status,
    }


def media_path(channel: Channel, message_id: str, media_id: str) -> str:
    """Return the path under which Twilio keeps a message's file."""
    account = f"/{API_VERSION}/Accounts/{channel.account_sid}"
    return f"{account}/Messages/{message_id}/Media/{media_id}"


def message_body(channel: Channel, message: Message) -> dict[str, Any]:
    """Write the Message resource."""
    customer = f"whatsapp:+{message.phone}"
    inbound = message.direction == "in"
    path = f"/{API_VERSION}/Accounts/{channel.account_sid}/Messages/{message.id}"
    made = rfc2822(message.at)
    failure = TWILIO.get(message.error_code)
    return {
        "account_sid": channel.account_sid,
        "api_version": API_VERSION,
        "body": message.text,
        "date_created": made,
        "date_sent": None if message.status == "queued" else made,
        "date_updated": rfc2822(message.status_at or message.at),
        "direction": "inbound" if inbound else "outbound-api",
        "error_code": message.error_code or None,
        "error_message": failure.title if failure else None,
        "from": customer if inbound else channel.sender,
        "messaging_service_sid": None,
        "num_media": str(len(message.content.get("files", []))),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": message.id,
        "status": "received" if inbound else status_name(message),
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": channel.sender if inbound else customer,
        "uri": f"{path}.json",
    }


def status_name(message: Message) -> str:
    """Name the status as Twilio does: some failures are `undelivered`."""
    if message.status == "failed" and message.error_code in UNDELIVERED:
        return "undelivered"
    return "read" if message.status == "played" else message.status


class TwilioWords:
    """Writes the webhook of a sender; *address* is where files are fetched."""

    def __init__(self, address: str) -> None:
        self._address = address

    def message(
        self, channel: Channel, customer: Customer, message: Message, files: list[Media]
    ) -> list[tuple[str, str]]:
        """Write the form of what *customer* wrote."""
        fields = _common(channel, customer, message, len(files))
        for number, media in enumerate(files):
            path = media_path(channel, message.id, media.id)
            fields.append((f"MediaUrl{number}", f"{self._address}{path}"))
            fields.append((f"MediaContentType{number}", media.media_type))
        fields += _details(message)
        if message.quoted_id:
            fields.append(("OriginalRepliedMessageSid", message.quoted_id))
            fields.append(("OriginalRepliedMessageSender", channel.sender))
        return fields


def _common(
    channel: Channel, customer: Customer, message: Message, files: int
) -> list[tuple[str, str]]:
    context = {"ProfileName": customer.name, "WaId": customer.phone}
    metadata = {"type": "whatsapp", "data": {"context": context}}
    referral = message.content.get("referral", {})
    choice = message.content.get("choice", {})
    kind = KINDS.get(message.kind, message.kind)
    if choice.get("offered_as") == "template":
        kind = "button"
    body = message.text
    if message.kind == "document":
        body = body or message.content["files"][0]["file_name"]
    return [
        ("SmsMessageSid", message.id),
        ("NumMedia", str(files)),
        ("ProfileName", customer.name),
        ("MessageType", kind),
        ("SmsSid", message.id),
        ("WaId", customer.phone),
        ("SmsStatus", "received"),
        ("Body", body),
        ("To", channel.sender),
        ("NumSegments", "1"),
        ("ReferralNumMedia", "1" if referral.get("image_url") else "0"),
        ("MessageSid", message.id),
        ("AccountSid", channel.account_sid),
        ("From", f"whatsapp:+{customer.phone}"),
        ("ApiVersion", API_VERSION),
        ("ChannelMetadata", json.dumps(metadata)),
    ]


def _details(message: Message) -> list[tuple[str, str]]:
    content = message.content
    fields: list[tuple[str, str]] = []
    location = content.get("location")
    if location:
        fields += [
            ("Latitude", str(location["latitude"])),
            ("Longitude", str(location["longitude"])),
        ]
        fields += [
            (name, location[key])
            for name, key in (("Label", "name"), ("Address", "address"))
            if location.get(key)
        ]
    if content.get("choice"):
        fields += _choice(content["choice"])
    if content.get("referral"):
        fields += _referral(content["referral"])
    if content.get("forwarded"):
        often = content["forwarded"] == "often"
        fields.append(("Forwarded", "false" if often else "true"))
        fields.append(("FrequentlyForwarded", "true" if often else "false"))
    return fields


def _choice(choice: dict[str, Any]) -> list[tuple[str, str]]:
    match choice["offered_as"]:
        case "list":
            return [("ListId", choice["id"]), ("ListTitle", choice["title"])]
        case "form":
            return [
                ("FlowData", json.dumps(choice["form"], ensure_ascii=False)),
                ("InteractiveData", '{"type":"nfm_reply"}'),
            ]
    return [("ButtonText", choice["title"]), ("ButtonPayload", choice["id"])]


def _referral(referral: dict[str, Any]) -> list[tuple[str, str]]:
    fields = [
        ("ReferralSourceId", referral["source_id"]),
        ("ReferralSourceType", referral["source"]),
        ("ReferralSourceUrl", referral["url"]),
        ("ReferralHeadline", referral["headline"]),
        ("ReferralBody", referral["body"]),
    ]
    if referral.get("click_id"):
        fields.append(("ReferralCtwaClid", referral["click_id"]))
    if referral.get("image_url"):
        fields.append(("ReferralMediaContentType", "image/jpeg"))
        fields.append(("ReferralMediaUrl", referral["image_url"]))
    return fields


def status_form(channel: Channel, message: Message) -> list[tuple[str, str]]:
    """Write the status callback form of the status *message* has reached."""
    status = status_name(message)
    fields = [
        ("ChannelPrefix", "whatsapp"),
        ("ApiVersion", API_VERSION),
        ("MessageStatus", status),
        ("SmsSid", message.id),
        ("SmsStatus", status),
        ("ChannelInstallSid", f"XE{channel.account_sid[2:]}"),
        ("To", f"whatsapp:+{message.phone}"),
        ("From", channel.sender),
        ("MessageSid", message.id),
        ("AccountSid", channel.account_sid),
        ("StructuredMessage", "false"),
        ("ChannelToAddress", f"+{message.phone[:-4]}XXXX"),
    ]
    if status in ("delivered", "read", "undelivered"):
        fields.append(("EventType", status.upper()))
    failure = TWILIO.get(message.error_code)
    if failure is not None:
        fields.append(("ErrorCode", str(failure.code)))
        fields.append(("ChannelStatusMessage", failure.title))
    return fields


def rfc2822(at: float) -> str:
    """Write Unix seconds as Twilio writes moments."""
    return format_datetime(datetime.fromtimestamp(int(at), UTC))
