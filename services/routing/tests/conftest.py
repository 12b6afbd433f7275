"""Fixtures that have to be torn down."""

from __future__ import annotations

import uuid

import pytest
from outbox import KeepingOutbox

from chassis import mongo
from routing.store.collections import prepare


@pytest.fixture(scope="session")
def database(mongo_url):
    """A database of this run's own."""
    name = f"test_routing_{uuid.uuid4().hex[:8]}"
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
    """What was committed to be published."""
    return KeepingOutbox(clean)
