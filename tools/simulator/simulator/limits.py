"""
Which files each provider takes, and how large they may be.

Sources: reference of WhatsApp Cloud, section 9; of Twilio, section 6; of
Messenger, section 6; of Instagram, section 5; checked 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.media import base_type
from simulator.model import Kind

MEGABYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Limit:
    """Types taken, a trailing `/` standing for all of them, and bytes at most."""

    types: frozenset[str]
    most: int

    def takes(self, media_type: str) -> bool:
        """Tell whether *media_type* is one of the types."""
        name = base_type(media_type)
        return name in self.types or f"{name.partition('/')[0]}/" in self.types


def _limit(types: str, most: float) -> Limit:
    return Limit(frozenset(types.split()), int(most * MEGABYTE))


DOCUMENTS = (
    "text/plain application/pdf application/msword application/vnd.ms-excel "
    f"application/vnd.ms-powerpoint {OFFICE}.wordprocessingml.document "
    f"{OFFICE}.spreadsheetml.sheet {OFFICE}.presentationml.presentation"
)
CLOUD = {
    "image": _limit("image/jpeg image/png", 5),
    "audio": _limit("audio/aac audio/amr audio/mpeg audio/mp4 audio/ogg", 16),
    "video": _limit("video/mp4 video/3gpp", 16),
    # Meta shows any valid type as a document, yet promises these.
    "document": _limit(f"{DOCUMENTS} text/csv", 100),
    "sticker": _limit("image/webp", 500 / 1024),
}
TWILIO = {
    "image": _limit("image/jpeg image/jpg image/png image/webp", 5),
    "audio": _limit("audio/ogg audio/amr audio/3gpp audio/aac audio/mpeg", 16),
    "video": _limit("video/mp4", 16),
    "document": _limit(f"{DOCUMENTS} text/vcard text/x-vcard text/csv", 16),
}
MESSENGER = {
    "image": _limit("image/", 25),
    "audio": _limit("audio/", 25),
    "video": _limit("video/", 25),
    "file": _limit("application/ text/ image/ audio/ video/", 25),
}
INSTAGRAM = {
    "image": _limit("image/png image/jpeg", 8),
    "audio": _limit(
        "audio/aac audio/mp4 audio/m4a audio/x-m4a audio/wav audio/x-wav", 25
    ),
    "video": _limit(
        "video/mp4 video/ogg video/avi video/x-msvideo video/quicktime video/webm", 25
    ),
    "file": _limit("application/pdf", 25),
}
TABLES: Mapping[Kind, Mapping[str, Limit]] = {
    Kind.WHATSAPP_CLOUD: CLOUD,
    Kind.WHATSAPP_TWILIO: TWILIO,
    Kind.MESSENGER: MESSENGER,
    Kind.INSTAGRAM: INSTAGRAM,
}
# The largest file that is looked at in any case.
LARGEST = 100 * MEGABYTE


def objection(kind: Kind, what: str, media_type: str, size: int) -> str:
    """Return why *kind*'s provider refuses a file as *what*; empty if it does not."""
    limit = TABLES[kind].get(what)
    if limit is None:
        return f"There are no messages of type {what}."
    if not limit.takes(media_type):
        return f"Media of type {media_type or 'unknown'} can not be sent as {what}."
    if size > limit.most:
        return f"The file has {size} bytes, {what} may have {limit.most}."
    return ""


def kind_of(kind: Kind, media_type: str) -> str:
    """Return as what *media_type* is sent where only the type says so."""
    found = TABLES[kind].items()
    return next((name for name, limit in found if limit.takes(media_type)), "")
