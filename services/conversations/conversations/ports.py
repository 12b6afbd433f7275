"""What the use cases need from outside, as narrow as they need it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .domain.campaign import Campaign, Reach, Recipient
from .domain.carrying import Channel
from .domain.content import File, Reaction, Revision
from .domain.conversation import Conversation
from .domain.events import ReactionQueued
from .domain.message import Delivery, Message
from .domain.reading import ReadMark
from .domain.template import Template

Clock = Callable[[], datetime]
"""Returns the present moment: aware, UTC, whole milliseconds."""

NewId = Callable[[str], str]
"""Makes a fresh id with the given prefix."""

IdentityKey = tuple[str, str]
"""A person on a channel: channel id, and one of `ChannelIdentity.keys`."""


@dataclass(frozen=True, slots=True)
class Notice:
    """
    A delivery, and how to find its message.

    Either id may be empty, not both. *cause_id* is the event that told.
    """

    channel_id: str
    message_id: str
    delivery: Delivery
    cause_id: str

    @property
    def refs(self) -> tuple[str, ...]:
        """What its message may be found by, ours first."""
        own = (message_ref(self.message_id),) if self.message_id else ()
        theirs = self.delivery.provider_message_id
        return (*own, provider_ref(self.channel_id, theirs)) if theirs else own


def message_ref(message_id: str) -> str:
    """Return the reference to an outbound message by our id."""
    return f"m:{message_id}"


def provider_ref(channel_id: str, provider_message_id: str) -> str:
    """Return the reference to an outbound message by its provider's id."""
    return f"d:{channel_id}:{provider_message_id}"


class Conversations(Protocol):
    """The conversations. Held to one behaviour by `ConversationsContract`."""

    def find(
        self, account_id: str, conversation_ids: Iterable[str]
    ) -> dict[str, Conversation]:
        """Return those that exist, by id."""

    def recall(
        self, account_id: str, conversation_ids: Iterable[str]
    ) -> dict[str, Conversation]:
        """
        Return those that exist, by id, maybe as they were: for changes only.

        A save of one that was not up to date is a Conflict; the next call
        returns it as it is.
        """

    def find_by_keys(
        self, account_id: str, keys: Iterable[IdentityKey]
    ) -> dict[IdentityKey, Conversation]:
        """As `recall`, by whose keys they are; one object per conversation."""

    def save(
        self,
        account_id: str,
        conversations: Sequence[Conversation],
        *,
        mark: ReadMark | None = None,
        settled: Sequence[Notice] = (),
        reaction: ReactionQueued | None = None,
    ) -> None:
        """
        Store state, entries and events of all, or of none.

        *mark* is stored with them, *settled* notices no longer wait, a queued
        *reaction* is announced with them.
        Events are given their positions in the account's feed.

        Raises:
            chassis.errors.Conflict: One was saved since it was read, or an
                identity key or natural key is taken. Read again.
        """


class Messages(Protocol):
    """The entries of the threads."""

    def known(self, account_id: str, natural_keys: Iterable[str]) -> set[str]:
        """Return those of *natural_keys* that are stored."""

    def find(self, account_id: str, natural_key: str) -> Message | None:
        """Return the entry with that natural key, or None."""

    def find_outbound(self, account_id: str, refs: Iterable[str]) -> dict[str, Message]:
        """Return the outbound messages that *refs* point to."""

    def find_by_provider(
        self, account_id: str, channel_id: str, provider_ids: Iterable[str]
    ) -> dict[str, Message]:
        """Return entries of either direction by their provider's id."""

    def find_in(
        self, account_id: str, conversation_id: str, message_id: str
    ) -> Message | None:
        """Return the entry of that conversation, or None."""

    def page(
        self, account_id: str, conversation_id: str, *, before: int, limit: int
    ) -> list[Message]:
        """Return up to *limit* entries of sequence below *before*, newest first."""


class Waiting(Protocol):
    """Notices whose message is not known yet (MSG-2)."""

    def add(self, account_id: str, notices: Sequence[Notice]) -> None:
        """Keep *notices*; keeping one twice is keeping it once."""

    def find(self, account_id: str, refs: Iterable[str]) -> list[Notice]:
        """Return the notices that wait for any of *refs*."""

    def prune(self, before: datetime) -> int:
        """Forget those kept before that moment; return how many."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    Something that is told of a message by its provider's id.

    Exactly one of *reaction*, *revision* and *file* is set.
    """

    channel_id: str
    provider_message_id: str
    cause_id: str
    reaction: Reaction | None = None
    revision: Revision | None = None
    file: File | None = None


class Parked(Protocol):
    """Changes whose message is not known yet."""

    def any(self) -> bool:
        """Whether there may be some, of any account."""

    def add(self, account_id: str, changes: Sequence[Change]) -> None:
        """Keep *changes*; keeping one twice is keeping it once."""

    def find(self, account_id: str, refs: Iterable[tuple[str, str]]) -> list[Change]:
        """Return those that wait for any (channel id, provider's message id)."""

    def remove(self, account_id: str, changes: Sequence[Change]) -> None:
        """Forget what was applied."""

    def prune(self, before: datetime) -> int:
        """Forget those kept before that moment; return how many."""


