"""Web chat: what a visitor's socket lets through."""

from __future__ import annotations

from builders import NOON

from ingest.domain.content import Attachment, Choice, Content, FileKind
from ingest.domain.inbound import (
    Address,
    Ignored,
    Seen,
    Sender,
    Status,
    Written,
)

CHANNEL = Address(channel_id="ch_1")


def said(client_id, kind, text, content=None, **fields):
    return [
        Written(
            address=CHANNEL,
            sender=Sender(("visitor:vs_1",)),
            provider_message_id=f"vs_1:{client_id}",
            provider_time=NOON,
            kind=kind,
            text=text,
            client_id=client_id,
            content=content or Content(),
            **fields,
        )
    ]


MESSAGES = {
    "client_message_text": said("01J9ZCA1B2C3", "text", "Olá! 👋"),
    "client_interactive_reply": said(
        "01J9ZCA1B2C5",
        "choice",
        "Track my order",
        Content(choice=Choice("quick_reply", "TRACK_ORDER", "Track my order")),
    ),
    "client_message_file": said(
        "01J9ZCA1B2C4",
        "image",
        "a peça partida",
        Content(
            attachments=(
                Attachment(
                    attachment_id="up_55",
                    kind=FileKind.IMAGE,
                    media_type="image/jpeg",
                    file_name="foto.jpg",
                    size_bytes=303_833,
                ),
            )
        ),
        provider_kind="file",
    ),
    "client_read": [Seen(CHANNEL, "vs_1", 17, Status.READ, NOON)],
    "client_csat": [Ignored("op:csat.submit", CHANNEL)],
    "client_prechat_form": [Ignored("op:form.submit", CHANNEL)],
    "client_resume": [Ignored("op:resume", CHANNEL)],
    "client_typing": [Ignored("op:typing", CHANNEL)],
}

CASES = {f"webchat/{name}.json": parts for name, parts in MESSAGES.items()}
