"""Fixtures that have to be torn down, and an app on fakes."""

from __future__ import annotations

import uuid

import mongoengine
import pytest
from builders import ACCOUNT, ANA, BIA, CAIO, PRIVATE, channel, user
from fakes import FakeHouse, FakeLedger, FakeMails, FakeOpenings, FakePost

from chassis import mongo
from chassis.testing import NOON, FakeClock
from notifier.app import App
from notifier.store.collections import prepare


@pytest.fixture
def house():
    """Ana, Bia and Caio, a shared channel, and a private one of Ana's."""
    found = FakeHouse()
    settle(found)
    return found


def settle(roster):
    for user_id in (ANA, BIA, CAIO):
        roster.note_user(user(user_id), at=NOON)
    roster.note_channel(channel(), at=NOON)
    private = channel(PRIVATE, shared=False, installer_id=ANA)
    roster.note_channel(private, at=NOON)


@pytest.fixture
def app(house):
    openings, mails = FakeOpenings(), FakeMails()
    return App(
        audiences=house,
        roster=house,
        switches=house,
        openings=openings,
        ledger=FakeLedger(openings, mails),
        mails=mails,
        post=FakePost(),
        clock=FakeClock(),
    )


@pytest.fixture
def save(app):
    """Save preferences of users: `save(ana=prefer("mine.desktop"))`."""

    def saving(**wanted):
        for user_id, preferences in wanted.items():
            app.switches.save(ACCOUNT, user_id, preferences)

    return saving


@pytest.fixture(scope="session")
def database(mongo_url):
    """A database of this run's own."""
    name = f"test_notifier_{uuid.uuid4().hex[:8]}"
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
