"""Puts the services of conversations on a gRPC server."""

from __future__ import annotations

from collections.abc import Callable

import grpc
from recado.conversations.v1 import (
    campaign_service_pb2_grpc,
    conversation_service_pb2_grpc,
    event_feed_service_pb2_grpc,
    message_service_pb2_grpc,
)

from ..app import App
from .campaigns import CampaignService
from .conversations import ConversationService
from .feed import EventFeedService
from .messages import MessageService


def register(app: App, *, stream_limit: int = 4) -> Callable[[grpc.Server], None]:
    """Return what adds the services over *app* to a server."""

    def add(server: grpc.Server) -> None:
        conversation_service_pb2_grpc.add_ConversationServiceServicer_to_server(
            ConversationService(app), server
        )
        message_service_pb2_grpc.add_MessageServiceServicer_to_server(
            MessageService(app), server
        )
        campaign_service_pb2_grpc.add_CampaignServiceServicer_to_server(
            CampaignService(app), server
        )
        event_feed_service_pb2_grpc.add_EventFeedServiceServicer_to_server(
            EventFeedService(app, stream_limit=stream_limit), server
        )

    return add
