"""A provider's call, and the messages and statuses in it; see also `news`."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from datetime import datetime

from .channels import Kind
from .content import PLAIN, Content, IncomingFile, numbered

TEXT_LENGTH = 65_536
"""Most characters of a message's text."""


class Status(enum.Enum):
    """How far an outbound message got; the value ranks it."""

    SENT = 1
    DELIVERED = 2
    READ = 3
    FAILED = 4
    UNKNOWN = 5


class Fate(enum.Enum):
    """What became of a call, the one that wants attention first wins."""

    QUARANTINED = "quarantined"
    FORWARDED = "forwarded"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Call:
    """
    A signed call, as it came over the bus.

    `target` is the app or the channel in the path; `secret_print` says which
    app secret the signature was made with (Meta only).
    """

    call_id: str
    provider: str
    target: str
    body: bytes
    content_type: str
    receive_time: datetime
    visitor_id: str = ""
    secret_print: str = ""
    query: str = ""
    # The call of the ledger that it repeats.
    replay_of: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """
    Which channel a part is for.

    Either `channel_id`, or at Meta `kind` with `provider_id`, or at Meta
    `waba_id`: the part is about every number of that WhatsApp account, or about
    the one that shows *phone*, digits only.
    """

    channel_id: str = ""
    kind: Kind | None = None
    provider_id: str = ""
    waba_id: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """A person; `keys` are prefixed ids, the most lasting first, never empty."""

    keys: tuple[str, ...]
    display_name: str = ""
    phone: str = ""
    handle: str = ""
    # May expire.
    avatar_url: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """
    A person wrote, pressed, or shared something.

    `files` are the files that came with it, in order, not yet in `content`:
    `placed` puts them there. `opens_window` is false for what the provider
    tells of a person who did nothing.
    """

    address: Address
    sender: Sender
    provider_message_id: str
    provider_time: datetime
    kind: str
    text: str
    provider_kind: str = ""
    reply_to: str = ""
    # Web chat: the message's id at the visitor.
    client_id: str = ""
    content: Content = PLAIN
    files: tuple[IncomingFile, ...] = ()
    opens_window: bool = True

    @property
    def key(self) -> str:
        """What makes the message the same message, within its channel."""
        return f"m:{self.provider_message_id}"

    def placed(self, channel_id: str) -> Written:
        """Return it with its files numbered, and those in its content."""
        if not self.files:
            return self
        files = numbered(self.files, channel_id, self.provider_message_id)
        return replace(self, files=files, content=self.content.holding(files))


@dataclass(frozen=True, slots=True)
class Reported:
    """A provider tells how far a message of ours got."""

    address: Address
    provider_message_id: str
    status: Status
    provider_time: datetime
    message_id: str = ""
    error_reason: str = ""
    error_detail: str = ""

    @property
    def key(self) -> str:
        """What makes the report the same report, within its channel."""
        return f"s:{self.provider_message_id}:{self.status.name.lower()}"


@dataclass(frozen=True, slots=True)
class Seen:
    """A web chat visitor's screen has, or shows, the transcript up to a place."""

    address: Address
    visitor_id: str
    up_to: int
    status: Status
    provider_time: datetime


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A part nobody can make sense of; kept in the ledger for a person."""

    reason: str
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """A part that is understood and leads to nothing, by rule."""

    reason: str
    address: Address | None = None


@dataclass(slots=True)
class Entry:
    """
    The ledger's record of a call, for one account.

    `keys` are the natural keys of what was forwarded, prefixed by the channel;
    `reason` says why, unless everything was forwarded. `body_bytes` stands in
    for the body where an entry is read without it.
    """

    call: Call
    account_id: str
    channel_id: str = ""
    fate: Fate = Fate.IGNORED
    reason: str = ""
    keys: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    body_bytes: int = 0

    def note(self, fate: Fate, reason: str = "") -> None:
        """Count one part; the fate that wants attention most stays on top."""
        self.counts[fate.value] = self.counts.get(fate.value, 0) + 1
        order = list(Fate)
        first = len(self.counts) == 1 and sum(self.counts.values()) == 1
        if first or order.index(fate) < order.index(self.fate):
            self.fate, self.reason = fate, reason
