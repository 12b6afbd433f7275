"""Who is told of what, and how often: through the page's stream and by e-mail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from conftest import Newcomer
from kombu import Connection, Exchange, Queue
from people import Agent, eventually

from stack.stack import Stack

TRIGGERS = ("mine", "others", "unassigned", "assigned")

GREETING = "Oi"


def switches(*on: tuple[str, str]) -> dict[str, dict[str, bool]]:
    """Return all eight switches, with those named *on*."""
    return {
        trigger: {way: (trigger, way) in on for way in ("desktop", "email")}
        for trigger in TRIGGERS
    }


@pytest.fixture
def diego(agents: dict[str, Agent]) -> Iterator[Agent]:
    """An attendant who wants a mail when given a conversation, and nothing else."""
    before = agents["diego"].get("/me/notifications")
    wanted = switches(("assigned", "email"))
    agents["diego"].do("/me/notifications", wanted, "PUT")
    yield agents["diego"]
    agents["diego"].do("/me/notifications", before, "PUT")


@pytest.fixture
def carla(agents: dict[str, Agent]) -> Iterator[Agent]:
    """An attendant who wants to be told of everything on the desktop."""
    before = agents["carla"].get("/me/notifications")
    wanted = switches(*((trigger, "desktop") for trigger in TRIGGERS))
    agents["carla"].do("/me/notifications", wanted, "PUT")
    yield agents["carla"]
    agents["carla"].do("/me/notifications", before, "PUT")


@contextmanager
def following(agent: Agent) -> Iterator[Iterator[tuple[str, Any]]]:
    """Open the agent's live stream; yields its events as they come."""
    with agent.http.stream("GET", "/api/v1/events") as stream:
        events = _events(stream)
        assert any(name == "ready" for name, _ in events)
        yield events


def _events(stream: httpx.Response) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in stream.iter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def notified(events: Iterator[tuple[str, Any]], until: str) -> list[tuple[str, str]]:
    """
    Return (trigger, preview) of what is notified up to *until* being a preview.

    What opened the conversations beforehand, the `GREETING`, may still be on
    its way and is left out.
    """
    found = []
    for name, data in events:
        if name == "notification" and data["preview"] != GREETING:
            found.append((data["trigger"], data["preview"]))
            if data["preview"] == until:
                break
    return found


def mails(simulator: httpx.Client, agent: Agent) -> list[str]:
    """Return the subjects of all mails to *agent*, oldest first."""
    items = simulator.get("/control/mail", params={"to": agent.email}).json()["items"]
    return [mail["subject"] for mail in reversed(items)]


def test_with_only_d_by_email_on_four_triggers_make_one_mail(
    ana: Agent,
    bruno: Agent,
    carla: Agent,
    diego: Agent,
    newcomer: Newcomer,
    simulator: httpx.Client,
) -> None:
    """NTF-1 to NTF-5: exactly one mail, and nothing on the desktop."""
    mine, others, fresh = (newcomer("whatsapp_cloud") for _ in range(3))
    for customer, owner in ((mine, diego), (others, bruno)):
        customer.write(GREETING)
        found = owner.arrived(customer.name)
        owner.do(f"/conversations/{found['id']}/claim")
    before = mails(simulator, diego)

    with following(diego) as to_diego, following(carla) as to_carla:
        mine.write("um")
        others.write("dois")
        fresh.write("três")
        assert sorted(notified(to_carla, "três")) == [
            ("others", "dois"),
            ("others", "um"),
            ("unassigned", "três"),
        ]
        given = ana.arrived(fresh.name)
        ana.do(f"/conversations/{given['id']}/assign", {"user_id": diego.id})
        eventually(lambda: len(mails(simulator, diego)) > len(before))
        ana.do(f"/conversations/{given['id']}/close")
        heard = []
        for name, data in to_diego:
            heard.append(name)
            if name == "conversation_closed":
                assert data["conversation"]["id"] == given["id"]
                break

    assert "notification" not in heard
    [mail] = mails(simulator, diego)[len(before) :]
    assert fresh.name in mail


def test_an_assignment_that_is_delivered_again_is_one_mail(
    stack: Stack,
    ana: Agent,
    diego: Agent,
    newcomer: Newcomer,
    simulator: httpx.Client,
) -> None:
    """NTF-1, NTF-12: one mail, however often the bus brings the event."""
    twice, once = newcomer("whatsapp_cloud"), newcomer("whatsapp_cloud")
    for customer in (twice, once):
        customer.write(GREETING)
    found = [ana.arrived(customer.name) for customer in (twice, once)]
    before = mails(simulator, diego)

    with Connection(stack.urls["amqp"]) as connection:
        exchange = Exchange("routing.events", "topic", durable=True)
        key = "conversation_assigned"
        tap = Queue("", exchange, key, exclusive=True)(connection.channel())
        tap.declare()
        ana.do(f"/conversations/{found[0]['id']}/assign", {"user_id": diego.id})
        event = eventually(lambda: tap.get(no_ack=True), lambda got: got is not None)
        eventually(lambda: len(mails(simulator, diego)) > len(before))
        producer = connection.Producer()
        for _ in range(3):
            producer.publish(
                event.body,
                exchange=exchange,
                routing_key=key,
                headers=event.headers,
                content_type=event.content_type,
                content_encoding=event.content_encoding,
            )
    ana.do(f"/conversations/{found[1]['id']}/assign", {"user_id": diego.id})
    eventually(lambda: any(once.name in mail for mail in mails(simulator, diego)))

    came = mails(simulator, diego)[len(before) :]
    assert [twice.name in mail for mail in came] == [True, False]
