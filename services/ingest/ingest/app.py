"""Wires the use cases to the real world. The only place that does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chassis import clock, ids, mongo
from chassis.identity import Identity
from chassis.outbox import Outbox
from chassis.publisher import Publisher

from . import metrics
from .announcing import BusAnnouncer
from .asking import Asker
from .carrier import HttpCarrier, client
from .desk import Desk
from .domain.breaker import Change
from .domain.delivery import Attempted, Send
from .domain.inbound import Call, Fate
from .domain.story import Story
from .inspecting import HttpInspector
from .lanes import Lanes
from .mailbox import TwilioMailbox
from .media import build as media_parts
from .media.media import Media
from .ports import (
    Announcer,
    Carrier,
    Channels,
    Clock,
    Ledger,
    Mailbox,
    SendFiles,
    Sends,
    TemplateNews,
    Transcripts,
    Turns,
)
from .ports_inbound import People, Profiles, SentMessages
from .profiles import HttpProfiles
from .replaying import BusReplayer
from .sealing import Sealer
from .settings import Settings
from .store.channels import MongoChannels
from .store.collections import prepare
from .store.ledger import MongoLedger
from .store.notices import MongoNotices
from .store.people import MongoPeople
from .store.recent import RecentChannels
from .store.sends import MongoSends
from .store.sent import MongoSentMessages
from .store.templates import MongoTemplates
from .store.transcripts import MongoTranscripts
from .store.turns import MongoTurns
from .store.uploads import MongoUploads
from .templates.providers import HttpTemplates
from .templates.use_cases import TemplateDesk
from .use_cases import deliver, stories
from .use_cases.batch import Outside
from .use_cases.fetch_missed import fetch_missed
from .use_cases.look_up_people import look_up_people
from .use_cases.outcome import Outcome
from .use_cases.take_calls import take_calls
from .use_cases.take_sends import take_sends

EXCHANGE = "ingest.events"


@dataclass(frozen=True, slots=True)
class App:
    """The use cases with their ports filled in."""

    channels: Channels
    ledger: Ledger
    announcer: Announcer
    transcripts: Transcripts
    sends: Sends
    carrier: Carrier
    turns: Turns
    mailbox: Mailbox
    desk: Desk
    sent: SentMessages
    people: People
    profiles: Profiles
    template_news: TemplateNews
    media: Media
    clock: Clock = clock.now
    lease: timedelta = timedelta(seconds=15)
    holder: str = field(default_factory=lambda: ids.new("wk"))
    lanes: Lanes = field(init=False)
    recent: RecentChannels = field(init=False)

    def __post_init__(self) -> None:
        """Start the lanes on this app's own attempts."""
        object.__setattr__(self, "lanes", Lanes(self.attempt, self.note_breaker))
        object.__setattr__(self, "recent", RecentChannels(self.channels))

    # What happened elsewhere.

    def take_calls(self, calls: Sequence[Call]) -> list[Fate]:
        """Forward what providers called us with, and record it."""
        fates = take_calls(
            calls,
            Outside(
                channels=self.recent,
                ledger=self.ledger,
                announcer=self.announcer,
                transcripts=self.transcripts,
                sends=self.sends,
                sent=self.sent,
                people=self.people,
                files=self.media,
                notices=self.desk.notices,
                templates=self.template_news,
                clock=self.clock,
            ),
        )
        for fate in fates:
            metrics.CALLS.labels(fate.value).inc()
        return fates

    def take_sends(self, arrived: Sequence[Send]) -> list[Outcome]:
        """Take in messages to be sent; their files stay from now on."""
        for send in arrived:
            files = [each.attachment_id for each in send.content.attachments]
            self.media.keep(files, send.account_id)
        outcomes = take_sends(
            arrived,
            channels=self.channels,
            sends=self.sends,
            transcripts=self.transcripts,
            enqueue=self.lanes.put,
            holder=self.holder,
            lease=self.lease,
            clock=self.clock,
        )
        for outcome in outcomes:
            metrics.SENDS.labels(outcome.value).inc()
        return outcomes

    # What is due.

    def attempt(self, send: Send, number: int) -> Attempted | None:
        """Make one attempt at the provider."""
        result = deliver.attempt(
            send,
            number,
            channels=self.channels,
            sends=self.sends,
            carrier=self.carrier,
            clock=self.clock,
            patiently=self.lanes.patiently,
        )
        if result is not None:
            metrics.ATTEMPTS.labels(result.step.state.value).inc()
        return result

    def note_breaker(self, send: Send, change: Change, detail: str) -> None:
        """Show that a channel's provider does not answer, or does again."""
        metrics.HALTED.inc(1 if change is Change.OPENED else -1)
        deliver.note_breaker(send, change, detail, channels=self.channels)

    def keep_sending(self) -> int:
        """Say what is in hand, and take over what nobody has in hand."""
        self.sends.hold(self.lanes.held(), self.clock() + self.lease)
        return deliver.recover(
            sends=self.sends,
            enqueue=self.lanes.put,
            holder=self.holder,
            lease=self.lease,
            clock=self.clock,
        )

    def look_up_unknown(self) -> int:
        """Ask providers about sends whose answer was lost."""
        return deliver.look_up_unknown(
            channels=self.channels,
            sends=self.sends,
            carrier=self.carrier,
            clock=self.clock,
        )

    def look_up_people(self) -> int:
        """Ask providers what people are called who wrote."""
        results = look_up_people(
            people=self.people,
            profiles=self.profiles,
            channels=self.channels,
            clock=self.clock,
        )
        for result in results:
            metrics.PEOPLE.labels(result).inc()
        return len(results)

    def fetch_missed(self) -> int:
        """Fetch messages whose call got lost on its way to us."""
        missed = fetch_missed(
            channels=self.channels,
            turns=self.turns,
            mailbox=self.mailbox,
            ledger=self.ledger,
            take=self.take_calls,
            clock=self.clock,
        )
        metrics.MISSED.inc(missed)
        return missed

    def stop(self) -> None:
        """Finish the calls in flight and leave the rest to others at once."""
        self.media.fetchers.stop()
        self.lanes.stop()
        self.sends.hold(self.lanes.held(), self.clock())

    # What people do.

    def get_story(self, message_id: str, caller: Identity) -> Story:
        """Return what happened to a message on its way out."""
        return stories.get_story(
            message_id, caller=caller, sends=self.sends, channels=self.channels
        )


