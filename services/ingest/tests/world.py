"""Taking calls in this process, everything outside made of memory."""

from __future__ import annotations

from builders import NOON
from fakes import FakeAnnouncer, FakeChannels, FakeLedger, FakeSends, FakeTranscripts
from fakes_inbound import (
    FakeFiles,
    FakeNotices,
    FakePeople,
    FakeSentMessages,
    FakeTemplateNews,
)

from ingest.use_cases.batch import Outside
from ingest.use_cases.take_calls import take_calls


class World:
    """Takes calls for the channels it was given."""

    def __init__(self, *channels):
        self.channels = FakeChannels(*channels)
        self.ledger = FakeLedger()
        self.announcer = FakeAnnouncer()
        self.transcripts = FakeTranscripts()
        self.sends = FakeSends()
        self.sent = FakeSentMessages(self.sends)
        self.people = FakePeople()
        self.files = FakeFiles()
        self.notices = FakeNotices()
        self.templates = FakeTemplateNews()

    def take(self, *calls):
        outside = Outside(
            channels=self.channels,
            ledger=self.ledger,
            announcer=self.announcer,
            transcripts=self.transcripts,
            sends=self.sends,
            sent=self.sent,
            people=self.people,
            files=self.files,
            notices=self.notices,
            templates=self.templates,
            clock=lambda: NOON,
        )
        return take_calls(calls, outside)

    @property
    def events(self):
        """What was announced, in order."""
        return self.announcer.events

    @property
    def entries(self):
        """The ledger, in order of arrival."""
        return list(self.ledger.entries.values())
