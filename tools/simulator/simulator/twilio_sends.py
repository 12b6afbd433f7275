"""
What a send over Twilio must look like.

Source: reference of Twilio, section 6, checked 2026-11-21.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.errors import TWILIO
from simulator.model import Channel

# Longest text of one message, in characters.
TEXT_LIMIT = 1600
ADDRESS = re.compile(r"whatsapp:\+(\d{6,15})")
# `geo:38.7,-9.1|Praça do Comércio`
PLACE = re.compile(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)(?:\|(.*))?")


class Refused(Exception):
    """The request is answered with a documented error; *detail* replaces its text."""

    def __init__(self, code: int, detail: str = "", *, retry_after: int = 0) -> None:
        super().__init__(detail or TWILIO[code].title)
        self.failure = TWILIO[code]
        self.detail = detail
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Send:
    """A message that the business wants to reach a customer."""

    # Digits only.
    phone: str
    text: str
    # Empty asks for no statuses.
    status_callback: str
    media_url: str = ""
    content_sid: str = ""
    # By the variable's name.
    variables: Mapping[str, str] | None = None
    location: Mapping[str, float | str] | None = None

    @property
    def kind(self) -> str:
        """Return what is sent, as far as the form tells."""
        if self.content_sid:
            return "template"
        if self.location:
            return "location"
        return "media" if self.media_url else "text"


def read_request(form: Mapping[str, list[str]], channel: Channel) -> Send:
    """
    Read the form of `POST Messages.json`.

    Raises:
        Refused: It is not what the documentation asks for.
    """
    one = {name: values[-1] for name, values in form.items()}
    if not one.get("To"):
        raise Refused(21604)
    if not one.get("From"):
        raise Refused(21603)
    if one["From"] != channel.sender:
        raise Refused(63007)
    to = ADDRESS.fullmatch(one["To"])
    if to is None:
        raise Refused(21211)
    media = form.get("MediaUrl", [])
    if len(media) > 1:
        raise Refused(21623)
    if media and not re.match(r"https?://\S+$", media[0]):
        raise Refused(21620)
    text = one.get("Body", "")
    location = _place(form.get("PersistentAction", []))
    if not (text.strip() or media or one.get("ContentSid") or location):
        raise Refused(21602)
    if len(text) > TEXT_LIMIT:
        raise Refused(21617)
    return Send(
        phone=to[1],
        text=text,
        status_callback=one.get("StatusCallback", channel.status_callback),
        media_url=media[0] if media else "",
        content_sid=one.get("ContentSid", ""),
        variables=_variables(one.get("ContentVariables", "")),
        location=location,
    )


def _variables(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Refused(21656) from error
    if not isinstance(found, dict):
        raise Refused(21656)
    return {str(name): str(value) for name, value in found.items()}


def _place(actions: list[str]) -> dict[str, float | str] | None:
    for action in actions:
        found = PLACE.fullmatch(action)
        if found is not None:
            place: dict[str, float | str] = {
                "latitude": float(found[1]),
                "longitude": float(found[2]),
            }
            return place | ({"name": found[3]} if found[3] else {})
    return None
