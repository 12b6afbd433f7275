"""Parts to expect, with dull defaults; ids of messages are looked at elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import ANY

from ingest.domain.channels import Kind
from ingest.domain.content import (
    PLAIN,
    Attachment,
    FileKind,
    FileSource,
    FileState,
    IncomingFile,
)
from ingest.domain.inbound import Address, Reported, Sender, Written
from ingest.domain.news import Echoed, Reacted, Revised

SECONDS = datetime.fromtimestamp(1795100400, UTC)
MILLISECONDS = datetime.fromtimestamp(1795100400.123, UTC).replace(microsecond=123_000)

WHATSAPP = Address(kind=Kind.WHATSAPP_CLOUD, provider_id="227711004455001")
MESSENGER = Address(kind=Kind.MESSENGER, provider_id="204500066600777")
INSTAGRAM = Address(kind=Kind.INSTAGRAM, provider_id="17841400011122233")
TWILIO = Address(channel_id="ch_1")

BSUID, PHONE = "bsuid:US.40912233445566778899", "phone:+15550142233"
MARTA = Sender((BSUID, PHONE), "Marta Oliveira", "+15550142233")
PSID = Sender(("psid:7300112244556677",))
IGSID = Sender(("igsid:1122334455667788",))

PEOPLE = {WHATSAPP: MARTA, MESSENGER: PSID, INSTAGRAM: IGSID, TWILIO: MARTA}


def at(address):
    """Return when everything happened in the payloads of a channel."""
    return SECONDS if address == WHATSAPP else MILLISECONDS


def written(address, kind, text="", content=PLAIN, **fields):
    found = {
        "sender": PEOPLE[address],
        "provider_message_id": ANY,
        "provider_time": at(address),
    } | fields
    return Written(address=address, kind=kind, text=text, content=content, **found)


def echoed(address, kind, text, origin, **fields):
    found = {
        "recipient": PEOPLE[address],
        "provider_message_id": ANY,
        "provider_time": at(address),
    } | fields
    return Echoed(address=address, kind=kind, text=text, origin=origin, **found)


def reacted(address, target, emoji, **fields):
    found = {"sender": PEOPLE[address], "provider_time": at(address)} | fields
    return Reacted(address=address, target=target, emoji=emoji, **found)


def revised(address, target, revision_id=ANY, **fields):
    found = {"sender": PEOPLE[address], "provider_time": at(address)} | fields
    return Revised(address=address, target=target, revision_id=revision_id, **found)


def reported(address, status, provider_message_id=ANY, **fields):
    found = {"provider_time": at(address)} | fields
    return Reported(
        address=address,
        provider_message_id=provider_message_id,
        status=status,
        **found,
    )


def file(kind, media_type="", reason="", source=None, **fields):
    return IncomingFile(
        Attachment(
            attachment_id="",
            kind=FileKind(kind),
            state=FileState.FAILED if reason else FileState.WAITING,
            media_type=media_type,
            reason=reason,
            **fields,
        ),
        source or FileSource(),
    )
