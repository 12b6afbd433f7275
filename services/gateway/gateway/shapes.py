"""
The JSON that the API answers with, field by field.

Typed dictionaries: the type checker holds `wire` to them and the OpenAPI
document is made from them, at no cost per answer. Moments are RFC 3339 in UTC
with milliseconds. `None` means "there is none".
"""

from __future__ import annotations

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from .documented import DOCUMENTED
from .shapes_content import Content, Quote, Reaction, Referral

ChannelKind = Literal[
    "whatsapp_cloud", "whatsapp_twilio", "messenger", "instagram", "webchat", "unknown"
]
Section = Literal["unassigned", "mine", "others", "closed"]


class ChannelRef(TypedDict):
    """The channel of a conversation, as a row needs it."""

    id: str
    kind: ChannelKind
    name: str


@with_config(DOCUMENTED)
class Person(TypedDict):
    """Who is on the other side."""

    id: str | None
    """The CRM contact, once there is one."""
    name: str
    phone: str | None
    handle: str | None
    avatar_url: str | None


@with_config(DOCUMENTED)
class Failure(TypedDict):
    """Why a message will not be delivered."""

    reason: str
    """Stable, upper case."""
    detail: str
    """The provider's own words."""


@with_config(DOCUMENTED)
class TimelineEntry(TypedDict):
    """Something that happened to the conversation, shown in the thread."""

    what: str
    """`assigned`, `unassigned`, `closed`, `reopened` or `started`."""
    actor_id: str | None
    from_id: str | None
    to_id: str | None
    reason: str | None


@with_config(DOCUMENTED)
class Message(TypedDict):
    """One entry of a thread."""

    id: str
    conversation_id: str
    sequence: int
    """The thread sorts by it."""
    direction: Literal["inbound", "outbound", "internal"]
    kind: str
    """`text`, `image`, `audio`, `video`, `document`, `sticker`, `location`,
    `contacts`, `choice`, `order`, `share`, `template`, `notice`, `unsupported`
    or `timeline`; more may come."""
    text: str
    author_id: str | None
    status: Literal["queued", "sent", "delivered", "read", "failed", "unknown"] | None
    error: Failure | None
    create_time: str
    provider_time: str | None
    request_id: str | None
    provider_kind: str | None
    timeline: TimelineEntry | None
    content: Content | None
    """What it holds beside its text; none on a plain text."""
    quote: Quote | None
    """The message that it answers."""
    reactions: list[Reaction]
    edit_time: str | None
    """When who wrote it last changed the text."""
    delete_time: str | None
    """When who wrote it deleted it; the text is gone then."""
    former_texts: list[str]
    """Texts before the changes, oldest first."""
    origin: str
    """Where an outbound message was written, when not here."""
    retries: int
    """How often sending it was asked for again by hand."""


class ReadMark(TypedDict):
    """How far the viewer has read."""

    inbound_count: int
    marked_unread: bool


@with_config(DOCUMENTED)
class SharedConversation(TypedDict):
    """A conversation, without what only one viewer knows of it."""

    id: str
    channel: ChannelRef
    contact: Person
    state: Literal["open", "closed"]
    assignee_id: str | None
    sector_id: str | None
    assignment_version: int
    """Give it back as `seen_version` to assign from what you saw."""
    waiting: bool
    last_message: Message | None
    activity_time: str
    create_time: str
    close_time: str | None
    window_close_time: str | None
    """When the reply window shuts; none on channels without one."""
    sequence: int
    inbound_count: int
    last_inbound_sequence: int
    """Give it back as `seen_sequence` to reply to what you saw."""
    referral: Referral | None
    """What last led the person to write."""
    opted_out: bool
    """True when the person wants no marketing messages."""


class Conversation(SharedConversation):
    """A conversation as the viewer sees it."""

    section: Section
    read: ReadMark
    unread: int


class ConversationPage(TypedDict):
    """One page of a section; `position` is where the live stream goes on."""

    items: list[Conversation]
    next_cursor: str | None
    position: int


class Counts(TypedDict):
    """How many conversations each section holds for the viewer."""

    unassigned: int
    mine: int
    others: int
    closed: int


class MessagePage(TypedDict):
    """Messages, newest first."""

    items: list[Message]
    next_cursor: str | None


class SentMessage(TypedDict):
    """A message as stored, and its conversation after it."""

    message: Message
    conversation: Conversation


class Marked(TypedDict):
    """The viewer's read mark after it."""

    read: ReadMark


class Candidate(TypedDict):
    """Somebody who was looked at, and the rule that ruled them out."""

    user_id: str
    load: int
    ruled_out_by: str | None


class Decision(TypedDict):
    """Why somebody has the conversation, or nobody."""

    id: str
    conversation_id: str
    trigger: str
    policy: str | None
    candidates: list[Candidate]
    assignee_id: str | None
    actor_id: str | None
    decide_time: str


class Decisions(TypedDict):
    """Decisions about one conversation, newest first; at most 50."""

    items: list[Decision]


@with_config(DOCUMENTED)
class Contact(TypedDict):
    """A person in the CRM. Texts are empty when nothing is known."""

    id: str
    name: str
    phone: str
    email: str
    owner_id: str
    city: str
    company: str
    notes: str
    is_profile: bool
    """True while it is only what a channel told us."""
    source: str
    identity_keys: list[str]
    create_time: str
    version: int
    """Give it back as `seen_version` to change what you saw."""


class ContactPage(TypedDict):
    """Contacts by name."""

    items: list[Contact]
    next_cursor: str | None
