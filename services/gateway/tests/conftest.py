"""Fixtures that have to be torn down."""

from __future__ import annotations

import uuid

import mongoengine
import pytest

from chassis import mongo

pytest_plugins = ["servers"]


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="session")
def database(mongo_url):
    """A database of this run's own."""
    name = f"test_gateway_{uuid.uuid4().hex[:8]}"
    found = mongo.connect(mongo_url, name=name)
    yield found
    found.client.drop_database(name)
    mongoengine.disconnect()
