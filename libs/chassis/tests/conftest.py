"""Fixtures that cost something: a database of one's own, names of one's own."""

import pytest

from chassis import ids, mongo


@pytest.fixture
def unique():
    """A name that no other test uses, for queues, exchanges and databases."""
    return ids.new("t").replace("_", "")


@pytest.fixture
def database(mongo_url, unique):
    import mongoengine

    found = mongo.connect(mongo_url, name=unique)
    yield found
    found.client.drop_database(unique)
    mongoengine.disconnect()
