"""Messages that a provider lists and whose call may never have reached us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Listed:
    """
    A message a person wrote, as its provider lists it.

    `form` is what the call would have said; `media_uri` is where its files are
    listed, empty when it has none.
    """

    message_sid: str
    made: datetime
    form: Mapping[str, str]
    media_uri: str = ""

    def body(self, media: Sequence[tuple[str, str]] = ()) -> bytes:
        """Return the body of the call, with the addresses and types of files."""
        files = {}
        for number, (url, media_type) in enumerate(media):
            files[f"MediaUrl{number}"] = url
            files[f"MediaContentType{number}"] = media_type
        return urlencode({**self.form, **files}).encode()
