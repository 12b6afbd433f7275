"""Fixtures that have to be torn down, and the service on fakes."""

from __future__ import annotations

import uuid

import pytest
from broker import KeepingPublisher, outbox_on
from house import House, in_memory

from chassis import mongo
from chassis.testing import FakeClock
from conversations.app import assemble
from conversations.store.documents import Collections


@pytest.fixture
def house():
    """The service in memory."""
    return in_memory()


@pytest.fixture(scope="session")
def database(mongo_url):
    """A database of this run's own."""
    name = f"test_conversations_{uuid.uuid4().hex[:8]}"
    found = mongo.connect(mongo_url, name=name)
    Collections(found).prepare()
    outbox_on(found, KeepingPublisher()).prepare()
    yield found
    found.client.drop_database(name)
    found.client.close()


@pytest.fixture
def clean(database):
    """The database with nothing in it."""
    for name in database.list_collection_names():
        database[name].delete_many({})
    return database


@pytest.fixture
def real(clean):
    """The service on the real database."""
    clock = FakeClock()
    outbox = outbox_on(clean, KeepingPublisher())
    return House(assemble(Collections(clean), outbox, clock=clock), clock)
