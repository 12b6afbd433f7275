"""
Servers for tests: `mongo_url` and `amqp_url`, as a pytest plugin.

    [pytest]
    addopts = -p servers
    pythonpath = … ../../tests ../../tools/stack

`make test` starts one broker and one database for all sessions and names them
in TEST_AMQP_URL and TEST_MONGO_URL; a session run by hand starts its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def mongo_url(_servers: dict[str, str]) -> str:
    """A database server that tests may fill; use a database name of your own."""
    return _servers["mongo"]


@pytest.fixture(scope="session")
def amqp_url(_servers: dict[str, str]) -> str:
    """A broker that tests may fill; use queue names of your own."""
    return _servers["amqp"]


@pytest.fixture(scope="session")
def _servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    if "TEST_MONGO_URL" in os.environ and "TEST_AMQP_URL" in os.environ:
        yield {
            "mongo": os.environ["TEST_MONGO_URL"],
            "amqp": os.environ["TEST_AMQP_URL"],
        }
        return
    from stack.private import Servers

    with Servers(tmp_path_factory.mktemp("servers")) as urls:
        yield urls
