"""What people do with channels and the ledger, with the ports filled in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.identity import Identity

from . import metrics
from .domain.channels import Channel
from .domain.inbound import Entry
from .domain.notices import ChannelNotice
from .ports import Channels, Clock, Ledger, Notices, Turns
from .ports_desk import Inspector, Replayer
from .templates.use_cases import TemplateDesk
from .use_cases import channels as connecting
from .use_cases import ledger as ledgers
from .use_cases import tending

PACKS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases of channels, templates and the ledger."""

    channels: Channels
    inspector: Inspector
    notices: Notices
    ledger: Ledger
    replayer: Replayer
    turns: Turns
    templates: TemplateDesk
    clock: Clock
    canary_every: timedelta = timedelta(minutes=5)
    templates_every: timedelta = timedelta(minutes=15)
    ledger_days: int = 90

    def list_channels(self, caller: Identity) -> list[Channel]:
        """Return the channels the caller may see."""
        return connecting.list_channels(caller=caller, channels=self.channels)

    def connect(self, command: connecting.ConnectChannel, caller: Identity) -> Channel:
        """Connect a channel; its templates come with the next reading."""
        return connecting.connect_channel(
            command,
            caller=caller,
            channels=self.channels,
            inspector=self.inspector,
            website_token="wt_" + secrets.token_urlsafe(18),
            clock=self.clock,
        )

    def change(self, command: connecting.ChangeChannel, caller: Identity) -> Channel:
        """Rename a channel or change who may see it."""
        return connecting.change_channel(command, caller=caller, channels=self.channels)

    def change_credentials(
        self, command: tending.ChangeCredentials, caller: Identity
    ) -> Channel:
        """Replace secrets, once the provider has taken them."""
        return tending.change_credentials(
            command, caller=caller, channels=self.channels, inspector=self.inspector
        )

    def check(self, channel_id: str, caller: Identity) -> Channel:
        """Ask now whether a channel works."""
        return tending.check_channel(
            channel_id,
            caller=caller,
            channels=self.channels,
            inspector=self.inspector,
            clock=self.clock,
        )

    def stop(self, channel_id: str, caller: Identity, *, stopped: bool) -> Channel:
        """Stop a channel, or start it again."""
        return tending.stop_channel(
            channel_id, stopped=stopped, caller=caller, channels=self.channels
        )

    def remove(self, channel_id: str, caller: Identity) -> None:
        """Remove a channel."""
        tending.remove_channel(channel_id, caller=caller, channels=self.channels)

    def list_notices(
        self, channel_id: str, size: int, caller: Identity
    ) -> Sequence[ChannelNotice]:
        """Return what providers told of channels."""
        return tending.list_notices(
            channel_id,
            size,
            caller=caller,
            channels=self.channels,
            notices=self.notices,
        )

    def list_calls(
        self,
        fate: str,
        channel_id: str,
        *,
        page_size: int,
        page_token: str,
        caller: Identity,
    ) -> tuple[list[Entry], str]:
        """Return a page of the ledger."""
        return ledgers.list_calls(
            fate=fate,
            channel_id=channel_id,
            page_size=page_size,
            page_token=page_token,
            caller=caller,
            channels=self.channels,
            ledger=self.ledger,
        )

    def get_call(self, call_id: str, caller: Identity) -> tuple[Entry, str]:
        """Return a call of the ledger and its body, masked."""
        return ledgers.get_call(
            call_id, caller=caller, channels=self.channels, ledger=self.ledger
        )

    def replay(self, call_ids: Sequence[str], request_id: str, caller: Identity) -> int:
        """Work on calls once more."""
        done = ledgers.replay_calls(
            call_ids,
            request_id,
            caller=caller,
            channels=self.channels,
            ledger=self.ledger,
            replayer=self.replayer,
        )
        metrics.REPLAYED.inc(done)
        return done

    # What is due.

    def check_due(self) -> None:
        """Make the round trips that are due, and count what they told."""
        for canary in tending.check_due(
            self.canary_every,
            channels=self.channels,
            inspector=self.inspector,
            turns=self.turns,
            clock=self.clock,
        ):
            metrics.CANARIES.labels("good" if canary.good else "bad").inc()
            metrics.CANARY_SECONDS.observe(canary.milliseconds / 1000)

    def clear_ledger(self) -> None:
        """Delete some of what is too old."""
        gone = ledgers.clear_ledger(
            self.ledger_days, PACKS_AT_ONCE, ledger=self.ledger, clock=self.clock
        )
        metrics.CLEARED.inc(gone)

    def sync_templates(self) -> None:
        """Read from the providers the templates that are due."""
        done, failed = self.templates.sync_due(self.templates_every, self.turns)
        metrics.TEMPLATE_READINGS.labels("done").inc(done)
        metrics.TEMPLATE_READINGS.labels("failed").inc(failed)

    def announce_again(self) -> int:
        """Announce channels that a newer version would announce otherwise."""
        return self.channels.announce_again()
