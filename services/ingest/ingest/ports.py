"""What the use cases need from outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from .domain.capabilities import MediaRule
from .domain.channels import Canary, Channel, Health, Kind, Visibility
from .domain.delivery import Send, Step, Verdict
from .domain.drafts import Draft
from .domain.events import Event
from .domain.forms import Form
from .domain.inbound import Entry, Fate, Reported, Status
from .domain.missed import Listed
from .domain.notices import ChannelNotice
from .domain.parts import Part
from .domain.story import Story
from .domain.templates import TemplateTold
from .domain.transcripts import Line

Clock = Callable[[], datetime]
"""Returns the present moment: aware, UTC."""


class KnownChannels(Protocol):
    """Which channel a call or a message is for, secrets included."""

    def by_id(self, channel_ids: Collection[str]) -> Mapping[str, Channel]:
        """Return those that exist, by id."""
        ...

    def by_provider_id(
        self, wanted: Collection[tuple[Kind, str]]
    ) -> Mapping[tuple[Kind, str], Channel]:
        """Return the Meta channels that exist, by kind and the provider's id."""
        ...

    def forget(self) -> None:
        """Read anew from now on, where a copy is kept for speed."""
        ...

    def of_app(self, app_id: str, secret_print: str) -> Sequence[Channel]:
        """Return channels of a Meta app that share the secret."""
        ...


class Channels(KnownChannels, Protocol):
    """The connected channels, and what may be done with them."""

    def all(self) -> Sequence[Channel]:
        """Return the channels of every account, oldest first."""

    def of_account(self, account_id: str) -> Sequence[Channel]:
        """Return all of an account, oldest first."""
        ...

    def of_request(self, account_id: str, request_id: str) -> Channel | None:
        """Return what the request connected; None if it is new."""
        ...

    def refuse_taken(self, channel: Channel) -> None:
        """
        Raises:
            ChannelNameTaken, ProviderIdTaken: As `connect`.
        """
        ...

    def connect(
        self, draft: Draft, *, account_id: str, installer_id: str, request_id: str
    ) -> Channel:
        """
        Store a channel and announce it; the same request returns the same one.

        Raises:
            ChannelNameTaken: The account has one of that name.
            ProviderIdTaken: The account at the provider is connected already.
        """
        ...

    def change(
        self, channel: Channel, *, name: str | None, visibility: Visibility | None
    ) -> Channel:
        """
        Store another name or visibility and announce it.

        Raises:
            ChannelNameTaken: The account has one of that name.
        """
        ...

    def change_health(self, channel: Channel, health: Health, detail: str) -> None:
        """Store and announce another health, unless somebody else just did."""
        ...

    def change_credentials(
        self, channel: Channel, secrets: Mapping[str, str], api_base_url: str
    ) -> Channel:
        """Store other secrets and another address, and announce them."""
        ...

    def stop(self, channel: Channel, *, stopped: bool) -> Channel:
        """Store whether it is stopped, and announce it."""
        ...

    def note_canary(
        self, channel: Channel, canary: Canary, health: Health | None, detail: str
    ) -> Channel:
        """Store what a round trip told; announce it when it is worth that."""
        ...

    def announce_again(self) -> int:
        """Announce those that would be announced otherwise now; say how many."""
        ...

    def remove(self, channel: Channel) -> None:
        """Remove a channel with its templates, and announce it; safe to repeat."""
        ...


class Ledger(Protocol):
    """Every call of a provider, with its fate."""

    def known(self, keys: Collection[str]) -> Mapping[str, str]:
        """Return which keys were forwarded already, and by which call."""
        ...

    def add(self, entries: Sequence[Entry]) -> None:
        """Store entries; one that is there already is shown once all the same."""
        ...

    def page(
        self,
        account_id: str,
        *,
        channel_ids: Collection[str] | None,
        fate: Fate | None,
        before: str,
        size: int,
        channel_id: str = "",
    ) -> Sequence[Entry]:
        """
        Return entries older than *before*, newest first, without bodies.

        Of the channels *channel_ids*, None for all; of *channel_id* alone, if
        that is given.
        """
        ...

    def find(self, call_ids: Collection[str], account_id: str) -> Sequence[Entry]:
        """Return those of an account that are there, bodies included."""
        ...

    def begin_replay(self, request: str, call_ids: Mapping[str, str]) -> dict[str, str]:
        """Store under which new ids calls are replayed; the first time counts."""
        ...

    def clear(self, before: datetime, most: int) -> int:
        """Delete up to *most* packs of calls from *before*; return how many."""
        ...


class Notices(Protocol):
    """What providers told of channels as such."""

    def add(self, notices: Sequence[ChannelNotice]) -> None:
        """Store notices; one that is there already is stored once."""
        ...

    def newest(
        self, account_id: str, *, channel_ids: Collection[str] | None, size: int
    ) -> Sequence[ChannelNotice]:
        """Return notices, newest first; None asks for those of every channel."""
        ...


class TemplateNews(Protocol):
    """Takes in what providers tell of templates."""

    def tell(self, channel: Channel, news: TemplateTold) -> None:
        """
        Store and announce it, for every number that shares the template.

        Safe to repeat and in any order; a template we do not know is left to
        the next reading of the provider's list.
        """
        ...


class Announcer(Protocol):
    """Tells the others, and comes back when the broker has it."""

    def announce(self, events: Sequence[Event]) -> None:
        """
        Publish *events* in order.

        Raises:
            Unavailable: The broker did not confirm them all.
        """
        ...


