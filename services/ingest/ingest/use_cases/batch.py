"""What the calls of one batch come to, and what is needed to find out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ..domain.channels import Channel
from ..domain.content import IncomingFile
from ..domain.events import Event
from ..domain.inbound import Call, Entry, Reported, Seen, Status
from ..domain.notices import ChannelNotice
from ..domain.people import Known, Person
from ..domain.templates import TemplateTold
from ..domain.transcripts import Line
from ..ports import (
    Announcer,
    Clock,
    KnownChannels,
    Ledger,
    Notices,
    Sends,
    TemplateNews,
    Transcripts,
)
from ..ports_inbound import Files, People, SentMessages


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What taking calls needs from outside."""

    channels: KnownChannels
    ledger: Ledger
    announcer: Announcer
    transcripts: Transcripts
    sends: Sends
    sent: SentMessages
    people: People
    files: Files
    notices: Notices
    templates: TemplateNews
    clock: Clock


@dataclass(slots=True)
class Batch:
    """
    What the calls of one batch come to.

    `known` maps keys to the calls that brought them, `taken` are provider's ids
    of messages of ours, `people` are profiles that are known. `nameless` are
    those who wrote and whom their calls name by an id alone.
    """

    outside: Outside
    known: dict[str, str]
    taken: frozenset[str]
    people: Known
    nameless: Collection[Person] = ()
    entries: list[Entry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    reports: list[Reported] = field(default_factory=list)
    seen: list[tuple[Sequence[Line], Seen]] = field(default_factory=list)
    reached: list[tuple[Collection[str], Status]] = field(default_factory=list)
    files: list[tuple[Channel, str, Sequence[IncomingFile]]] = field(
        default_factory=list
    )
    notices: list[ChannelNotice] = field(default_factory=list)
    templates: list[tuple[Channel, TemplateTold]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands: its call, its number in it, and its channel."""

    call: Call
    number: int
    channel: Channel
    several: bool = False

    @property
    def event_id(self) -> str:
        """The id of the part's event: the same each time the call is read."""
        return f"{self.call.call_id}.{self.number}"
