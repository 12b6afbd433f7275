"""The JSON of what a message holds beside its text; see `shapes`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import with_config
from typing_extensions import TypedDict

from .documented import DOCUMENTED


@with_config(DOCUMENTED)
class Attachment(TypedDict):
    """A file of a message."""

    id: str
    kind: Literal["image", "video", "audio", "document", "sticker"]
    state: Literal["waiting", "ready", "failed"]
    """`waiting` while it is being fetched from the provider."""
    media_type: str
    file_name: str
    size_bytes: int
    reason: str
    """Why it failed: stable, upper case. Empty otherwise."""
    width: int
    height: int
    duration_seconds: float
    voice: bool
    animated: bool
    url: str
    preview_url: str | None
    playable_url: str | None
    """A copy that every browser plays; none when the file itself is one."""


class Location(TypedDict):
    """A place; degrees north and east."""

    latitude: float
    longitude: float
    name: str
    address: str
    url: str


@with_config(DOCUMENTED)
class ContactCard(TypedDict):
    """Somebody's details, shared in a message."""

    name: str
    phones: list[str]
    emails: list[str]
    organization: str
    own: bool
    """True when it is the sender's own number, given on our request."""


@with_config(DOCUMENTED)
class Choice(TypedDict):
    """What a person picked or pressed."""

    offered_as: str
    """`button`, `list`, `quick_reply`, `template_button`, `postback`, `form`."""
    choice_id: str
    title: str
    description: str
    form: dict[str, Any] | None
    """What was filled in; only for a form."""


class OrderItem(TypedDict):
    """One line of an order; the price is of one piece."""

    product_id: str
    quantity: int
    price: float
    currency: str


class Order(TypedDict):
    """What a person ordered from a catalogue."""

    catalog_id: str
    items: list[OrderItem]


@with_config(DOCUMENTED)
class Share(TypedDict):
    """Something shared by its address."""

    what: str
    """`post`, `reel`, `story_mention`, `story_reply`, `link`, `product`…"""
    url: str
    title: str


class TemplateUse(TypedDict):
    """A template as it was filled and sent."""

    template_id: str
    name: str
    language: str
    variables: dict[str, str]
    header: str
    footer: str
    buttons: list[str]


@with_config(DOCUMENTED)
class Notice(TypedDict):
    """What a provider tells of the person."""

    what: str
    """`number_changed`, `id_changed` or `identity_changed`."""
    before: str
    after: str


@with_config(DOCUMENTED)
class Referral(TypedDict):
    """What led the person to write."""

    source: str
    """`ad`, `post`, `link` or `product`."""
    source_id: str
    url: str
    headline: str
    body: str
    click_id: str
    ref: str
    image_url: str


@with_config(DOCUMENTED)
class Content(TypedDict):
    """What a message holds beside its text; which parts follows from `kind`."""

    attachments: list[Attachment]
    location: Location | None
    cards: list[ContactCard]
    choice: Choice | None
    order: Order | None
    share: Share | None
    template: TemplateUse | None
    notice: Notice | None
    referral: Referral | None
    forwarded: bool
    frequently_forwarded: bool
    raw: str
    """A kind we cannot show, as the provider sent it."""


@with_config(DOCUMENTED)
class Quote(TypedDict):
    """The message that another answers, as it was then."""

    message_id: str | None
    """None when it is not known to us."""
    direction: Literal["inbound", "outbound", "internal"]
    kind: str
    text: str


@with_config(DOCUMENTED)
class Reaction(TypedDict):
    """What somebody feels about a message."""

    user_id: str | None
    """The user who reacted; None for the person."""
    emoji: str
    react_time: str | None
