"""
The bus side of routing: reads events, runs use cases, does what is due.

The method names are the names of queues: renaming one is a migration (drain,
unbind, delete the old queue). Never import this module from the API process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from recado.conversations.v1.events_pb2 import (
    ConversationClosed,
    ConversationOpened,
    ConversationReopened,
)
from recado.crm.v1.events_pb2 import ContactEdited, ContactMatched
from recado.gateway.v1.events_pb2 import (
    UserDeactivated,
    UserProfileChanged,
    UserRegistered,
)
from recado.ingest.v1.events_pb2 import ChannelChanged, ChannelConnected

from chassis.bus import Injected, every, subscribe

from .use_cases.outcome import Outcome
from .wire import incoming as wire

if TYPE_CHECKING:
    from .app import App


class RoutingWorker:
    """Bus entrypoints; each reads messages, runs a use case, returns."""

    name = "routing"

    app: App = Injected("app")

    @subscribe(
        "conversations",
        ConversationOpened,
        ConversationReopened,
        ConversationClosed,
        batch=200,
    )
    def on_conversation_events(self, messages: Sequence[Any]) -> list[Outcome]:
        """Decide who gets what opened; release what closed."""
        return self.app.follow_conversations(
            [wire.read_conversation_event(message) for message in messages]
        )

    @subscribe("gateway", UserRegistered, UserProfileChanged, UserDeactivated)
    def on_user_events(self, message: Any) -> Outcome:
        """Keep the roster."""
        return self.app.note_user(wire.read_user_event(message))

    @subscribe("ingest", ChannelConnected, ChannelChanged)
    def on_channel_events(self, message: Any) -> Outcome:
        """Keep who may see which channel."""
        return self.app.note_channel(wire.read_channel_event(message))

    # Nobody waits for it but the owner method, which waits for seconds: several
    # share one write.
    @subscribe(
        "crm_bridge", ContactMatched, ContactEdited, batch=200, linger_seconds=0.25
    )
    def on_crm_events(self, messages: Sequence[Any]) -> list[Outcome]:
        """Keep whose contacts these are; decide what waited to know."""
        return self.app.note_owners(
            [wire.read_crm_event(message) for message in messages]
        )

    @every(1)
    def drain_waiting(self) -> None:
        """Give waiting conversations to who became eligible."""
        self.app.drain_waiting()

    @every(1)
    def announce_loads(self) -> None:
        """Tell the others of loads that changed, at most once a second."""
        self.app.announce_loads()

    @every(2)
    def expire_presence(self) -> None:
        """Mark offline whose grace period ended."""
        self.app.expire_presence()

    @every(60)
    def repair(self) -> None:
        """Compare loads with conversations, and holders with their access."""
        self.app.repair()
