"""
The other services, as the gateway calls them.

Channels are made on the loop that uses them, after the fork. Every call acts
for somebody: a user with what they may see, or the gateway itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, TypeVar

import httpx
from recado.conversations.v1 import (
    campaign_service_pb2_grpc,
    conversation_service_pb2_grpc,
    event_feed_service_pb2_grpc,
    message_service_pb2_grpc,
)
from recado.crm.v1 import contact_service_pb2_grpc
from recado.ingest.v1 import (
    channel_service_pb2_grpc,
    delivery_service_pb2_grpc,
    media_service_pb2_grpc,
    template_service_pb2_grpc,
)
from recado.notifier.v1 import preference_service_pb2_grpc
from recado.routing.v1 import assignment_service_pb2_grpc, roster_service_pb2_grpc

from chassis import identity, rpc
from chassis.errors import Unavailable

from .settings import Settings

R = TypeVar("R")

FILE_SECONDS = 30.0
"""Most seconds between two pieces of a file."""

FILES_AT_ONCE = 100
"""Files on their way through one replica; more wait."""

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
        self._files = httpx.AsyncClient(
            base_url=config.ingest_url or config.ingest_public_url,
            timeout=httpx.Timeout(FILE_SECONDS, connect=2.0),
            limits=httpx.Limits(max_connections=FILES_AT_ONCE),
            trust_env=False,
        )
        self._open = (ingest, conversations, routing, crm_bridge, notifier)
        self.channels: Any = channel_service_pb2_grpc.ChannelServiceStub(ingest)
        self.deliveries: Any = delivery_service_pb2_grpc.DeliveryServiceStub(ingest)
        self.media: Any = media_service_pb2_grpc.MediaServiceStub(ingest)
        self.templates: Any = template_service_pb2_grpc.TemplateServiceStub(ingest)
        self.campaigns: Any = campaign_service_pb2_grpc.CampaignServiceStub(
            conversations
        )
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
        *,
        seconds: float | None = None,
    ) -> R:
        """
        Call *method* for *who*; grpc errors pass through to the edge.

        The deadline is the channel's own, or *seconds*.
        """
        given = {} if seconds is None else {"timeout": seconds}
        metadata = rpc.bearer(identity.sign(who, self._key))
        return await method(request, metadata=metadata, **given)

    async def files(
        self,
        method: str,
        path: str,
        who: identity.Identity,
        *,
        headers: Mapping[str, str],
        params: Mapping[str, str],
        content: AsyncIterator[bytes] | None = None,
    ) -> httpx.Response:
        """
        Ask ingest's HTTP side for a file, or give it one, for *who*.

        The answer's body is not read yet: close it.

        Raises:
            Unavailable: Ingest does not answer.
        """
        request = self._files.build_request(
            method, path, headers=dict(headers), params=dict(params), content=content
        )
        request.headers["Authorization"] = f"Bearer {identity.sign(who, self._key)}"
        try:
            return await self._files.send(request, stream=True)
        except httpx.HTTPError as error:
            raise Unavailable(f"files: {type(error).__name__}") from error

    async def close(self) -> None:
        """Close every channel."""
        await self._files.aclose()
        for channel in self._open:
            await channel.close()


def itself(account_id: str, visible: frozenset[str] = frozenset()) -> identity.Identity:
    """Return the identity of the gateway acting for no user."""
    return identity.Identity(account_id, "", SYSTEM, visible)
