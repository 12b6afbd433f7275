"""
The bus side of conversations: reads events, runs use cases, does what is due.

The method names are the names of queues: renaming one is a migration (drain,
unbind, delete the old queue). Never import this module from the API process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from recado.crm.v1.events_pb2 import ContactEdited, ContactMatched
from recado.ingest.v1.events_pb2 import (
    AttachmentChanged,
    ChannelChanged,
    ChannelConnected,
    ChannelRemoved,
    ConsentChanged,
    DeliveryChanged,
    IdentityChanged,
    MessageEchoed,
    MessageReceived,
    MessageRevised,
    ReactionReceived,
    TemplateChanged,
)
from recado.routing.v1.events_pb2 import ConversationAssigned, ConversationUnassigned

from chassis.bus import Injected, every, subscribe

from .use_cases.outcome import Outcome
from .wire import events_in as wire
from .wire import ingest_in

if TYPE_CHECKING:
    from .app import App


class ConversationsWorker:
    """Bus entrypoints; each reads messages, runs a use case, returns."""

    name = "conversations"

    app: App = Injected("app")

    @subscribe(
        "ingest",
        MessageReceived,
        DeliveryChanged,
        MessageEchoed,
        ReactionReceived,
        MessageRevised,
        AttachmentChanged,
        IdentityChanged,
        ConsentChanged,
        batch=500,
    )
    def on_ingest_events(self, messages: Sequence[Any]) -> list[Outcome]:
        """Take in what people wrote, and what is told of messages and people."""
        return self.app.take_in(
            [ingest_in.read_ingest_event(message) for message in messages]
        )

    @subscribe(
        "ingest",
        ChannelConnected,
        ChannelChanged,
        ChannelRemoved,
        TemplateChanged,
        batch=100,
    )
    def on_channel_events(self, messages: Sequence[Any]) -> list[Outcome]:
        """Keep what channels can carry, and which templates there are."""
        return self.app.hear(
            [ingest_in.read_channel_event(message) for message in messages]
        )

    @subscribe("routing", ConversationAssigned, ConversationUnassigned, batch=200)
    def on_routing_events(self, messages: Sequence[Any]) -> list[Outcome]:
        """Show who has each conversation."""
        return self.app.follow([wire.read_routing_event(m) for m in messages])

    # Nobody waits for a link to the CRM: let several share one write.
    @subscribe(
        "crm_bridge", ContactMatched, ContactEdited, batch=200, linger_seconds=0.25
    )
    def on_crm_events(self, messages: Sequence[Any]) -> None:
        """Show people as the CRM knows them."""
        self.app.follow([c for m in messages for c in wire.read_crm_event(m)])

    @every(30)
    def warn(self) -> None:
        """Warn of reply windows that shut soon."""
        self.app.warn()

    @every(2)
    def send_campaigns(self) -> None:
        """Send the batches of campaigns that are due."""
        self.app.campaigning.send_due()

    @every(10)
    def look_at_campaigns(self) -> None:
        """Note how far those whom campaigns wrote to got."""
        self.app.campaigning.look()

    @every(3600)
    def forget(self) -> None:
        """Forget events and notices that nobody can want any more."""
        self.app.forget()
