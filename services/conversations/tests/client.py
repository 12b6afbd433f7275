"""Calls the service over gRPC, as one user."""

from __future__ import annotations

import grpc
import pytest
from recado.conversations.v1 import (
    conversation_service_pb2_grpc,
    event_feed_service_pb2_grpc,
    message_service_pb2_grpc,
)

from chassis.identity import Identity, sign
from chassis.rpc import bearer, error_info

KEY = "test-key"


def token(user_id="us_ana", channels=("ch_1",), account_id="ac_1"):
    identity = Identity(account_id, user_id, frozenset(), frozenset(channels))
    return bearer(sign(identity, KEY))


class Client:
    """Calls everything as one user."""

    def __init__(self, channel, metadata):
        self.metadata = metadata
        self.conversations = conversation_service_pb2_grpc.ConversationServiceStub(
            channel
        )
        self.messages = message_service_pb2_grpc.MessageServiceStub(channel)
        self.feed = event_feed_service_pb2_grpc.EventFeedServiceStub(channel)

    def __call__(self, method, request):
        return method(request, metadata=self.metadata, timeout=5)

    def refusal(self, method, request):
        with pytest.raises(grpc.RpcError) as caught:
            self(method, request)
        reason, facts, _ = error_info(caught.value)
        return caught.value.code(), reason, facts
