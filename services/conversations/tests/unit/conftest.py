"""The service in memory, behind a real gRPC server in this process."""

from __future__ import annotations

import pytest
from client import KEY, Client, token

from chassis.testing import grpc_server
from conversations.api.register import register


@pytest.fixture
def channel(house):
    with grpc_server(register(house.app, stream_limit=2), identity_key=KEY) as channel:
        yield channel


@pytest.fixture
def ana(channel):
    return Client(channel, token())
