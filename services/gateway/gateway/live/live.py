"""
From the bus to the open streams: one queue per process, one hub per account.

Hubs exist only for accounts that somebody follows here; the events of others
are looked at for `own_writes` and dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import grpc
from recado.conversations.v1 import event_feed_service_pb2 as feed
from recado.conversations.v1 import events_pb2 as conversations
from recado.ingest.v1 import events_pb2 as ingest
from recado.notifier.v1 import events_pb2 as notifier
from recado.routing.v1 import events_pb2 as routing

from .. import wire_admin, wire_channels, wire_sending
from ..backends import Backends, itself
from ..directory import Directory
from ..domain.access import Principal
from ..domain.people import CAMPAIGNS_MANAGE
from .frames import FEED_TYPES, PING, Frame, encoded, frame_of, unwrapped
from .hub import FeedPage, FeedUnavailable, Hub, PositionGone
from .own_writes import OwnWrites
from .reader import Reader

BINDINGS: Mapping[str, Sequence[Any]] = {
    "conversations.events": (
        *FEED_TYPES,
        conversations.ReadMarkChanged,
        conversations.CampaignChanged,
    ),
    "routing.events": (routing.AttendantChanged,),
    "notifier.events": (notifier.NotificationRaised,),
    "ingest.events": (
        ingest.ChannelConnected,
        ingest.ChannelChanged,
        ingest.ChannelRemoved,
        ingest.TemplateChanged,
    ),
}


class Live:
    """All open streams of this replica. Used from the loop only."""

    def __init__(
        self, backends: Backends, directory: Directory, ingest_url: str
    ) -> None:
        self.own_writes = OwnWrites()
        self.streams: set[Reader] = set()
        self.changed = asyncio.Event()
        self.gapped = asyncio.Event()
        self.stopping = False
        self._backends = backends
        self._directory = directory
        self._ingest_url = ingest_url
        self._hubs: dict[str, Hub] = {}
        self._beginning: dict[str, asyncio.Task[None]] = {}
        self._handlers: dict[type[Any], Callable[[Any], None]] = {
            conversations.ReadMarkChanged: self._on_read_mark,
            routing.AttendantChanged: self._on_attendant,
            notifier.NotificationRaised: self._on_notification,
            ingest.ChannelConnected: self._on_channel,
            ingest.ChannelChanged: self._on_channel,
            ingest.ChannelRemoved: self._on_channel_removed,
            ingest.TemplateChanged: self._on_template,
            conversations.CampaignChanged: self._on_campaign,
            **dict.fromkeys(FEED_TYPES, self._on_feed),
        }

    # From the bus.

    def on_message(self, message: Any) -> None:
        """Take an event."""
        self._handlers[type(message)](message)

    def on_gap(self) -> None:
        """Look for what was missed while the bus was away."""
        for hub in self._hubs.values():
            hub.check()
        self.gapped.set()

    def _on_feed(self, event: Any) -> None:
        conversation = event.conversation
        self.own_writes.notice(
            conversation.conversation_id, conversation.assignment_version
        )
        hub = self._hubs.get(event.metadata.account_id)
        if hub is not None and event.mark.position > hub.position:
            hub.receive(frame_of(event, self._directory.name))

    def _on_read_mark(self, event: Any) -> None:
        mark = event.read_mark
        body = {
            "conversation_id": mark.conversation_id,
            "inbound_count": mark.inbound_count,
            "marked_unread": mark.marked_unread,
        }
        self._to_user(event, mark.user_id, encoded("read_mark_changed", body))

    def _on_notification(self, event: Any) -> None:
        body = {
            "id": event.notification_id,
            "trigger": event.trigger,
            "conversation_id": event.conversation_id,
            "message_id": event.message_id or None,
            "contact_name": event.contact_name,
            "preview": event.preview,
        }
        self._to_user(event, event.user_id, encoded("notification", body))

    def _on_attendant(self, event: Any) -> None:
        body = {"agent": wire_admin.write_agent(event.attendant)}
        data = encoded("attendant_changed", body)
        for reader in self._of_account(event):
            reader.push(data)

    def _on_channel(self, event: Any) -> None:
        channel = event.channel
        self._directory.apply(channel)
        body = {"channel": wire_channels.write_channel(channel, self._ingest_url)}
        self.refresh_sight()
        self._to_sight(event, channel.channel_id, encoded("channel_changed", body))

    def _on_channel_removed(self, event: Any) -> None:
        channel = event.channel
        body = {"channel": wire_channels.write_channel(channel, self._ingest_url)}
        self._to_sight(event, channel.channel_id, encoded("channel_removed", body))

    def _on_template(self, event: Any) -> None:
        template = event.template
        body = {"template": wire_channels.write_template(template)}
        self._to_sight(event, template.channel_id, encoded("template_changed", body))

    def _on_campaign(self, event: Any) -> None:
        body = {"campaign": wire_sending.write_campaign(event.campaign)}
        data = encoded("campaign_changed", body)
        for reader in self._of_account(event):
            if CAMPAIGNS_MANAGE in reader.principal.permissions:
                reader.push(data)

    def _to_sight(self, event: Any, channel_id: str, data: bytes) -> None:
        for reader in self._of_account(event):
            if channel_id in reader.visible:
                reader.push(data)

    def _of_account(self, event: Any) -> list[Reader]:
        account_id = event.metadata.account_id
        return [r for r in self.streams if r.principal.account.account_id == account_id]

    def _to_user(self, event: Any, user_id: str, data: bytes) -> None:
        for reader in self._of_account(event):
            if reader.principal.user.user_id == user_id:
                reader.push(data)

    # Streams.

    def join(self, principal: Principal) -> Reader:
        """Open a stream; presence is reported from now on."""
        visible = self._directory.visible(principal.user, principal.permissions)
        reader = Reader(principal, visible)
        self.streams.add(reader)
        self.changed.set()
        return reader

    def leave(self, reader: Reader) -> None:
        """Forget a stream."""
        self.streams.discard(reader)
        hub = self._hubs.get(reader.principal.account.account_id)
        if hub is not None:
            hub.readers.discard(reader)
        self.changed.set()

    def end(self, cause: str, *, key: str = "", user_id: str = "") -> None:
        """End the streams of a session or of a user; without either, all."""
        for reader in list(self.streams):
            principal = reader.principal
            if (
                not (key or user_id)
                or principal.key == key
                or principal.user.user_id == user_id
            ):
                reader.end(cause)

    def stop(self) -> None:
        """End every stream: the process is on its way out."""
        self.stopping = True
        self.end("stopped")
        for hub in self._hubs.values():
            hub.stop()

    def refresh_sight(self) -> None:
        """Work out anew who sees what; whose sight changed starts afresh (PRM-7)."""
        for reader in self.streams:
            principal = reader.principal
            visible = self._directory.visible(principal.user, principal.permissions)
            if visible != reader.visible:
                reader.visible = visible
                reader.push(encoded("reload", {}))

    def ping(self) -> None:
        """Let every stream, and all between us, know that it is alive."""
        for reader in self.streams:
            reader.push(PING)

    def drop_idle_hubs(self) -> None:
        """Forget accounts that nobody follows here any more."""
        followed = {reader.principal.account.account_id for reader in self.streams}
        for account_id in self._hubs.keys() - followed - self._beginning.keys():
            self._hubs.pop(account_id).stop()

    # Hubs.

    async def hub_of(self, account_id: str) -> Hub:
        """
        Return the account's hub, begun.

        Raises:
            FeedUnavailable: The feed does not answer.
        """
        if account_id not in self._hubs:
            hub = self._hubs[account_id] = Hub(self._reading(account_id))
            self._beginning[account_id] = asyncio.create_task(
                self._begin(account_id, hub)
            )
        beginning = self._beginning.get(account_id)
        if beginning is not None:
            # Whoever waits may leave; the others still need it begun.
            await asyncio.shield(beginning)
        return self._hubs[account_id]

    async def _begin(self, account_id: str, hub: Hub) -> None:
        try:
            await hub.begin()
        except FeedUnavailable:
            del self._hubs[account_id]
            raise
        finally:
            del self._beginning[account_id]

    def _reading(self, account_id: str) -> Callable[[int, int], Any]:
        async def read(after: int, size: int) -> FeedPage:
            request = feed.ReadEventsRequest(after_position=after, page_size=size)
            visible = self._directory.all_ids(account_id)
            try:
                answer = await self._backends.ask(
                    self._backends.feed.ReadEvents, request, itself(account_id, visible)
                )
            except grpc.RpcError as error:
                if error.code() is grpc.StatusCode.OUT_OF_RANGE:
                    raise PositionGone from error
                raise FeedUnavailable from error
            return FeedPage(
                self._frames(answer), answer.next_position, answer.last_position
            )

        return read

    def _frames(self, answer: feed.ReadEventsResponse) -> list[Frame]:
        events = (unwrapped(event) for event in answer.events)
        return [frame_of(e, self._directory.name) for e in events if e is not None]
