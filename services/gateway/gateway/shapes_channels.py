"""The JSON of channels, their ledger and templates; see `shapes`."""

from __future__ import annotations

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from .documented import DOCUMENTED
from .shapes import ChannelKind

FileKind = Literal["image", "video", "audio", "document", "sticker"]


@with_config(DOCUMENTED)
class MediaRule(TypedDict):
    """Which files of one kind a channel takes."""

    kind: FileKind
    media_types: list[str]
    """Taken as they are; by content, not by name."""
    converted_media_types: list[str]
    """Turned into the first of `media_types` before sending."""
    max_bytes: int


@with_config(DOCUMENTED)
class Capabilities(TypedDict):
    """What a channel can carry."""

    text_length: int
    text_in_bytes: bool
    """True when `text_length` counts bytes of UTF-8."""
    caption_length: int
    """0 when a file carries no text: then they are two messages."""
    media: list[MediaRule]
    replies: bool
    reactions: bool
    locations: bool
    templates: bool
    window_hours: int
    """0 when we may write freely at any time."""


class Canary(TypedDict):
    """What the last synthetic round trip told."""

    check_time: str
    good: bool
    milliseconds: int
    detail: str


@with_config(DOCUMENTED)
class Channel(TypedDict):
    """A connected account of a messaging app; its secrets are never shown."""

    id: str
    kind: ChannelKind
    name: str
    installer_id: str
    visibility: Literal["private", "shared"]
    provider_id: str
    health: Literal["connected", "disconnected", "unknown"]
    health_detail: str
    create_time: str
    provider_facts: dict[str, str]
    webhook_path: str
    webhook_url: str
    """What to register at the provider; for web chat, the widget script."""
    capabilities: Capabilities
    stopped: bool
    """True once stopped by hand: nothing goes out, what comes in is kept."""
    canary: Canary | None


class Channels(TypedDict):
    """The channels the user may see, oldest first."""

    items: list[Channel]


@with_config(DOCUMENTED)
class ChannelNotice(TypedDict):
    """Something a provider told of a channel as such."""

    id: str
    channel_id: str | None
    what: str
    """`quality`, `limit`, `policy`, `account`, `username`, `thread_control`, `error`."""
    severity: str
    """`info`, `warning` or `error`."""
    detail: str
    notice_time: str


class ChannelNotices(TypedDict):
    """Notices, newest first."""

    items: list[ChannelNotice]


@with_config(DOCUMENTED)
class ProviderCall(TypedDict):
    """A call of a provider and what became of it."""

    id: str
    channel_id: str | None
    provider: str
    fate: str
    """`forwarded`, `duplicate`, `quarantined` or `ignored`."""
    reason: str
    receive_time: str
    body_bytes: int
    counts: dict[str, int]
    """How many of its parts met each fate."""
    replay_of: str | None
    """The call it repeats."""


class Ledger(TypedDict):
    """Provider calls, newest first."""

    items: list[ProviderCall]
    next_cursor: str | None


@with_config(DOCUMENTED)
class ProviderCallBody(ProviderCall):
    """A call of a provider with its body."""

    body: str
    """As text, secrets masked."""
    content_type: str


class Replayed(TypedDict):
    """How many calls were taken up again."""

    replayed: int


@with_config(DOCUMENTED)
class TemplateHeader(TypedDict):
    """What stands above a template's body."""

    kind: str
    """`text`, `image`, `video` or `document`."""
    text: str
    sample_attachment_id: str


@with_config(DOCUMENTED)
class TemplateButton(TypedDict):
    """A button below a template."""

    kind: str
    """`quick_reply`, `url`, `phone` or `copy_code`."""
    text: str
    value: str


class TemplateVariable(TypedDict):
    """A place to fill in a template."""

    name: str
    property: str
    example: str


@with_config(DOCUMENTED)
class Template(TypedDict):
    """A message approved by the provider, with places to fill."""

    id: str
    channel_id: str
    name: str
    language: str
    category: str
    """`marketing`, `utility` or `authentication`."""
    state: str
    """`draft`, `pending`, `approved`, `rejected`, `paused`, `disabled`,
    `archived`, `removed`: only approved ones can be sent."""
    quality: str
    """`unknown`, `green`, `yellow` or `red`."""
    reason: str
    header: TemplateHeader | None
    body: str
    footer: str
    buttons: list[TemplateButton]
    variables: list[TemplateVariable]
    provider_id: str
    sync_time: str | None
    update_time: str | None


class Templates(TypedDict):
    """Templates by name and language."""

    items: list[Template]


class Synced(TypedDict):
    """How many templates are there now."""

    templates: int


@with_config(DOCUMENTED)
class FilledTemplate(TypedDict):
    """A template that can be sent, filled from the contact."""

    template: Template
    values: dict[str, str]
    missing: list[str]
    """Variables that nothing is known for: ask for them."""


class FilledTemplates(TypedDict):
    """The templates that can be sent in a conversation."""

    items: list[FilledTemplate]
