"""The whole service over ports of either kind, and what tests ask of it."""

from __future__ import annotations

import itertools

from builders import inbound, viewer
from fakes import (
    FakeConversations,
    FakeFeed,
    FakeLists,
    FakeMarks,
    FakeMessages,
    FakeWaiting,
    Memory,
)
from fakes_told import (
    FakeCampaigns,
    FakeChannels,
    FakeConsents,
    FakeParked,
    FakeTemplates,
)

from chassis.testing import FakeClock
from conversations.app import App
from conversations.wire import events_out


def in_memory(clock=None):
    """Return the service on fakes, with its memory."""
    clock = clock or FakeClock()
    memory = Memory(clock)
    app = App(
        conversations=FakeConversations(memory),
        messages=FakeMessages(memory),
        waiting=FakeWaiting(memory),
        marks=FakeMarks(memory),
        lists=FakeLists(memory),
        feed=FakeFeed(memory),
        parked=FakeParked(memory),
        channels=FakeChannels(),
        templates=FakeTemplates(),
        consents=FakeConsents(),
        campaigns=FakeCampaigns(memory),
        clock=clock,
    )
    return House(app, clock, memory)


class House:
    """An app and a few questions."""

    def __init__(self, app, clock, memory=None):
        self.app = app
        self.clock = clock
        self.memory = memory
        self.ids = itertools.count(1)

    def writes(self, provider_message_id=None, **fields):
        """A person writes; returns the outcome."""
        fields.setdefault("at", self.clock())
        id_ = provider_message_id or f"wamid.{next(self.ids)}"
        return self.app.take_in([inbound(id_, **fields)])[0]

    def has_conversation(self, **fields):
        """A person wrote for the first time; returns the conversation's id."""
        self.writes(**fields)
        return self.events()[-1].conversation.conversation_id

    def view(self, conversation_id, who=None):
        return self.app.get_conversation(who or viewer(), conversation_id)

    def conversation(self, conversation_id):
        return self.view(conversation_id).conversation

    def thread(self, conversation_id, who=None):
        """Return its entries, oldest first."""
        found, before = [], 0
        while True:
            page, before = self.app.list_messages(
                who or viewer(), conversation_id, before, 100
            )
            found += page
            if not before:
                return found[::-1]

    def raw_events(self, who=None):
        """Return the feed events that *who* may see, as they go to callers."""
        found, after = [], 0
        while True:
            page = self.app.read_events(who or viewer(), after, 500)
            found += [events_out.write_feed_event(e) for e in page.entries]
            if page.next_position >= page.last_position:
                return found
            after = page.next_position

    def events(self, who=None):
        return [getattr(e, e.WhichOneof("event")) for e in self.raw_events(who)]

    def happened(self, who=None):
        """Return the names of the events, oldest first."""
        return [e.WhichOneof("event") for e in self.raw_events(who)]


def positions_of(events):
    return [event.mark.position for event in events]
