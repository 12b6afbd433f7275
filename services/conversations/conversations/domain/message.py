"""One entry of a thread, and how the status of an outbound one may change."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime

from .content import Content, File, Quote, Reaction, Revision

PREVIEW_LENGTH = 500
"""Characters of text kept on the conversation, and so in each of its events."""

FORMER_TEXTS = 20
"""Texts before changes that are kept; providers allow fewer changes."""


class Direction(enum.Enum):
    """Which way an entry went."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class Status(enum.Enum):
    """
    How far an outbound message got, lowest first; the value is its rank.

    The order is total and the highest wins, so the end does not depend on
    the order or number of arrivals (MSG-2). *Failed* is above *sent*, since
    it is news, and below *delivered*, since a message that arrived cannot
    have failed.
    """

    QUEUED = 0
    UNKNOWN = 1
    SENT = 2
    FAILED = 3
    DELIVERED = 4
    READ = 5


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to the conversation; empty ids mean nobody."""

    what: str
    actor_id: str = ""
    from_id: str = ""
    to_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an outbound message, as one notice has it."""

    status: Status
    at: datetime
    provider_message_id: str = ""
    error_reason: str = ""
    error_detail: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """
    One entry of a conversation's thread.

    `natural_key` is what makes it unique beyond our own id: the provider's id
    on its channel, or the request it was sent with. `sequence` is that of the
    event that added it. `status_at` is the provider's time of `status`.
    `origin` is where an outbound one was written, when not here. `retries`
    counts how often sending was asked for again, `stale_id` is the provider's
    id of the attempt before. `former_texts` are those before each change.
    """

    message_id: str
    conversation_id: str
    natural_key: str
    sequence: int
    direction: Direction
    kind: str
    create_time: datetime
    text: str = ""
    author_id: str = ""
    status: Status | None = None
    status_at: datetime | None = None
    error_reason: str = ""
    error_detail: str = ""
    provider_time: datetime | None = None
    request_id: str = ""
    provider_message_id: str = ""
    provider_kind: str = ""
    timeline: TimelineEntry | None = None
    content: Content | None = None
    quote: Quote | None = None
    reactions: tuple[Reaction, ...] = ()
    edit_time: datetime | None = None
    delete_time: datetime | None = None
    former_texts: tuple[str, ...] = ()
    origin: str = ""
    retries: int = 0
    stale_id: str = ""

    def preview(self) -> Message:
        """Return it with no more than a list shows."""
        if len(self.text) <= PREVIEW_LENGTH and self._is_plain:
            return self
        return replace(
            self,
            text=self.text[:PREVIEW_LENGTH],
            content=None,
            quote=None,
            reactions=(),
            former_texts=(),
        )

    @property
    def _is_plain(self) -> bool:
        return not (self.content or self.quote or self.reactions or self.former_texts)

    def reacted(self, reaction: Reaction) -> Message:
        """
        Return it with *reaction*; itself if a later one by them is there.

        One of the person and one of ours: providers keep no more. A reaction
        that was taken back is kept without its emoji, for its time.
        """
        ours = bool(reaction.user_id)
        mine = [r for r in self.reactions if bool(r.user_id) == ours]
        if any(r.at > reaction.at or r == reaction for r in mine):
            return self
        others = tuple(r for r in self.reactions if bool(r.user_id) != ours)
        return replace(self, reactions=(*others, reaction))

    def revised(self, revision: Revision) -> Message:
        """Return it as *revision* leaves it; itself if that is no news (MSG-3)."""
        if revision.deleted:
            if self.delete_time is not None:
                return self
            return replace(
                self,
                text="",
                content=None,
                quote=None,
                former_texts=(),
                delete_time=revision.at,
            )
        late = self.edit_time is not None and self.edit_time >= revision.at
        if self.delete_time is not None or late or revision.text == self.text:
            return self
        return replace(
            self,
            text=revision.text,
            edit_time=revision.at,
            former_texts=(*self.former_texts, self.text)[-FORMER_TEXTS:],
        )

    def with_file(self, file: File) -> Message:
        """Return it with one of its files as it is now; itself if no news."""
        if self.content is None:
            return self
        content = self.content.with_file(file)
        return self if content is self.content else replace(self, content=content)

    @property
    def may_be_retried(self) -> bool:
        """Whether sending it again cannot double what surely arrived."""
        return self.status in (Status.FAILED, Status.UNKNOWN)

    def retried(self, at: datetime) -> Message:
        """Return it queued once more; what is told of the attempt before is old."""
        return replace(
            self,
            status=Status.QUEUED,
            status_at=at,
            error_reason="",
            error_detail="",
            retries=self.retries + 1,
            stale_id=self.provider_message_id or self.stale_id,
            provider_message_id="",
        )

    def after(self, delivery: Delivery) -> Message:
        """
        Return the message as *delivery* leaves it; itself if it says no news.

        Of two failures the later by provider time is kept, so that here too
        the end does not depend on the order of arrival.
        """
        stale = bool(self.stale_id) and delivery.provider_message_id == self.stale_id
        if stale and delivery.status is Status.FAILED:
            return self
        told = "" if stale else delivery.provider_message_id
        known = self.provider_message_id or told
        linked = (
            self
            if known == self.provider_message_id
            else replace(self, provider_message_id=known)
        )
        if self.status is None or not self._outranked(delivery):
            return linked
        failed = delivery.status is Status.FAILED
        return replace(
            linked,
            status=delivery.status,
            status_at=delivery.at,
            error_reason=delivery.error_reason if failed else "",
            error_detail=delivery.error_detail if failed else "",
        )

    def _outranked(self, delivery: Delivery) -> bool:
        if self.status is not delivery.status:
            return self.status is None or self.status.value < delivery.status.value
        if self.status is not Status.FAILED or self.status_at is None:
            return False
        mine = (self.status_at, self.error_reason, self.error_detail)
        return mine < (delivery.at, delivery.error_reason, delivery.error_detail)


def inbound_key(channel_id: str, provider_message_id: str) -> str:
    """Return the natural key of an inbound message: one id, per channel."""
    return f"p:{channel_id}:{provider_message_id}"


def request_key(account_id: str, request_id: str) -> str:
    """Return the natural key of an outbound message: one wish to send."""
    return f"r:{account_id}:{request_id}"


def timeline_key(message_id: str) -> str:
    """Return the natural key of a timeline entry: its own id."""
    return f"t:{message_id}"
