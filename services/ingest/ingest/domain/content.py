"""What a message holds beside its text, whatever the provider."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


class FileKind(enum.Enum):
    """What a file is shown as."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"


class FileState(enum.Enum):
    """Whether a file can be opened."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Attachment:
    """
    A file of a message, without its bytes.

    `media_type` is as declared until the file is stored, and by content then.
    `reason` is set only when it failed. Pixels, seconds and bytes are 0 while
    they are not known.
    """

    attachment_id: str
    kind: FileKind
    state: FileState = FileState.WAITING
    media_type: str = ""
    file_name: str = ""
    size_bytes: int = 0
    reason: str = ""
    width: int = 0
    height: int = 0
    duration_seconds: float = 0.0
    voice: bool = False
    animated: bool = False
    has_preview: bool = False
    has_playable: bool = False


@dataclass(frozen=True, slots=True)
class FileSource:
    """
    Where a provider keeps a file.

    `media_id` is asked for an address first (WhatsApp Cloud); `url` is loaded
    as it is. Both may be set: the address may expire. `sha256` is the digest
    the provider told, in hexadecimal or base64; empty if it told none.
    """

    media_id: str = ""
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """
    A file that came with a message and is still at the provider.

    It has no id before it is known which channel it came on; see `numbered`.
    """

    attachment: Attachment
    source: FileSource


def attachment_id(channel_id: str, provider_message_id: str, number: int) -> str:
    """Return the id of a message's file: the same each time the call is read."""
    told = f"{channel_id}\n{provider_message_id}\n{number}"
    return "at_" + hashlib.sha256(told.encode()).hexdigest()[:26]


def numbered(
    files: Sequence[IncomingFile], channel_id: str, provider_message_id: str
) -> tuple[IncomingFile, ...]:
    """Return a message's *files* with their ids."""
    return tuple(
        replace(
            each,
            attachment=replace(
                each.attachment,
                attachment_id=attachment_id(channel_id, provider_message_id, number),
            ),
        )
        for number, each in enumerate(files)
    )


@dataclass(frozen=True, slots=True)
class Location:
    """A place; degrees north and east."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """Somebody's details; `own` when they are the sender's, on our request."""

    name: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    organization: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """
    What a person picked.

    `offered_as` is `button`, `list`, `quick_reply`, `template_button`,
    `postback` or `form`; `form_json` is a JSON object, for a form only.
    """

    offered_as: str
    choice_id: str = ""
    title: str = ""
    description: str = ""
    form_json: str = ""


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line of an order; the price is of one piece."""

    product_id: str
    quantity: int = 1
    price: float = 0.0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a person ordered from a catalogue."""

    catalog_id: str = ""
    items: tuple[OrderItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """
    Something shared by its address.

    `what` is `post`, `reel`, `story_mention`, `story_reply`, `link`, `product`
    or `appointment`.
    """

    what: str
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """A template as it was filled."""

    template_id: str
    name: str
    language: str
    variables: Mapping[str, str] = field(default_factory=dict)
    header: str = ""
    footer: str = ""
    buttons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """
    What a provider tells of a person.

    `what` is `number_changed`, `id_changed`, `identity_changed`, or `referred`:
    the person came to us by a link or an advertisement, see `Referral`.
    """

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """What led a person to write; `source` is `ad`, `post`, `link`, `product`."""

    source: str
    source_id: str = ""
    url: str = ""
    headline: str = ""
    body: str = ""
    click_id: str = ""
    ref: str = ""
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message holds beside its text; all empty on a plain text."""

    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    cards: tuple[ContactCard, ...] = ()
    choice: Choice | None = None
    order: Order | None = None
    share: Share | None = None
    template: TemplateUse | None = None
    notice: Notice | None = None
    referral: Referral | None = None
    forwarded: bool = False
    frequently_forwarded: bool = False
    raw: str = ""

    def holding(self, files: Sequence[IncomingFile]) -> Content:
        """Return the same with *files* after what is attached already."""
        if not files:
            return self
        added = tuple(each.attachment for each in files)
        return replace(self, attachments=self.attachments + added)


PLAIN = Content()
"""Nothing beside the text."""
