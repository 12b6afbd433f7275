"""
WhatsApp Cloud's webhooks: what customers, messages and accounts make them say.

Source: reference of WhatsApp Cloud, sections 3 to 7 and 11, checked 2026-11-21.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import time
from typing import Any

import phonenumbers

from simulator import cloud_content
from simulator.errors import Failure
from simulator.model import Channel, Customer, Media, Message

HELP = "/documentation/business-messaging/whatsapp/support/error-codes"


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


class CloudWords:
    """Writes the webhooks of a number; *address* is where files are fetched."""

    def __init__(self, address: str) -> None:
        self._address = address

    def message(
        self, channel: Channel, customer: Customer, message: Message, files: list[Media]
    ) -> dict[str, Any]:
        """Write the webhook of what *customer* wrote."""
        written = self._written(channel, customer, message, files)
        contacts = [_contact(channel, customer)]
        return _envelope(channel, {"contacts": contacts, "messages": [written]})

    def _written(
        self, channel: Channel, customer: Customer, message: Message, files: list[Media]
    ) -> dict[str, Any]:
        kind, inside = cloud_content.inbound(message, files, self._address, channel)
        written = _from(channel, customer, message.id, message.at)
        written |= {"type": kind, **inside}
        context = cloud_content.context(channel, message)
        if context:
            written["context"] = context
        referral = message.content.get("referral")
        if referral:
            written["referral"] = cloud_content.referral(referral)
        return written

    def echo(
        self, channel: Channel, customer: Customer, message: Message, files: list[Media]
    ) -> dict[str, Any]:
        """Write the webhook of what the business wrote on its own phone."""
        kind, inside = cloud_content.inbound(message, files, self._address, channel)
        echo = _echo(channel, customer, message.id, message.at)
        echo |= {"type": kind, **inside}
        return _envelope(channel, {"message_echoes": [echo]}, "smb_message_echoes")

    def change(
        self,
        channel: Channel,
        customer: Customer,
        message: Message,
        files: list[Media],
    ) -> dict[str, Any]:
        """Write the webhook of *message* edited, or taken back if it is deleted."""
        change: dict[str, Any] = {"original_message_id": message.id}
        kind = "revoke" if message.deleted else "edit"
        if not message.deleted:
            inner, inside = cloud_content.inbound(
                message, files, self._address, channel
            )
            change["message"] = {"context": {"id": "M0"}, "type": inner, **inside}
        key, now = new_id(customer.phone), time.time()
        if message.direction == "out":
            change.get("message", {}).pop("context", None)
            echo = _echo(channel, customer, key, now) | {"type": kind, kind: change}
            return _envelope(channel, {"message_echoes": [echo]}, "smb_message_echoes")
        changed = _from(channel, customer, key, now) | {"type": kind, kind: change}
        contacts = [_contact(channel, customer)]
        return _envelope(channel, {"contacts": contacts, "messages": [changed]})


def reaction_webhook(
    channel: Channel, customer: Customer, message: Message, emoji: str
) -> dict[str, Any]:
    """Write the webhook of *customer* reacting; an empty *emoji* takes it back."""
    reacted = _from(channel, customer, new_id(customer.phone), time.time())
    reacted["type"] = "reaction"
    reacted["reaction"] = {"message_id": message.id, "emoji": emoji}
    contacts = [_contact(channel, customer)]
    return _envelope(channel, {"contacts": contacts, "messages": [reacted]})


def status_webhook(
    channel: Channel, customer: Customer, message: Message, failure: Failure | None
) -> dict[str, Any]:
    """Write the webhook of the status that *message* has reached."""
    status: dict[str, Any] = {
        "id": message.id,
        "status": message.status,
        "timestamp": str(int(message.status_at)),
    }
    scoped = user_id(channel, customer.phone)
    if failure is not None and message.by_user_id:
        status["recipient_user_id"] = scoped
    elif not customer.hides_phone:
        status["recipient_id"] = customer.phone
    if message.opaque:
        status["biz_opaque_callback_data"] = message.opaque
    if failure is not None:
        status["errors"] = [_status_error(failure)]
        return _envelope(channel, {"statuses": [status]})
    status["recipient_user_id"] = scoped
    if message.status in ("sent", "delivered"):
        status["pricing"] = _pricing(message)
    contacts = [_contact(channel, customer)]
    return _envelope(channel, {"contacts": contacts, "statuses": [status]})


def _pricing(message: Message) -> dict[str, Any]:
    template = message.content.get("template")
    return {
        "billable": bool(template),
        "pricing_model": "PMP",
        "type": "regular" if template else "free_customer_service",
        "category": template["category"].lower() if template else "service",
    }


def number_webhook(channel: Channel, customer: Customer, phone: str) -> dict[str, Any]:
    """Write the webhook of *customer* going on under the number *phone*."""
    words = f"User {customer.name} changed from {customer.phone} to {phone}"
    system = {"body": words, "wa_id": phone, "type": "user_changed_number"}
    told = {
        "from": customer.phone,
        "id": new_id(customer.phone),
        "timestamp": str(int(time.time())),
        "type": "system",
        "system": system,
    }
    return _envelope(channel, {"messages": [told]})


def identity_webhook(channel: Channel, customer: Customer) -> dict[str, Any]:
    """Write the webhook of *customer* having got new keys, say a new phone."""
    told = _from(channel, customer, new_id(customer.phone), time.time())
    told["type"] = "system"
    told["system"] = {
        "body": "User identity changed",
        "type": "customer_identity_changed",
    }
    told["identity"] = {
        "acknowledged": True,
        "created_timestamp": told["timestamp"],
        "hash": secrets.token_urlsafe(9),
    }
    contacts = [_contact(channel, customer)]
    return _envelope(channel, {"contacts": contacts, "messages": [told]})


def consent_webhook(channel: Channel, customer: Customer) -> dict[str, Any]:
    """Write the webhook of *customer* wanting marketing no more, or again."""
    value = "stop" if customer.opted_out else "resume"
    contact = _contact(channel, customer)
    preference: dict[str, Any] = {
        name: contact[name] for name in ("wa_id", "user_id") if name in contact
    }
    preference |= {
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(time.time()),
    }
    told = {"contacts": [contact], "user_preferences": [preference]}
    return _envelope(channel, told, "user_preferences")


def value_error_webhook(channel: Channel, failure: Failure) -> dict[str, Any]:
    """Write the webhook of an error that belongs to the number, not to a chat."""
    return _envelope(channel, {"errors": [_status_error(failure)]})


def account_webhook(
    channel: Channel, field: str, value: dict[str, Any]
) -> dict[str, Any]:
    """Write the webhook of something about the account or a template."""
    change = {"value": value, "field": field}
    entry = {"id": channel.waba_id, "time": int(time.time()), "changes": [change]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def _status_error(failure: Failure) -> dict[str, Any]:
    return {
        "code": failure.code,
        "title": failure.title,
        "message": failure.title,
        "error_data": {"details": failure.details or failure.title},
        "href": HELP,
    }


def _from(channel: Channel, customer: Customer, key: str, at: float) -> dict[str, Any]:
    told = {} if customer.hides_phone else {"from": customer.phone}
    return told | {
        "from_user_id": user_id(channel, customer.phone),
        "id": key,
        "timestamp": str(int(at)),
    }


def _echo(channel: Channel, customer: Customer, key: str, at: float) -> dict[str, Any]:
    told = {} if customer.hides_phone else {"to": customer.phone}
    return {
        "from": channel.phone_number,
        **told,
        "to_user_id": user_id(channel, customer.phone),
        "id": key,
        "timestamp": str(int(at)),
    }


def _contact(channel: Channel, customer: Customer) -> dict[str, Any]:
    profile = {"name": customer.name}
    if customer.username:
        profile["username"] = customer.username
    told: dict[str, Any] = {"profile": profile}
    if not customer.hides_phone:
        told["wa_id"] = customer.phone
    return told | {"user_id": user_id(channel, customer.phone)}


def _envelope(
    channel: Channel, value: dict[str, Any], field: str = "messages"
) -> dict[str, Any]:
    metadata = {
        "display_phone_number": re.sub(r"\D", "", channel.phone_number),
        "phone_number_id": channel.phone_number_id,
    }
    change = {
        "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
        "field": field,
    }
    entry = {"id": channel.waba_id, "changes": [change]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def digits(number: str) -> str:
    """Return the digits of a written phone number."""
    return re.sub(r"\D", "", number)
