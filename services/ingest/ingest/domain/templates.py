"""WhatsApp templates: what one is, and what providers may tell of it."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from .channels import Kind
from .forms import PLACE, Form, FormButton, places

FILE_HEADERS = ("image", "video", "document")

VALUED = ("url", "phone")
"""Buttons whose value the provider shows."""


class Category(enum.Enum):
    """What a template is for; decides what it costs (TPL-4)."""

    MARKETING = "marketing"
    UTILITY = "utility"
    AUTHENTICATION = "authentication"


class State(enum.Enum):
    """Whether a template may be sent: only when approved (TPL-6)."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"
    ARCHIVED = "archived"
    REMOVED = "removed"


class Quality(enum.Enum):
    """How people took it so far (TPL-7)."""

    UNKNOWN = "unknown"
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


EDITABLE = frozenset({State.DRAFT, State.REJECTED, State.PAUSED})
"""States in which the words can change; it is handed in anew then."""


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the body: `text`, `image`, `video` or `document`."""

    kind: str
    text: str = ""
    sample_attachment_id: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """
    A button: `quick_reply`, `url`, `phone`, `copy_code`, or one we only show.

    `value` is the address, which may end in a variable, the number, or the
    sample code.
    """

    kind: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """A place to fill: `{{name}}`, from *property* unless the agent fills it."""

    name: str
    property: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a template says, whoever approves it. `variables` in order."""

    body: str
    header: Header | None = None
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    variables: tuple[Variable, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the places, in order of appearance."""
        header = self.header.text if self.header else ""
        return places(header, self.body, *(button.value for button in self.buttons))

    def shape(self, *, named: bool) -> tuple[object, ...]:
        """
        Return what reviewers see, examples aside: equal for equal templates.

        Unless *named*, places count by their order, whatever we call them. A
        sample code and what a quick reply sends are ours alone.
        """
        header = (self.header.kind, self.header.text) if self.header else None
        if header and not named:
            header = (header[0], _numbered(header[1]))
        buttons = tuple(
            (b.kind, b.text, _numbered(b.value) if b.kind in VALUED else "")
            for b in self.buttons
        )
        body = self.body if named else _numbered(self.body)
        return header, body, self.footer, buttons


def _numbered(text: str) -> str:
    numbers = {name: n for n, name in enumerate(places(text), start=1)}
    return PLACE.sub(lambda found: f"{{{{{numbers[found[1]]}}}}}", text)


@dataclass(frozen=True, slots=True)
class Template:
    """
    A template of one channel.

    `named` says whether the provider knows the places by name. `heard` holds,
    by what was told (`state`, `quality`, …), when the provider said it last,
    so that older news does not undo newer (TPL-6).
    """

    template_id: str
    account_id: str
    channel_id: str
    channel_kind: Kind
    name: str
    language: str
    category: Category
    words: Words
    state: State = State.DRAFT
    quality: Quality = Quality.UNKNOWN
    reason: str = ""
    provider_id: str = ""
    named: bool = True
    update_time: datetime | None = None
    sync_time: datetime | None = None
    heard: Mapping[str, datetime] = field(default_factory=dict)
    version: int = 0

    @property
    def form(self) -> Form:
        """The template as a sender sees it."""
        header = self.words.header
        names = self.words.names
        twilio = self.channel_kind is Kind.WHATSAPP_TWILIO
        wants_file = header is not None and header.kind in FILE_HEADERS
        return Form(
            provider_id=self.provider_id,
            body=self.words.body,
            header_kind=header.kind if header else "",
            header_text=header.text if header else "",
            buttons=tuple(FormButton(b.kind, b.value) for b in self.words.buttons),
            named=self.named and not twilio,
            media_place=str(len(names) + 1) if twilio and wants_file else "",
        )

    @property
    def visible(self) -> tuple[object, ...]:
        """What others are told of; news that change none of it are no news."""
        return (
            self.name,
            self.language,
            self.category,
            self.words,
            self.state,
            self.quality,
            self.reason,
            self.provider_id,
        )


@dataclass(frozen=True, slots=True)
class TemplateTold:
    """
    What a provider told of a template; None leaves a field alone.

    It is found by `provider_id`, or else by `name` and `language`. `reason`
    goes with `state`. `body` is the new text of the body, where that changed;
    the rest of a changed template comes with the next reading of the list.
    """

    at: datetime
    provider_id: str = ""
    name: str = ""
    language: str = ""
    state: State | None = None
    quality: Quality | None = None
    category: Category | None = None
    reason: str = ""
    body: str | None = None


def told(template: Template, news: TemplateTold) -> Template:
    """
    Return *template* as it is after *news*.

    In any order and repeated: each part counts from when the provider said it.
    What is gone stays gone, unless the provider has it back as approved.
    """
    heard = dict(template.heard)
    after = template
    for part in ("state", "quality", "category", "body"):
        fresh = getattr(news, part)
        if fresh is None or news.at < heard.get(part, news.at):
            continue
        heard[part] = news.at
        after = _with(after, part, news)
    return replace(after, heard=heard)


def _with(template: Template, part: str, news: TemplateTold) -> Template:
    if part == "state" and news.state is not None:
        if template.state is State.REMOVED and news.state is not State.APPROVED:
            return template
        return replace(template, state=news.state, reason=news.reason)
    if part == "quality" and news.quality is not None:
        return replace(template, quality=news.quality)
    if part == "category" and news.category is not None:
        return replace(template, category=news.category)
    return replace(template, words=_with_body(template, news.body or ""))


def _with_body(template: Template, body: str) -> Words:
    """Return the words with another *body*; names and examples stay where known."""
    words = replace(template.words, body=body)
    known = {each.name: each for each in template.words.variables}
    return replace(
        words,
        variables=tuple(known.get(name, Variable(name)) for name in words.names),
    )


def language_code(text: str) -> str:
    """Return a language as `pt_BR` or `pt`; providers also write `pt-BR`."""
    first, _, rest = re.sub(r"-", "_", text.strip()).partition("_")
    region = rest.upper() if len(rest) == len("BR") else rest
    return f"{first.lower()}_{region}" if region else first.lower()
