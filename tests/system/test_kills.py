"""Whoever dies in the middle, nothing is lost and nothing doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from people import Agent, Customer, eventually

from stack.stack import Stack

EVERYBODY = [
    "ingest-http",
    "ingest-worker",
    "ingest-api",
    "conversations-worker",
    "conversations-api",
    "routing-worker",
    "routing-api",
    "crm_bridge-worker",
    "crm_bridge-api",
    "notifier-worker",
    "notifier-api",
    "gateway-http",
    "rabbitmq",
    "mongo",
]

CALLS_PROVIDERS = ["ingest-worker"]


@pytest.mark.parametrize("process", EVERYBODY)
def test_killing_a_process_in_the_middle_loses_and_doubles_nothing(
    stack: Stack, ana: Agent, customer: Customer, process: str
) -> None:
    """
    At least once everywhere, effects once: what was written arrives, both ways.

    An answer whose call was cut off may be out or not: it says so (*unknown*)
    and is not repeated.
    """
    customer.write("antes")
    found = ana.arrived(customer.name)
    ana.send(found, "resposta antes")
    during = [f"durante {number}" for number in range(8)]

    with ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(customer.write, text) for text in during]
        writing[2].result()
        stack.kill(process)
        for each in writing:
            each.result()
    stack.restart(process)
    customer.write("depois")

    written = ["antes", "resposta antes", *during, "depois"]
    eventually(lambda: set(written) <= set(texts(ana, found["id"])))
    ana.send(found, "resposta depois")
    # An answer that died with its sender is taken up by the outbox's sweep.
    sent = {"resposta antes", "resposta depois"}
    eventually(lambda: sent <= {*customer.received(), *lost(ana, found["id"])})
    assert sorted(ana.texts(found["id"])) == sorted([*written, "resposta depois"])
    received = customer.received()
    assert len(received) == len(set(received))
    if process not in CALLS_PROVIDERS:
        assert set(received) == sent
    listed = ana.arrived(customer.name)
    assert (listed["id"], listed["inbound_count"]) == (found["id"], 2 + len(during))


@pytest.mark.parametrize(
    "process", ["conversations-worker", "routing-worker", "crm_bridge-worker"]
)
def test_a_conversation_that_opens_while_somebody_is_dead_is_finished_later(
    stack: Stack, ana: Agent, customer: Customer, process: str
) -> None:
    """INB-4, CRM-9: it is offered, has its contact, and can be claimed."""
    stack.kill(process)
    customer.write("Tem alguém aí?")
    stack.restart(process)

    found = ana.arrived(customer.name)
    eventually(lambda: ana.get(f"/conversations/{found['id']}")["contact"]["id"])
    eventually(lambda: ana.get(f"/conversations/{found['id']}")["assignment_version"])
    ana.do(f"/conversations/{found['id']}/claim")
    assert ana.sections_of(customer.name) == ["mine"]


def texts(agent: Agent, conversation_id: str) -> list[str]:
    """Return what was said; nothing while it cannot be read."""
    try:
        return agent.texts(conversation_id)
    except httpx.HTTPError:
        return []


def lost(agent: Agent, conversation_id: str) -> list[str]:
    """Return the answers of which nobody knows whether they went out."""
    with suppress(httpx.HTTPError):
        thread = agent.thread(conversation_id)
        return [m["text"] for m in thread if m["status"] == "unknown"]
    return []
