"""
Files that providers keep: what customers sent, what the business handed over.

Bytes lie beside the journal, or in memory without one; what is known of them is
in the world.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from pathlib import Path

from simulator.model import Channel, Kind, Media
from simulator.world import World

# Endings of file names by what a provider would name a file it got without one.
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/vcard": "vcf",
}


def base_type(media_type: str) -> str:
    """Return *media_type* without its parameters, in small letters."""
    return media_type.partition(";")[0].strip().lower()


def named(file_name: str, media_type: str) -> str:
    """Return *file_name*, or one made up from the type."""
    ending = ENDINGS.get(base_type(media_type), "bin")
    return file_name or f"file.{ending}"


class Files:
    """Keeps files; one is never changed once it is there."""

    def __init__(self, world: World, journal: str = "") -> None:
        self._world = world
        self._folder = Path(f"{journal}.media") if journal else None
        self._bytes: dict[str, bytes] = {}

    def keep(
        self,
        channel: Channel,
        content: bytes,
        media_type: str,
        *,
        file_name: str = "",
        source: str = "customer",
    ) -> Media:
        """Keep *content* under a new id of the kind the provider gives."""
        media = Media(
            id=_new_id(channel),
            channel_id=channel.id,
            media_type=media_type,
            file_name=named(file_name, media_type),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            at=time.time(),
            source=source,
            token=secrets.token_urlsafe(18),
        )
        if self._folder is None:
            self._bytes[media.id] = content
        else:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / media.id).write_bytes(content)
        self._world.put(media)
        return media

    def read(self, media: Media) -> bytes | None:
        """Return the bytes; None if they were deleted beside the journal."""
        if self._folder is None:
            return self._bytes.get(media.id)
        path = self._folder / media.id
        return path.read_bytes() if path.exists() else None

    def drop(self, media: Media) -> None:
        """Forget a file."""
        self._world.drop(media)
        self._bytes.pop(media.id, None)
        if self._folder is not None:
            (self._folder / media.id).unlink(missing_ok=True)

    def by_token(self, token: str) -> Media | None:
        """Return the file whose secret address holds *token*."""
        found = self._world.media.values()
        return next((each for each in found if each.token == token), None)


def _new_id(channel: Channel) -> str:
    if channel.kind is Kind.WHATSAPP_TWILIO:
        return f"ME{secrets.token_hex(16)}"
    return str(secrets.randbelow(9 * 10**15) + 10**15)
