"""
The other services, as the gateway calls them.

Channels are made on the loop that uses them, after the fork. Every call acts
for somebody: a user with what they may see, or the gateway itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from recado.conversations.v1 import (
    conversation_service_pb2_grpc,
    event_feed_service_pb2_grpc,
    message_service_pb2_grpc,
)
from recado.crm.v1 import contact_service_pb2_grpc
from recado.ingest.v1 import channel_service_pb2_grpc
from recado.notifier.v1 import preference_service_pb2_grpc
from recado.routing.v1 import assignment_service_pb2_grpc, roster_service_pb2_grpc

from chassis import identity, rpc

from .settings import Settings

R = TypeVar("R")

SYSTEM = frozenset({"system.gateway", "system.presence"})
"""The permissions by which services know the gateway itself."""


class Backends:
    """One stub per service contract."""

    def __init__(self, config: Settings) -> None:
        self._key = config.identity_key
        ingest = rpc.aio_channel(config.ingest_target)
        conversations = rpc.aio_channel(config.conversations_target)
        routing = rpc.aio_channel(config.routing_target)
        crm_bridge = rpc.aio_channel(config.crm_bridge_target)
        notifier = rpc.aio_channel(config.notifier_target)
        self._open = (ingest, conversations, routing, crm_bridge, notifier)
        self.channels: Any = channel_service_pb2_grpc.ChannelServiceStub(ingest)
        self.conversations: Any = conversation_service_pb2_grpc.ConversationServiceStub(
            conversations
        )
        self.messages: Any = message_service_pb2_grpc.MessageServiceStub(conversations)
        self.feed: Any = event_feed_service_pb2_grpc.EventFeedServiceStub(conversations)
        self.assignments: Any = assignment_service_pb2_grpc.AssignmentServiceStub(
            routing
        )
        self.roster: Any = roster_service_pb2_grpc.RosterServiceStub(routing)
        self.contacts: Any = contact_service_pb2_grpc.ContactServiceStub(crm_bridge)
        self.preferences: Any = preference_service_pb2_grpc.PreferenceServiceStub(
            notifier
        )

    async def ask(
        self,
        method: Callable[..., Awaitable[R]],
        request: Any,
        who: identity.Identity,
    ) -> R:
        """Call *method* for *who*; grpc errors pass through to the edge."""
        return await method(request, metadata=rpc.bearer(identity.sign(who, self._key)))

    async def close(self) -> None:
        """Close every channel."""
        for channel in self._open:
            await channel.close()


def itself(account_id: str, visible: frozenset[str] = frozenset()) -> identity.Identity:
    """Return the identity of the gateway acting for no user."""
    return identity.Identity(account_id, "", SYSTEM, visible)
