"""
The bus side of the CRM bridge. Never import it from the API process.

The method names are the names of queues: renaming one is a migration (drain,
unbind, delete the old queue).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from recado.conversations.v1.events_pb2 import (
    ContactChanged,
    ConversationOpened,
    ConversationReopened,
)

from chassis.bus import Injected, subscribe

from .use_cases.outcome import Outcome
from .wire import incoming as wire

if TYPE_CHECKING:
    from .app import App


class CrmBridgeWorker:
    """Bus entrypoints; each reads messages, runs a use case, returns."""

    name = "crm_bridge"

    app: App = Injected("app")

    # Nobody waits for it: let several share one write. One that was begun by
    # what was written elsewhere, or by a campaign, first shows by reopening.
    @subscribe(
        "conversations",
        ConversationOpened,
        ConversationReopened,
        ContactChanged,
        batch=200,
        linger_seconds=0.25,
    )
    def on_conversation_events(self, messages: Sequence[Any]) -> list[Outcome]:
        """Give each conversation its contact, and the contact its name."""
        return self.app.follow(
            [wire.read_conversation_event(message) for message in messages]
        )
