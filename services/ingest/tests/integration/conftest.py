"""The processes, once for all tests that need them."""

from __future__ import annotations

import uuid

import pymongo
import pytest
from processes import Ear, Processes, Provider

from ingest.domain.channels import Kind


@pytest.fixture(scope="session")
def provider():
    found = Provider()
    yield found
    found.close()


@pytest.fixture(scope="session")
def processes(tmp_path_factory, amqp_url, mongo_url, provider):
    name = f"test_ingest_{uuid.uuid4().hex[:8]}"
    found = Processes(
        tmp_path_factory.mktemp("ingest"),
        amqp_url=amqp_url,
        mongo_url=mongo_url,
        name=name,
    )
    try:
        for side in ("api", "worker", "http"):
            found.start(side)
        found.channels = {
            kind: found.connect(kind, name=kind.value, api_base_url=provider.url)
            for kind in (Kind.WHATSAPP_CLOUD, Kind.WHATSAPP_TWILIO, Kind.WEBCHAT)
        }
        found.ready()
        yield found
    finally:
        found.close()
        with pymongo.MongoClient(mongo_url) as client:
            client.drop_database(name)


@pytest.fixture
def ear(processes):
    found = Ear(processes.amqp_url)
    yield found
    found.close()
