"""One real stack for all system tests: broker, database, six services, demo."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from people import Agent, Customer
from stack.stack import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole of Recado on free ports, with its demo account."""
    with Stack(
        state_dir=tmp_path_factory.mktemp("stack"), ports="free", demo=True
    ) as running:
        yield running


@pytest.fixture(scope="session")
def demo(stack: Stack) -> dict[str, Any]:
    """What `make run` writes for programs."""
    return json.loads((Path(stack.state_dir) / "demo.json").read_text())


@pytest.fixture(scope="session")
def agents(demo: dict[str, Any]) -> dict[str, Agent]:
    """Everybody of the demo by first name, signed in."""
    return {
        user["email"].partition("@")[0]: Agent(demo["gateway"]["url"], user)
        for user in demo["users"]
    }


@pytest.fixture
def ana(agents: dict[str, Agent]) -> Agent:
    return agents["ana"]


@pytest.fixture
def bruno(agents: dict[str, Agent]) -> Agent:
    return agents["bruno"]


@pytest.fixture
def channel(demo: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """The demo's channel of the kind that the test is parametrised with."""
    kind = getattr(request, "param", "whatsapp_cloud")
    [found] = [c for c in demo["channels"] if c["kind"] == kind]
    return found


@pytest.fixture
def customer(demo: dict[str, Any], channel: dict[str, Any]) -> Customer:
    """Somebody new, with a phone of their own, on *channel*."""
    return make_customer(demo, channel)


def make_customer(demo: dict[str, Any], channel: dict[str, Any]) -> Customer:
    number = uuid.uuid4().int % 10**8
    simulated = channel.get("phone_number_id") or channel["sender"].removeprefix(
        "whatsapp:+"
    )
    return Customer(
        demo["simulator"]["url"],
        simulated,
        f"55119{number:08d}",
        f"Cliente {number:08d}",
    )
