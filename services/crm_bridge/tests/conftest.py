"""Fixtures that have to be torn down."""

from __future__ import annotations

import uuid

import mongoengine
import pytest
from fakes import FakeContacts

from chassis import mongo
from chassis.testing import FakeClock
from crm_bridge.app import App
from crm_bridge.phones import Normaliser
from crm_bridge.store.collections import prepare


@pytest.fixture
def contacts():
    return FakeContacts()


@pytest.fixture
def app(contacts):
    return App(contacts, Normaliser("BR"), clock=FakeClock())


@pytest.fixture(scope="session")
def database(mongo_url):
    """A database of this run's own."""
    name = f"test_crm_{uuid.uuid4().hex[:8]}"
    found = mongo.connect(mongo_url, name=name)
    prepare(found)
    yield found
    found.client.drop_database(name)
    mongoengine.disconnect()


@pytest.fixture
def clean(database):
    """The database with nothing in it."""
    for name in database.list_collection_names():
        database[name].delete_many({})
    return database