def build(config: Settings) -> tuple[App, Outbox, Callable[[], bool]]:
    """
    Return the app on the real stores, its outbox, and whether it is ready.

    Creates what collections and indexes are missing.
    """
    database: Any = mongo.connect(config.mongo_url, name=config.mongo_name)
    publisher = Publisher(config.amqp_url, exchange=EXCHANGE)
    outbox = Outbox(database, source="ingest", publisher=publisher)
    prepare(database)
    outbox.prepare()
    return assemble(config, database, outbox, publisher), outbox, outbox.alive


def assemble(config: Settings, database: Any, outbox: Any, publisher: Publisher) -> App:
    """Return the app on what is connected already."""
    sealer = Sealer(config.secret_keys)
    calling = client()
    channels = MongoChannels(database, outbox, sealer, clock.now)
    templates = MongoTemplates(database, outbox, clock.now)
    media = media_parts.build(config, database, outbox, channels, sealer)
    return App(
        channels=channels,
        ledger=MongoLedger(database),
        announcer=BusAnnouncer(publisher, sealer),
        transcripts=MongoTranscripts(database, outbox, sealer, clock.now),
        sends=MongoSends(database, outbox, sealer, clock.now),
        carrier=HttpCarrier(
            calling,
            config.public_url.rstrip("/"),
            files=media,
            uploads=MongoUploads(database, clock.now),
            forms=templates,
        ),
        sent=MongoSentMessages(database),
        people=MongoPeople(database, outbox, sealer, clock.now),
        profiles=HttpProfiles(Asker(calling)),
        template_news=templates,
        turns=MongoTurns(database),
        mailbox=TwilioMailbox(calling),
        media=media,
        desk=_desk(
            config,
            database,
            publisher,
            channels=channels,
            templates=templates,
            files=media,
        ),
        lease=timedelta(seconds=config.lease_seconds),
    )


def _desk(
    config: Settings,
    database: Any,
    publisher: Publisher,
    *,
    channels: MongoChannels,
    templates: MongoTemplates,
    files: SendFiles,
) -> Desk:
    calling = client()
    return Desk(
        channels=channels,
        inspector=HttpInspector(calling, config.public_url),
        notices=MongoNotices(database),
        ledger=MongoLedger(database),
        replayer=BusReplayer(publisher),
        turns=MongoTurns(database),
        templates=TemplateDesk(
            channels=channels,
            templates=templates,
            provider=HttpTemplates(Asker(calling), files),
            clock=clock.now,
            most_names=config.template_names,
        ),
        clock=clock.now,
        canary_every=timedelta(seconds=config.canary_seconds),
        templates_every=timedelta(seconds=config.templates_seconds),
        ledger_days=config.ledger_days,
    )
