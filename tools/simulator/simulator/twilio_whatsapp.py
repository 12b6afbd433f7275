"""
Twilio's words: what a send must look like, and what webhooks say.

Source: reference of Twilio, sections 3 to 6, checked 2026-11-21.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from simulator.failures import TWILIO, Failure
from simulator.model import Channel, Customer, Message

API_VERSION = "2010-04-01"
# Longest text of one message, in characters.
TEXT_LIMIT = 1600
ADDRESS = re.compile(r"whatsapp:\+(\d{6,15})")


class Refused(Exception):
    """The request is answered with a documented error."""

    def __init__(self, code: int) -> None:
        super().__init__(TWILIO[code].title)
        self.failure = TWILIO[code]


@dataclass(frozen=True, slots=True)
class Send:
    """A text that the business wants to reach a customer."""

    # Digits only.
    phone: str
    text: str
    # Empty asks for no statuses.
    status_callback: str


def new_sid() -> str:
    """Make a message sid."""
    return f"SM{secrets.token_hex(16)}"


def read_request(form: Mapping[str, str], channel: Channel) -> Send:
    """
    Read the form of `POST Messages.json`.

    Raises:
        Refused: It is not what the documentation asks for.
    """
    if not form.get("To"):
        raise Refused(21604)
    if not form.get("From"):
        raise Refused(21603)
    if form["From"] != channel.sender:
        raise Refused(63007)
    to = ADDRESS.fullmatch(form["To"])
    if to is None:
        raise Refused(21211)
    text = form.get("Body", "")
    if form.get("MediaUrl") or form.get("ContentSid"):
        raise Refused(63005)
    if not text.strip():
        raise Refused(21602)
    if len(text) > TEXT_LIMIT:
        raise Refused(21617)
    return Send(
        phone=to[1],
        text=text,
        status_callback=form.get("StatusCallback", channel.status_callback),
    )


def error_body(failure: Failure) -> dict[str, Any]:
    """Write a synchronous error."""
    return {
        "code": failure.code,
        "message": failure.title,
        "more_info": f"https://www.twilio.com/docs/errors/{failure.code}",
        "status": failure.http_status,
    }


def message_body(channel: Channel, message: Message) -> dict[str, Any]:
    """Write the Message resource."""
    customer = f"whatsapp:+{message.phone}"
    inbound = message.direction == "in"
    path = f"/{API_VERSION}/Accounts/{channel.account_sid}/Messages/{message.id}"
    made = _rfc2822(message.at)
    failure = TWILIO.get(message.error_code)
    return {
        "account_sid": channel.account_sid,
        "api_version": API_VERSION,
        "body": message.text,
        "date_created": made,
        "date_sent": None if message.status == "queued" else made,
        "date_updated": _rfc2822(message.status_at or message.at),
        "direction": "inbound" if inbound else "outbound-api",
        "error_code": message.error_code or None,
        "error_message": failure.title if failure else None,
        "from": customer if inbound else channel.sender,
        "messaging_service_sid": None,
        "num_media": "0",
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
    """Name the status as Twilio does: an undelivered message has a 63xxx code."""
    if message.status == "failed" and message.error_code in (63016, 63049):
        return "undelivered"
    return message.status


def message_form(
    channel: Channel, customer: Customer, message: Message
) -> list[tuple[str, str]]:
    """Write the webhook form of a text that *customer* wrote."""
    context = {"ProfileName": customer.name, "WaId": customer.phone}
    metadata = {"type": "whatsapp", "data": {"context": context}}
    fields = [
        ("SmsMessageSid", message.id),
        ("NumMedia", "0"),
        ("ProfileName", customer.name),
        ("MessageType", "text"),
        ("SmsSid", message.id),
        ("WaId", customer.phone),
        ("SmsStatus", "received"),
        ("Body", message.text),
        ("To", channel.sender),
        ("NumSegments", "1"),
        ("ReferralNumMedia", "0"),
        ("MessageSid", message.id),
        ("AccountSid", channel.account_sid),
        ("From", f"whatsapp:+{customer.phone}"),
        ("ApiVersion", API_VERSION),
        ("ChannelMetadata", json.dumps(metadata)),
    ]
    if message.quoted_id:
        fields.append(("OriginalRepliedMessageSid", message.quoted_id))
        fields.append(("OriginalRepliedMessageSender", channel.sender))
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


def _rfc2822(at: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(at), UTC))
