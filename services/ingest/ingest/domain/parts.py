"""
Which calls a message is sent with.

Where a channel cannot put words below a file, the file goes first and the
words follow: two calls, and each is recorded (ATT-10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .capabilities import capabilities_of
from .channels import Kind
from .content import Attachment, FileKind, Location, TemplateUse
from .delivery import Send

CAPTIONED: Mapping[Kind, frozenset[FileKind]] = {
    Kind.WHATSAPP_CLOUD: frozenset({FileKind.IMAGE, FileKind.VIDEO, FileKind.DOCUMENT}),
    Kind.WHATSAPP_TWILIO: frozenset({FileKind.IMAGE, FileKind.VIDEO}),
}
"""Kinds of files that can have words below them; elsewhere none can."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text alone."""

    text: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file, and the words below it."""

    attachment: Attachment
    caption: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A location."""

    location: Location
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its values, and the file above it if it has one."""

    use: TemplateUse
    attachment: Attachment | None = None
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Feeling:
    """A reaction to the message *reply_to*; an empty emoji takes it back."""

    emoji: str
    reply_to: str


Part = Words | File | Place | Filled | Feeling


@dataclass(frozen=True, slots=True)
class Handed:
    """
    A file as its provider gets it.

    `reference` is the provider's id of it, or the address where the provider
    can fetch it.
    """

    reference: str
    media_type: str
    file_name: str


def plan(send: Send, kind: Kind) -> tuple[Part, ...]:
    """
    Return the calls that *send* takes on a channel of *kind*, in order.

    The same each time, so that a message is resumed where it was. Empty when
    there is nothing to send. Only the first part quotes what is answered.
    """
    found = _parts(send, kind)
    if not found or send.is_reaction:
        return found
    return (replace(found[0], reply_to=send.reply_to), *found[1:])


def _parts(send: Send, kind: Kind) -> tuple[Part, ...]:
    content = send.content
    if send.is_reaction:
        return (Feeling(send.emoji, send.reply_to),)
    if content.template is not None:
        above = content.attachments[0] if content.attachments else None
        return (Filled(content.template, above),)
    if content.location is not None:
        return (Place(content.location),)
    if content.attachments:
        return _files(send, kind)
    return (Words(send.text),) if send.text else ()


def _files(send: Send, kind: Kind) -> tuple[Part, ...]:
    *before, last = send.content.attachments
    files = tuple(File(each) for each in before)
    fits = len(send.text) <= capabilities_of(kind).caption_length
    if fits and last.kind in CAPTIONED.get(kind, frozenset()):
        return (*files, File(last, send.text))
    words = (Words(send.text),) if send.text else ()
    return (*files, File(last), *words)
