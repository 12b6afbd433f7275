"""
Reads what Twilio calls us with: inbound WhatsApp messages and statuses.

Source: Twilio, "Twilio's request to your webhook" and "Track outbound message
status", as of 2026-11-21. Parameters may be added without notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from ..domain import failures
from ..domain.inbound import (
    Address,
    Ignored,
    Quarantined,
    Reported,
    Sender,
    Status,
    Written,
)
from ..domain.news import Consented, Part
from .meaning import NAME_LENGTH
from .shape import code, identifier, own_message_id, phone, text
from .twilio_kinds import meaning

STATUSES: Mapping[str, Status] = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "failed": Status.FAILED,
    "undelivered": Status.FAILED,
    "canceled": Status.FAILED,
}

MOST_FIELDS = 500


def form_of(body: bytes) -> list[tuple[str, str]]:
    """
    Return the parameters of a form post, empty ones included.

    Raises:
        ValueError: There are more than any provider would send.
    """
    return parse_qsl(
        body.decode("utf-8", "replace"),
        keep_blank_values=True,
        errors="replace",
        max_num_fields=MOST_FIELDS,
    )


def read(body: bytes, channel_id: str, query: str, received: datetime) -> list[Part]:
    """Return the parts of a call for *channel_id*."""
    address = Address(channel_id=channel_id)
    try:
        form = dict(form_of(body))
    except ValueError:
        return [Quarantined("too_many_fields", address)]
    message_id = identifier(form.get("MessageSid") or form.get("SmsSid"))
    if not message_id:
        return [Quarantined("message_sid_missing", address)]
    status = form.get("MessageStatus") or form.get("SmsStatus") or ""
    if status == "received" or "MessageStatus" not in form:
        return [_message(form, message_id, address, received)]
    return list(_status(form, message_id, _ours(query), address, received))


def _message(
    form: Mapping[str, str], message_id: str, address: Address, received: datetime
) -> Part:
    sender = _sender(form)
    if sender is None:
        return Quarantined("message_without_sender", address)
    said = meaning(form)
    return Written(
        address=address,
        sender=sender,
        provider_message_id=message_id,
        provider_time=received,
        kind=said.kind,
        text=said.text,
        provider_kind=said.provider_kind,
        reply_to=identifier(form.get("OriginalRepliedMessageSid")),
        content=said.content,
        files=said.files,
    )


def _sender(form: Mapping[str, str]) -> Sender | None:
    """A user without a phone has an `ExternalUserId`; `From` may be opaque."""
    scoped = identifier(form.get("ExternalUserId")).removeprefix("whatsapp:")
    origin = identifier(form.get("From")).removeprefix("whatsapp:")
    e164 = phone(origin) if re.fullmatch(r"\+\d+", origin) else ""
    e164 = e164 or phone(form.get("WaId"))
    keys = [f"bsuid:{scoped}"] if scoped else []
    if e164:
        keys.append(f"phone:{e164}")
    elif origin and origin != scoped:
        keys.append(f"address:{origin}")
    if not keys:
        return None
    return Sender(
        keys=tuple(keys),
        display_name=text(form.get("ProfileName"), NAME_LENGTH).strip(),
        phone=e164,
    )


def _status(
    form: Mapping[str, str],
    provider_message_id: str,
    message_id: str,
    address: Address,
    received: datetime,
) -> Iterator[Part]:
    named = identifier(form.get("MessageStatus"))[:32].lower()
    reached = STATUSES.get(named)
    if reached is None:
        # `queued` and the like are no news; others are of a newer version.
        yield Ignored(f"status:{named}", address)
        return
    failed = reached is Status.FAILED
    number = code(form.get("ErrorCode"))
    words = text(form.get("ChannelStatusMessage") or form.get("ErrorMessage"), 500)
    reason = failures.twilio(number).reason if failed else ""
    yield Reported(
        address=address,
        provider_message_id=provider_message_id,
        status=reached,
        provider_time=received,
        message_id=message_id,
        error_reason=reason,
        error_detail=_words(number, words) if failed else "",
    )
    person = _sender({"From": form.get("To", "")})
    if reason == failures.RECIPIENT_OPTED_OUT and person is not None:
        yield Consented(address, person, marketing=False, provider_time=received)


def _words(number: int, words: str) -> str:
    if number < 0:
        return words
    return f"{number}: {words}" if words else str(number)


def _ours(query: str) -> str:
    """Return our id of the message from the callback's own query."""
    try:
        found = dict(parse_qsl(query, max_num_fields=20))
    except ValueError:
        return ""
    return own_message_id(found.get("message_id"))
