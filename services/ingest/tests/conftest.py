"""Fixtures that cost something: a database of one's own, the real stores."""

from __future__ import annotations

import uuid

import pytest

from chassis import mongo
from chassis.outbox import Outbox
from ingest.store.collections import prepare


@pytest.fixture(scope="session")
def database(mongo_url):
    """A database of this run's own."""
    name = f"test_ingest_{uuid.uuid4().hex[:8]}"
    found = mongo.connect(mongo_url, name=name)
    prepare(found)
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
def outbox(clean):
    """An outbox that stores, and relays nothing."""
    found = Outbox(clean, source="ingest", publisher=None)
    found.prepare()
    return found
