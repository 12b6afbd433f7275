"""
The bus side of the notifier. Never import it from the API process.

The method names are the names of queues: renaming one is a migration (drain,
unbind, delete the old queue).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from recado.conversations.v1.events_pb2 import MessageAdded
from recado.gateway.v1.events_pb2 import (
    UserDeactivated,
    UserProfileChanged,
    UserRegistered,
)
from recado.ingest.v1.events_pb2 import ChannelChanged, ChannelConnected
from recado.routing.v1.events_pb2 import ConversationAssigned, ConversationUnassigned

from chassis.bus import Injected, every, subscribe

from .use_cases.outcome import Outcome
from .wire import incoming as wire

if TYPE_CHECKING:
    from .app import App


class NotifierWorker:
    """Bus entrypoints; each reads messages, runs a use case, returns."""

    name = "notifier"

    app: App = Injected("app")

    # A notification may come a tenth of a second later; several share one write.
    @subscribe("conversations", MessageAdded, batch=200, linger_seconds=0.1)
    def on_conversation_events(self, messages: Sequence[Any]) -> list[Outcome]:
        """Tell whom it concerns that a person wrote."""
        return self.app.tell_of_messages(
            [wire.read_message_added(message) for message in messages]
        )

    # Longer, so that the message an answer is about is mostly here before it:
    # setting an answer aside costs more than finding its message.
    @subscribe(
        "routing",
        ConversationAssigned,
        ConversationUnassigned,
        batch=200,
        linger_seconds=0.2,
    )
    def on_routing_events(self, messages: Sequence[Any]) -> list[Outcome]:
        """Tell whom it concerns who got what opened, or was handed over."""
        return self.app.tell_of_answers(
            [wire.read_routing_event(message) for message in messages]
        )

    @subscribe("gateway", UserRegistered, UserProfileChanged, UserDeactivated)
    def on_user_events(self, message: Any) -> Outcome:
        """Keep who may be told."""
        return self.app.note_user(*wire.read_user_event(message))

    @subscribe("ingest", ChannelConnected, ChannelChanged)
    def on_channel_events(self, message: Any) -> Outcome:
        """Keep who may see which channel."""
        return self.app.note_channel(*wire.read_channel_event(message))

    @every(1)
    def send_mails(self) -> None:
        """Send mails that are due."""
        self.app.send_mails()

    @every(3600)
    def forget(self) -> None:
        """Remove what nothing will ask for any more."""
        self.app.forget()
