"""Wires the use cases to the real world. The only place that does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chassis import clock, ids, mongo
from chassis.outbox import Outbox
from chassis.publisher import Publisher

from . import metrics
from .domain.conversation import Conversation
from .domain.errors import ConversationsError
from .domain.message import Message
from .domain.reading import ReadMark
from .ports import (
    Campaigns,
    Channels,
    Clock,
    ClosingCursor,
    Consents,
    Conversations,
    Cursor,
    Feed,
    ListQuery,
    Lists,
    Marks,
    Messages,
    NewId,
    Parked,
    Templates,
    Waiting,
)
from .settings import Settings
from .store.campaigns import MongoCampaigns
from .store.conversations import MongoConversations
from .store.documents import Collections
from .store.feed import MongoFeed
from .store.lists import MongoLists
from .store.marks import MongoMarks
from .store.messages import MongoMessages
from .store.parked import MongoParked
from .store.told import MongoChannels, MongoConsents, MongoTemplates
from .store.waiting import MongoWaiting
from .use_cases import (
    attending,
    changing,
    delivering,
    echoing,
    following,
    knowing,
    looking,
    receiving,
    sending,
    telling,
    warning,
)
from .use_cases.campaigning import Campaigning
from .use_cases.changing import Changing
from .use_cases.knowing import People
from .use_cases.outcome import Outcome
from .use_cases.sending import Desk
from .use_cases.turns import Turns
from .use_cases.viewer import View, Viewer
from .wire.content import use_content
from .wire.ingest_in import IngestCommand

NOTICE_DAYS = 7
"""How long a notice waits for its message; after that it is of no message of ours."""


@dataclass(frozen=True, slots=True)
class App:
    """The use cases with their ports filled in."""

    conversations: Conversations
    messages: Messages
    waiting: Waiting
    marks: Marks
    lists: Lists
    feed: Feed
    parked: Parked
    channels: Channels
    templates: Templates
    consents: Consents
    campaigns: Campaigns
    clock: Clock = clock.now
    new_id: NewId = ids.new
    feed_days: int = 30
    warning_minutes: int = 30
    turns: Turns = field(default_factory=Turns)
    desk: Desk = field(init=False)
    people: People = field(init=False)
    changing: Changing = field(init=False)
    campaigning: Campaigning = field(init=False)

    def __post_init__(self) -> None:
        """Put together what several use cases share."""
        desk = Desk(
            self.conversations,
            self.messages,
            self.marks,
            self.channels,
            self.templates,
            self.consents,
            self.clock,
            self.new_id,
            use_content,
        )
        people = People(self.conversations, self.consents, self.clock, self.turns)
        changing = Changing(
            self.conversations, self.messages, self.parked, self.clock, self.turns
        )
        object.__setattr__(self, "desk", desk)
        object.__setattr__(self, "people", people)
        object.__setattr__(self, "changing", changing)
        campaigning = Campaigning(
            self.campaigns, desk, self.clock, self.new_id, self.turns
        )
        object.__setattr__(self, "campaigning", campaigning)

    # What happened elsewhere.

    def take_in(self, commands: Sequence[IngestCommand]) -> list[Outcome]:
        """
        Take in what ingest tells; outcomes in the order of *commands*.

        Messages come first: what the others are about was most often stored
        before, or is with them.
        """
        outcomes: dict[int, Outcome] = {}
        for kinds, take in self._takers():
            chosen = {n: c for n, c in enumerate(commands) if isinstance(c, kinds)}
            if chosen:
                became = take(list(chosen.values()))
                outcomes |= zip(chosen, became, strict=True)
        return [outcomes[index] for index in range(len(commands))]

    def _takers(self) -> Sequence[tuple[Any, Callable[[Any], list[Outcome]]]]:
        return (
            (receiving.ReceiveMessage, self._receive),
            (echoing.RecordEcho, self._echo),
            (delivering.RecordDelivery, self._record),
            (changing.ChangeMessage, self.changing.record),
            ((knowing.IdentifyPerson, knowing.NoteConsent), self.people.know),
        )

    def hear(self, commands: Sequence[telling.Heard]) -> list[Outcome]:
        """Keep what ingest tells of channels and templates."""
        return telling.keep(commands, channels=self.channels, templates=self.templates)

    def follow(
        self, commands: Sequence[following.ApplyAssignment | following.ApplyContact]
    ) -> list[Outcome]:
        """Show what routing and the CRM say."""
        return following.follow(
            commands,
            conversations=self.conversations,
            clock=self.clock,
            turns=self.turns,
        )

    # What users do.

    def send_message(self, command: sending.SendMessage) -> tuple[Message, View]:
        """Queue a message to the person."""
        try:
            sent = self.desk.send(command)
        except ConversationsError as refusal:
            metrics.SENT.labels(refusal.reason.lower()).inc()
            raise
        metrics.SENT.labels("queued").inc()
        return sent

    def close_conversation(self, command: attending.CloseConversation) -> View:
        """Close a conversation."""
        closed = attending.close_conversation(
            command,
            conversations=self.conversations,
            clock=self.clock,
            new_id=self.new_id,
        )
        return self._view(command.viewer, closed)

    def reopen_conversation(self, command: attending.ReopenConversation) -> View:
        """Open a closed conversation."""
        opened = attending.reopen_conversation(
            command,
            conversations=self.conversations,
            clock=self.clock,
            new_id=self.new_id,
        )
        return self._view(command.viewer, opened)

    def mark_conversation(self, command: attending.MarkConversation) -> ReadMark:
        """Mark a conversation as read or unread for one user."""
        return attending.mark_conversation(
            command, conversations=self.conversations, marks=self.marks
        )

    # What users look at.

    def list_conversations(
        self, viewer: Viewer, query: ListQuery, cursor: Cursor | None, limit: int
    ) -> looking.Page:
        """Return a page of a section."""
        return looking.list_conversations(
            viewer,
            query,
            cursor,
            limit=limit,
            lists=self.lists,
            marks=self.marks,
            feed=self.feed,
        )

    def list_closing(
        self, viewer: Viewer, query: ListQuery, after: ClosingCursor | None, limit: int
    ) -> tuple[looking.Page, Conversation | None]:
        """Return a page of those whose window shuts next."""
        return looking.list_closing(
            viewer,
            query,
            after,
            now=self.clock(),
            limit=limit,
            lists=self.lists,
            marks=self.marks,
            feed=self.feed,
        )

    def count_conversations(self, viewer: Viewer, channel_id: str) -> Mapping[str, int]:
        """Return how many conversations each section has."""
        return looking.count_conversations(viewer, channel_id, lists=self.lists)

    def get_conversation(self, viewer: Viewer, conversation_id: str) -> View:
        """Return one conversation."""
        return looking.get_conversation(
            viewer, conversation_id, conversations=self.conversations, marks=self.marks
        )

    def list_messages(
        self, viewer: Viewer, conversation_id: str, before: int, limit: int
    ) -> tuple[list[Message], int]:
        """Return a page of a thread, newest first; *before* 0 is the newest."""
        return looking.list_messages(
            viewer,
            conversation_id,
            before or looking.NEWEST,
            limit=limit,
            conversations=self.conversations,
            messages=self.messages,
        )

    def read_events(self, viewer: Viewer, after: int, limit: int) -> looking.FeedPage:
        """Return what follows a position of the feed."""
        return looking.read_events(viewer, after, limit=limit, feed=self.feed)

    # What is due.

    def forget(self) -> tuple[int, int]:
        """Forget old events and notices; return how many of each."""
        now = self.clock()
        events = self.feed.prune(now - timedelta(days=self.feed_days))
        old = now - timedelta(days=NOTICE_DAYS)
        return events, self.waiting.prune(old) + self.parked.prune(old)

    def warn(self) -> int:
        """Warn of windows that shut soon; return of how many (WIN-11)."""
        return warning.warn(
            timedelta(minutes=self.warning_minutes),
            conversations=self.conversations,
            lists=self.lists,
            clock=self.clock,
            turns=self.turns,
        )

    def _receive(self, commands: Sequence[receiving.ReceiveMessage]) -> list[Outcome]:
        outcomes = receiving.receive_messages(
            commands,
            conversations=self.conversations,
            messages=self.messages,
            clock=self.clock,
            new_id=self.new_id,
            turns=self.turns,
            settle=self.changing.settle,
        )
        for outcome in outcomes:
            metrics.RECEIVED.labels(outcome.value).inc()
        return outcomes

    def _echo(self, commands: Sequence[echoing.RecordEcho]) -> list[Outcome]:
        outcomes = echoing.record_echoes(
            commands,
            conversations=self.conversations,
            messages=self.messages,
            clock=self.clock,
            new_id=self.new_id,
            turns=self.turns,
        )
        for command in commands:
            place = command.channel_id, command.echo.provider_message_id
            self.changing.settle(command.account_id, [place])
        return outcomes

    def _record(self, commands: Sequence[delivering.RecordDelivery]) -> list[Outcome]:
        outcomes = delivering.record_deliveries(
            commands,
            conversations=self.conversations,
            messages=self.messages,
            waiting=self.waiting,
            clock=self.clock,
            turns=self.turns,
        )
        for outcome in outcomes:
            metrics.NOTICES.labels(outcome.value).inc()
        return outcomes

    def _view(self, viewer: Viewer, conversation: Conversation) -> View:
        return looking.views_of(viewer, [conversation], marks=self.marks)[0]


def build(config: Settings) -> tuple[App, Outbox, Callable[[], bool]]:
    """
    Return the app on the real store, its outbox, and whether it is ready.

    Creates what collections and indexes are missing.
    """
    database = mongo.connect(config.mongo_url, name=config.mongo_name)
    outbox = Outbox(
        database,
        source="conversations",
        publisher=Publisher(config.amqp_url, exchange="conversations.events"),
    )
    collections = Collections(database)
    collections.prepare()
    outbox.prepare()
    return (
        assemble(
            collections,
            outbox,
            feed_days=config.feed_days,
            warning_minutes=config.window_warning_minutes,
        ),
        outbox,
        lambda: mongo.alive(database),
    )


def assemble(
    collections: Collections,
    outbox: Outbox,
    *,
    clock: Clock = clock.now,
    feed_days: int = 30,
    warning_minutes: int = 30,
) -> App:
    """Return the app over *collections*, which are prepared."""
    return App(
        conversations=MongoConversations(collections, outbox, clock),
        messages=MongoMessages(collections),
        waiting=MongoWaiting(collections, clock),
        marks=MongoMarks(collections, outbox, clock),
        lists=MongoLists(collections),
        feed=MongoFeed(collections),
        parked=MongoParked(collections, clock),
        channels=MongoChannels(collections),
        templates=MongoTemplates(collections),
        consents=MongoConsents(collections),
        campaigns=MongoCampaigns(collections, outbox, clock),
        clock=clock,
        feed_days=feed_days,
        warning_minutes=warning_minutes,
    )
