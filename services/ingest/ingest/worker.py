"""
The bus side of ingest: reads calls and messages to be sent, does what is due.

The method names are the names of queues: renaming one is a migration (drain,
unbind, delete the old queue). Never import this module from the API process.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recado.conversations.v1.events_pb2 import MessageQueued, ReactionQueued
from recado.ingest.v1.events_pb2 import ProviderCallReceived

from chassis.bus import Injected, every, subscribe

from .domain.inbound import Fate
from .use_cases.outcome import Outcome
from .wire.calls import read_call, read_wish

if TYPE_CHECKING:
    from .app import App


class IngestWorker:
    """Bus entrypoints; each reads messages, runs a use case, returns."""

    name = "ingest"

    app: App = Injected("app")

    @subscribe("ingest", ProviderCallReceived, batch=200)
    def on_provider_calls(self, messages: Sequence[ProviderCallReceived]) -> list[Fate]:
        """Forward what providers called us with."""
        return self.app.take_calls([read_call(message) for message in messages])

    @subscribe("conversations", MessageQueued, ReactionQueued, batch=100)
    def on_conversation_events(
        self, messages: Sequence[MessageQueued | ReactionQueued]
    ) -> list[Outcome]:
        """Send what agents wrote, and how they reacted."""
        return self.app.take_sends([read_wish(message) for message in messages])

    @every(4)
    def keep_sending(self) -> None:
        """Take over sends that a stopped process left behind."""
        self.app.keep_sending()

    @every(5)
    def look_up_unknown(self) -> None:
        """Ask providers about sends whose answer was lost."""
        self.app.look_up_unknown()

    @every(2)
    def look_up_people(self) -> None:
        """Ask providers what people are called who wrote."""
        self.app.look_up_people()

    @every(2)
    def fetch_files(self) -> None:
        """Fetch files that another process left, or that are to be tried again."""
        self.app.media.fetchers.wake()

    @every(60)
    def sweep_uploads(self) -> None:
        """Delete files that were uploaded and never sent."""
        self.app.media.sweep()

    @every(30)
    def fetch_missed(self) -> None:
        """Fetch messages whose call got lost on its way to us."""
        self.app.fetch_missed()

    @every(10)
    def check_channels(self) -> None:
        """Make the round trips over channels that are due."""
        self.app.desk.check_due()

    @every(10)
    def sync_templates(self) -> None:
        """Read from the providers the templates that are due."""
        self.app.desk.sync_templates()

    @every(10)
    def clear_ledger(self) -> None:
        """Delete some of the calls that are too old."""
        self.app.desk.clear_ledger()

    @every(15)
    def announce_channels(self) -> None:
        """Announce channels that a newer version announces otherwise."""
        self.app.desk.announce_again()