class Channels(Protocol):
    """What ingest told of channels."""

    def find(self, account_id: str, channel_id: str) -> Channel | None:
        """Return the channel, or None while nothing was told of it."""

    def put(self, account_id: str, channel: Channel, at: datetime) -> bool:
        """Keep what was told at that moment; False if later news is there."""


class Templates(Protocol):
    """What ingest told of templates."""

    def find(self, account_id: str, template_id: str) -> Template | None:
        """Return the template, or None."""

    def put(self, template: Template, at: datetime) -> bool:
        """Keep what was told at that moment; False if later news is there."""


class Consents(Protocol):
    """Who wants no marketing messages, by channel and identity key."""

    def put(
        self, account_id: str, key: IdentityKey, *, marketing: bool, at: datetime
    ) -> None:
        """Keep what was told at that moment, unless later news is there."""

    def refused(self, account_id: str, keys: Iterable[IdentityKey]) -> set[IdentityKey]:
        """Return those of *keys* who want none."""


class Campaigns(Protocol):
    """Campaigns and their recipients."""

    def add(
        self, campaign: Campaign, recipients: Sequence[Recipient], request_id: str
    ) -> None:
        """Store a campaign with its list, and announce it."""

    def save(self, campaign: Campaign, recipients: Sequence[Recipient]) -> None:
        """
        Store a campaign and recipients that moved, in one step; announce it.

        Raises:
            chassis.errors.Conflict: It was saved since it was read.
        """

    def find(self, account_id: str, campaign_id: str) -> Campaign | None:
        """Return the campaign, or None."""

    def find_by_request(self, account_id: str, request_id: str) -> Campaign | None:
        """Return the campaign made by that request, or None."""

    def page(self, account_id: str, before: str, limit: int) -> list[Campaign]:
        """Return campaigns made before the one with id *before*, newest first."""

    def recipients(
        self, campaign: Campaign, reach: Reach | None, *, after: int, limit: int
    ) -> list[Recipient]:
        """Return recipients of lines above *after*, in the order of the list."""

    def unsettled(self, campaign: Campaign, limit: int) -> list[Recipient]:
        """Return those written to who may still get further, longest unseen first."""

    def looked_at(self, campaign: Campaign, recipients: Sequence[Recipient]) -> None:
        """Note that they were looked at now."""

    def due(self, now: datetime) -> list[tuple[str, str]]:
        """Return (account id, campaign id) of those with a batch to send."""

    def watched(self, since: datetime) -> list[tuple[str, str]]:
        """Return those that are under way, or ended after *since*."""


class Marks(Protocol):
    """How far each user has read."""

    def find(
        self, account_id: str, user_id: str, conversation_ids: Iterable[str]
    ) -> dict[str, ReadMark]:
        """Return the marks that exist, by conversation."""

    def save(self, conversation: Conversation, mark: ReadMark) -> ReadMark:
        """
        Store *mark* and tell its user's screens; return it as stored.

        The stored count is the higher of the two: two screens of one user
        may race.
        """


@dataclass(frozen=True, slots=True)
class ListQuery:
    """
    Which conversations to list; empty strings do not narrow.

    *section* is one of `unassigned`, `mine`, `others`, `closed`, or empty
    for all. *text* is folded. *channel_ids* are all that may be seen.
    """

    user_id: str
    channel_ids: frozenset[str]
    section: str = ""
    unread_only: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class ClosingCursor:
    """Where a reader of `Lists.closing` stands: after that window and id."""

    window_close_time: datetime
    conversation_id: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """
    Where a reader of a list stands.

    *snapshot* is the feed position at which the first page was read; the
    order is that of then, whatever moved since (INB-9). Items of an activity
    position below *below* come next.
    """

    snapshot: int
    below: int


class Lists(Protocol):
    """The sections of the inbox."""

    def page(
        self, account_id: str, query: ListQuery, cursor: Cursor, *, limit: int
    ) -> tuple[list[Conversation], Cursor | None]:
        """Return a page, newest activity first, and where the next begins."""

    def closing(
        self,
        account_id: str,
        query: ListQuery,
        after: ClosingCursor | None,
        *,
        now: datetime,
        limit: int,
    ) -> list[Conversation]:
        """Return those whose window is open at *now*, the one to shut next first."""

    def window_ends(
        self, now: datetime, until: datetime, *, limit: int
    ) -> list[Conversation]:
        """
        Return open, assigned ones of all accounts whose window shuts up to
        *until* and of which nobody was warned.
        """

    def counts(
        self, account_id: str, user_id: str, channel_ids: frozenset[str]
    ) -> Mapping[str, int]:
        """Return how many conversations each section has, by its name."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One event of the feed: *name* is its routing key, *body* its protobuf."""

    position: int
    name: str
    body: bytes


class Feed(Protocol):
    """The account's events in order of position: 1, 2, 3 … without gaps."""

    def span(self, account_id: str) -> tuple[int, int]:
        """Return the position before the oldest kept, and the newest; 0 if none."""

    def read(
        self, account_id: str, after: int, *, limit: int, channel_ids: frozenset[str]
    ) -> tuple[list[FeedEntry], int]:
        """
        Return what follows *after* on those channels, oldest first.

        At most *limit* events are looked at; also returns the position of
        the last one looked at, *after* if none.
        """

    def prune(self, before: datetime) -> int:
        """Forget events from before that moment; return how many went."""