class Transcripts(Protocol):
    """What web chat visitors see."""

    def append(self, lines: Sequence[Line], events: Sequence[Event]) -> None:
        """
        Store lines that are new, in order, and announce them and *events*.

        A line whose key is there already is left alone; repeating is safe.
        """
        ...

    def unseen(
        self, channel_id: str, visitor_id: str, up_to: int, status: Status
    ) -> Sequence[Line]:
        """Return agents' lines up to a place that have not got to *status*."""
        ...

    def mark(self, lines: Sequence[Line], status: Status) -> None:
        """Store that *lines* got to *status*."""
        ...


class Sends(Protocol):
    """Messages on their way out, each with its attempts."""

    def add(
        self, sends: Sequence[Send], holder: str, until: datetime
    ) -> Sequence[Send]:
        """
        Store what is not there yet, held by *holder*, and return it.

        One that is there and over is begun anew when it comes with a higher
        number of retries.
        """
        ...

    def begin(
        self, send: Send, number: int, at: datetime, attempt_id: str
    ) -> Send | None:
        """
        Record the attempt *number* and return the send as it stands.

        None if it is not ours to make. Repeating it with the same *attempt_id*
        answers the same.
        """
        ...

    def settle(
        self, send: Send, number: int, result: Step, check: datetime | None
    ) -> None:
        """
        Store what the attempt came to and announce it, in one step.

        Safe to repeat. Better news replaces a lost answer: somebody may have
        taken us for dead.
        """
        ...

    def confirm(self, reports: Sequence[Reported]) -> None:
        """
        Keep what statuses tell, and settle sends whose answer was lost.

        A status that does not name our message is found by the provider's id.
        """
        ...

    def hold(self, message_ids: Collection[str], until: datetime) -> None:
        """Say that this process still works on them."""
        ...

    def abandoned(self, holder: str, now: datetime, until: datetime) -> Sequence[Send]:
        """Take over what nobody holds any more, oldest first."""
        ...

    def unknown(self, now: datetime) -> Sequence[Send]:
        """Return unknown sends whose look-up is due."""
        ...

    def checked(self, send: Send, found: Step | None, check: datetime | None) -> None:
        """Store what a look-up found, and when to look again."""
        ...

    def taken_ids(self, provider_message_ids: Collection[str]) -> frozenset[str]:
        """Return those that belong to a message of ours already."""
        ...

    def story(self, message_id: str) -> Story | None:
        """Return what happened to a message; None if we do not know it."""
        ...


class Carrier(Protocol):
    """Calls the providers."""

    def send(self, channel: Channel, send: Send, part: Part) -> Verdict:
        """Make one attempt at one part; whatever happens is a verdict."""
        ...

    def look_up(self, channel: Channel, send: Send, part: Part) -> Sequence[str]:
        """Return the provider's ids of messages that may be *part*."""
        ...


class PreparedFile(Protocol):
    """A file as a channel takes it: converted where its rule says so."""

    @property
    def media_type(self) -> str:
        """What it is, by content."""
        ...

    @property
    def file_name(self) -> str:
        """Name to save it under, with the suffix of its type."""
        ...

    @property
    def size_bytes(self) -> int:
        """How long it is."""
        ...

    def chunks(self) -> Iterator[bytes]:
        """Read it from the start."""
        ...


class SendFiles(Protocol):
    """The files of messages on their way out."""

    def prepared(
        self, attachment_id: str, account_id: str, rule: MediaRule
    ) -> PreparedFile:
        """
        Return a file as *rule* wants it.

        Raises:
            FileGone: There is none of that id in the account, or it failed.
            FileRefused: It is not what the rule takes, by content and size.
            Unavailable: The store does not answer.
        """
        ...

    def public_link(self, attachment_id: str, account_id: str, rule: MediaRule) -> str:
        """
        Return an address where a provider can fetch it for a short while.

        Raises:
            FileGone, FileRefused, Unavailable: As `prepared`.
        """
        ...


class Uploads(Protocol):
    """Files that a provider has from us already."""

    def find(self, channel_id: str, attachment_id: str) -> str:
        """Return the provider's id of a file; empty if it has none of use."""
        ...

    def keep(self, channel_id: str, attachment_id: str, media_id: str) -> None:
        """Remember the provider's id of a file."""
        ...

    def forget(self, channel_id: str, attachment_id: str) -> None:
        """Forget it: the provider does not know it any more."""
        ...


class Turns(Protocol):
    """Whose turn it is, of several processes, to do what is done now and then."""

    def take(
        self, name: str, now: datetime, every: timedelta, first: datetime
    ) -> datetime | None:
        """
        Take the turn of *name* if it is due; None if it is not, or is taken.

        Returns up to when it was done before: *first* for the first time.
        """
        ...

    def done(self, name: str, up_to: datetime) -> None:
        """Say that everything up to *up_to* is done."""
        ...


class Mailbox(Protocol):
    """A provider's own list of the messages that came in."""

    def inbound(self, channel: Channel, since: datetime) -> Sequence[Listed] | None:
        """Return what came in, oldest first; None when the provider is away."""
        ...

    def media(
        self, channel: Channel, listed: Listed
    ) -> Sequence[tuple[str, str]] | None:
        """Return addresses and types of its files; None when it is away."""
        ...


class SendForms(Protocol):
    """The templates of messages on their way out."""

    def form(self, template_id: str, channel_id: str) -> Form | None:
        """Return the places of an approved template; None if there is none."""
        ...
