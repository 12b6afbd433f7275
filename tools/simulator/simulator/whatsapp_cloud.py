"""
WhatsApp Cloud's words: what a send must look like, and what webhooks say.

Source: reference of WhatsApp Cloud, sections 3 to 8, checked 2026-11-21.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any

import phonenumbers

from simulator.failures import META, Failure
from simulator.model import Channel, Customer, Message

# Longest text of one message, in characters.
TEXT_LIMIT = 4096
# Longest `biz_opaque_callback_data`, in characters.
OPAQUE_LIMIT = 512
PHONE = re.compile(r"\d{6,15}")
HELP = "/documentation/business-messaging/whatsapp/support/error-codes"


class Refused(Exception):
    """The request is answered with a documented error."""

    def __init__(self, code: int, details: str, *, subcode: int = 0) -> None:
        super().__init__(details)
        self.failure = META[code]
        self.details = details
        self.subcode = subcode


@dataclass(frozen=True, slots=True)
class Send:
    """A text that the business wants to reach a customer."""

    # As written in the request.
    to: str
    # Digits only, or empty when the customer is named by user id.
    phone: str
    user_id: str
    text: str
    quoted_id: str
    opaque: str


@dataclass(frozen=True, slots=True)
class ReadReceipt:
    """The business saw a message; perhaps somebody is typing an answer."""

    message_id: str
    typing: bool


def new_id(phone: str) -> str:
    """Make a message id that looks like WhatsApp's; opaque to everybody."""
    inside = b"\x1d\x18" + phone.encode() + b"\x15\x02" + secrets.token_bytes(10)
    return "wamid." + base64.b64encode(inside).decode()


def user_id(channel: Channel, phone: str) -> str:
    """Return the customer's business-scoped id: the same each time."""
    digest = hashlib.sha256(f"{channel.waba_id}:{phone}".encode()).digest()
    digits = str(int.from_bytes(digest[:9]))[:20].rjust(20, "4")
    return f"{_country(phone)}.{digits}"


def _country(phone: str) -> str:
    try:
        number = phonenumbers.parse(f"+{phone}")
    except phonenumbers.NumberParseException:
        return "US"
    return phonenumbers.region_code_for_number(number) or "US"


def read_request(body: Any) -> Send | ReadReceipt:
    """
    Read the body of `POST /{phone number id}/messages`.

    Raises:
        Refused: It is not what the documentation asks for.
    """
    if not isinstance(body, dict):
        raise Refused(100, "The request body must be a JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise Refused(100, "The parameter messaging_product is required.")
    if body.get("status") == "read":
        return ReadReceipt(
            message_id=_text(body, "message_id"),
            typing=isinstance(body.get("typing_indicator"), dict),
        )
    return _read_send(body)


def _read_send(body: dict[str, Any]) -> Send:
    if body.get("recipient_type", "individual") != "individual":
        raise Refused(131009, "recipient_type must be individual.")
    if body.get("type", "text") != "text":
        raise Refused(131051, f"Message type {body.get('type')!r} is not supported.")
    text = body.get("text")
    if not isinstance(text, dict):
        raise Refused(131008, "Parameter 'text' is missing.")
    words = _text(text, "body")
    if len(words) > TEXT_LIMIT:
        raise Refused(100, f"Param text['body'] must be at most {TEXT_LIMIT} long.")
    opaque = body.get("biz_opaque_callback_data", "")
    if not isinstance(opaque, str) or len(opaque) > OPAQUE_LIMIT:
        raise Refused(131009, "biz_opaque_callback_data must be 1 to 512 characters.")
    context = body.get("context") or {}
    if not isinstance(context, dict):
        raise Refused(131009, "Parameter 'context' must be an object.")
    to, phone, scoped = _recipient(body)
    return Send(
        to=to,
        phone=phone,
        user_id=scoped,
        text=words,
        quoted_id=str(context.get("message_id", "")),
        opaque=opaque,
    )


def _recipient(body: dict[str, Any]) -> tuple[str, str, str]:
    if "to" in body:
        to = _text(body, "to")
        phone = re.sub(r"[+\s()-]", "", to)
        if not PHONE.fullmatch(phone):
            raise Refused(131009, "Parameter 'to' is not a valid phone number.")
        return to, phone, ""
    if "recipient" in body:
        scoped = _text(body, "recipient")
        return scoped, "", scoped
    raise Refused(131008, "Parameter 'to' is missing.")


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refused(131008, f"Parameter '{name}' is missing.")
    return value


def error_body(failure: Failure, details: str, *, subcode: int = 0) -> dict[str, Any]:
    """Write a synchronous error."""
    error: dict[str, Any] = {
        "message": f"(#{failure.code}) {failure.title}",
        "type": "OAuthException",
        "code": failure.code,
    }
    if subcode:
        error["error_subcode"] = subcode
    error["error_data"] = {
        "messaging_product": "whatsapp",
        "details": details or failure.details or failure.title,
    }
    error["fbtrace_id"] = secrets.token_urlsafe(8)
    return {"error": error}


def message_webhook(
    channel: Channel, customer: Customer, message: Message
) -> dict[str, Any]:
    """Write the webhook of a text that *customer* wrote."""
    written: dict[str, Any] = {
        "from": customer.phone,
        "from_user_id": user_id(channel, customer.phone),
        "id": message.id,
        "timestamp": str(int(message.at)),
        "type": "text",
        "text": {"body": message.text},
    }
    if message.quoted_id:
        written["context"] = {"from": channel.phone_number, "id": message.quoted_id}
    return _envelope(
        channel,
        {"contacts": [_contact(channel, customer)], "messages": [written]},
    )


def status_webhook(
    channel: Channel, customer: Customer, message: Message, failure: Failure | None
) -> dict[str, Any]:
    """Write the webhook of the status that *message* has reached."""
    status: dict[str, Any] = {
        "id": message.id,
        "status": message.status,
        "timestamp": str(int(message.status_at)),
        "recipient_id": customer.phone,
    }
    if message.opaque:
        status["biz_opaque_callback_data"] = message.opaque
    if failure is not None:
        status["errors"] = [_status_error(failure)]
        return _envelope(channel, {"statuses": [status]})
    status["recipient_user_id"] = user_id(channel, customer.phone)
    if message.status in ("sent", "delivered"):
        status["pricing"] = {
            "billable": False,
            "pricing_model": "PMP",
            "type": "free_customer_service",
            "category": "service",
        }
    contacts = [_contact(channel, customer)]
    return _envelope(channel, {"contacts": contacts, "statuses": [status]})


def _status_error(failure: Failure) -> dict[str, Any]:
    return {
        "code": failure.code,
        "title": failure.title,
        "message": failure.title,
        "error_data": {"details": failure.details or failure.title},
        "href": HELP,
    }


def _contact(channel: Channel, customer: Customer) -> dict[str, Any]:
    return {
        "profile": {"name": customer.name},
        "wa_id": customer.phone,
        "user_id": user_id(channel, customer.phone),
    }


def _envelope(channel: Channel, value: dict[str, Any]) -> dict[str, Any]:
    metadata = {
        "display_phone_number": channel.phone_number,
        "phone_number_id": channel.phone_number_id,
    }
    change = {
        "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
        "field": "messages",
    }
    entry = {"id": channel.waba_id, "changes": [change]}
    return {"object": "whatsapp_business_account", "entry": [entry]}
