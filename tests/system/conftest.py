"""One real stack for all system tests: broker, database, six services, demo."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from people import Agent, Customer, Phone, Visitor

from stack.stack import Stack

Newcomer = Callable[[str], Customer]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole of Recado on free ports, with its demo account."""
    folder = tmp_path_factory.mktemp("stack")
    # Servers of other tests are no business of this one: it kills its own.
    environ: dict[str, str] = {}
    with Stack(state_dir=folder, ports="free", demo=True, environ=environ) as running:
        yield running


@pytest.fixture(scope="session")
def demo(stack: Stack) -> dict[str, Any]:
    """What `make run` writes for programs."""
    return json.loads((Path(stack.state_dir) / "demo.json").read_text())


@pytest.fixture(scope="session")
def simulator(demo: dict[str, Any]) -> Iterator[httpx.Client]:
    """The control API of the providers and their customers."""
    url = demo["simulator"]["url"]
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def agents(demo: dict[str, Any]) -> Iterator[dict[str, Agent]]:
    """Everybody of the demo by first name, signed in."""
    with ExitStack() as leaving:
        yield {
            user["email"].partition("@")[0]: leaving.enter_context(
                Agent(demo["gateway"]["url"], user)
            )
            for user in demo["users"]
        }


@pytest.fixture
def ana(agents: dict[str, Agent]) -> Agent:
    """An attendant."""
    return agents["ana"]


@pytest.fixture
def bruno(agents: dict[str, Agent]) -> Agent:
    """Another attendant."""
    return agents["bruno"]


@pytest.fixture(scope="session")
def channels(demo: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The demo's channels by kind."""
    return {channel["kind"]: channel for channel in demo["channels"]}


@pytest.fixture
def newcomer(
    demo: dict[str, Any], simulator: httpx.Client, channels: dict[str, dict[str, Any]]
) -> Iterator[Newcomer]:
    """Makes somebody who has never written, on a kind of channel."""
    with ExitStack() as leaving:

        def new(kind: str) -> Customer:
            number = uuid.uuid4().int % 10**8
            name = f"Cliente {number:08d}"
            if kind == "webchat":
                visitor = Visitor(demo["ingest"]["url"], channels[kind], name)
                return leaving.enter_context(visitor)
            return Phone(simulator, channels[kind], f"55119{number:08d}", name)

        yield new


@pytest.fixture
def customer(newcomer: Newcomer) -> Customer:
    """Somebody new on WhatsApp."""
    return newcomer("whatsapp_cloud")
