"""What the cases of the WhatsApp Cloud API have in common."""

from __future__ import annotations

from unittest.mock import ANY

from ingest.domain.content import (
    Content,
    FileSource,
)
from ingest.domain.inbound import Sender

from .common import (
    BSUID,
    PHONE,
    WHATSAPP,
    written,
)

OURS = "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBQ4RTc0QUJFMTYxQUExMjFGQjhBNQA="


ECHOED = "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBQxOUE4MUI3M0E0Qzg3MTEzMjk0MQA="


MATCHED = Sender((BSUID, PHONE), phone="+15550142233")


HANDLED = Sender((BSUID,), "Marta Oliveira", handle="marta.oliveira")


LOOKASIDE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid="


def kept(media_id, sha256):
    """Return where WhatsApp keeps a file: an id, and an address for a while."""
    url = f"{LOOKASIDE}{media_id}&source=webhook&ext=1795100700&hash=ARm-sample"
    return FileSource(media_id, url, sha256)


def said(kind, text="", content=None, **fields):
    return [written(WHATSAPP, kind, text, content or Content(), **fields)]


def filed(kind, text, *files, **fields):
    return said(kind, text, files=files, **fields)


def noticed(notice, sender, provider_kind):
    return written(
        WHATSAPP,
        "notice",
        content=Content(notice=notice),
        sender=sender,
        provider_kind=provider_kind,
        opens_window=False,
    )


def strange(text, provider_kind, **fields):
    return said(
        "unsupported", text, Content(raw=ANY), provider_kind=provider_kind, **fields
    )
