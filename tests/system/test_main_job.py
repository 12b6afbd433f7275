"""The main job by the API: a customer writes, an agent answers."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from conftest import make_customer
from people import Agent, Customer, eventually

BOTH_WHATSAPPS = pytest.mark.parametrize(
    "channel", ["whatsapp_cloud", "whatsapp_twilio"], indirect=True
)


@BOTH_WHATSAPPS
def test_a_customer_writes_and_an_agent_answers(
    ana: Agent, bruno: Agent, customer: Customer
) -> None:
    """INB-3, INB-4, ASG-2, MSG-1, MSG-2, LIF-1, LIF-2, LIF-5, LIF-6: the whole job."""
    customer.write("Oi, tudo bem? 👩🏽‍💻 olá")
    found = eventually(lambda: ana.find("unassigned", customer.name))
    assert bruno.find("unassigned", customer.name)["id"] == found["id"]
    assert found["unread"] == 1
    assert [m["text"] for m in ana.thread(found["id"])] == ["Oi, tudo bem? 👩🏽‍💻 olá"]

    claimed = ana.do(f"/conversations/{found['id']}/claim")
    assert claimed["assignee_id"] == ana.id
    assert ana.sections_of(customer.name) == ["mine"]
    assert bruno.sections_of(customer.name) == ["others"]

    sent = ana.send(found, "Tudo ótimo! Em que posso ajudar?")
    eventually(lambda: customer.received() == ["Tudo ótimo! Em que posso ajudar?"])
    customer.read()
    eventually(
        lambda: {m["id"]: m["status"] for m in ana.thread(found["id"])}[sent["id"]],
        lambda status: status == "read",
    )

    ana.do(f"/conversations/{found['id']}/close")
    assert ana.sections_of(customer.name) == ["closed"]
    assert bruno.sections_of(customer.name) == ["closed"]

    customer.write("Mais uma coisa…")
    again = eventually(lambda: ana.find("mine", customer.name))
    assert again["id"] == found["id"]
    assert bruno.sections_of(customer.name) == ["others"]
    assert customer.received() == ["Tudo ótimo! Em que posso ajudar?"]


def test_of_twenty_who_claim_at_once_one_wins(
    agents: dict[str, Agent], customer: Customer, demo: dict[str, Any]
) -> None:
    """ASG-5: exactly one wins, and the others are told who did."""
    customer.write("Alguém?")
    ana = agents["ana"]
    found = eventually(lambda: ana.find("unassigned", customer.name))
    people = [agents[name] for name in ("ana", "bruno", "carla", "diego")] * 5

    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(
                lambda a: (a.id, a.ask(f"/conversations/{found['id']}/claim")), people
            )
        )

    winners = {who for who, answer in answers if answer.is_success}
    assert len(winners) == 1
    refusals = [answer.json() for _, answer in answers if not answer.is_success]
    assert {r["reason"] for r in refusals} == {"ALREADY_ASSIGNED"}
    assert {r["assignee_id"] for r in refusals} == winners


def test_the_same_webhook_many_times_at_once_is_one_message(
    ana: Agent, customer: Customer, demo: dict[str, Any], channel: dict[str, Any]
) -> None:
    """MSG-3, CHN-6: redelivery, in parallel, changes nothing."""
    simulator = httpx.Client(base_url=demo["simulator"]["url"], timeout=30)
    modes = f"/control/channels/{channel['phone_number_id']}/modes"
    simulator.patch(modes, json={"duplicates": 9, "shuffle": True}).raise_for_status()
    try:
        for number in range(3):
            customer.write(f"número {number}")
        found = eventually(lambda: ana.find("unassigned", customer.name))
        eventually(lambda: len(ana.thread(found["id"])) >= 3)
    finally:
        simulator.patch(
            modes, json={"duplicates": 0, "shuffle": False}
        ).raise_for_status()
    customer.write("último")
    texts = eventually(
        lambda: [m["text"] for m in ana.thread(found["id"])], lambda t: "último" in t
    )

    assert sorted(texts) == ["número 0", "número 1", "número 2", "último"]
    assert ana.find("unassigned", customer.name)["unread"] == 4


def test_a_forged_webhook_is_refused_and_leaves_nothing(
    ana: Agent, channel: dict[str, Any]
) -> None:
    """CHN-6: forged or missing signature, nothing stored."""
    before = ana.get("/counts")
    body = b'{"object":"whatsapp_business_account","entry":[]}'
    for headers in (
        {},
        {"X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-Hub-Signature-256": "nonsense"},
    ):
        answer = httpx.post(channel["webhook_url"], content=body, headers=headers)
        assert answer.status_code in (401, 403)

    assert ana.get("/counts") == before


def test_a_reply_that_the_customer_overtook_is_held(
    ana: Agent, customer: Customer
) -> None:
    """The stale-reply guard: the change is named, and nothing is sent."""
    customer.write("Quero dois")
    found = eventually(lambda: ana.find("unassigned", customer.name))
    ana.do(f"/conversations/{found['id']}/claim")
    customer.write("Não, três!")
    eventually(lambda: len(ana.thread(found["id"])) == 2)
    message = {
        "kind": "text",
        "text": "Dois, certo.",
        "request_id": str(uuid.uuid4()),
        "seen_sequence": found["last_inbound_sequence"],
    }

    held = ana.ask(f"/conversations/{found['id']}/messages", message)

    assert held.status_code == 409
    assert held.json()["reason"] == "STALE_REPLY"
    assert customer.received() == []
    newest = ana.get(f"/conversations/{found['id']}")["last_inbound_sequence"]
    ana.do(
        f"/conversations/{found['id']}/messages", message | {"seen_sequence": newest}
    )
    eventually(lambda: customer.received() == ["Dois, certo."])


def test_sending_twice_with_one_request_id_sends_once(
    ana: Agent, customer: Customer
) -> None:
    """MSG-1: the provider gets it once, however often the agent's page asks."""
    customer.write("Oi")
    found = eventually(lambda: ana.find("unassigned", customer.name))
    message = {
        "kind": "text",
        "text": "Uma vez só",
        "request_id": str(uuid.uuid4()),
        "seen_sequence": found["last_inbound_sequence"],
    }

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda _: ana.do(f"/conversations/{found['id']}/messages", message),
                range(8),
            )
        )

    assert len({a["message"]["id"] for a in answers}) == 1
    eventually(lambda: customer.received() == ["Uma vez só"])


def test_an_unavailable_agent_is_given_nothing(
    agents: dict[str, Agent], customer: Customer
) -> None:
    """AVL-1, AVL-3, AVL-4: not by others, not by herself; what she has stays."""
    ana, carla = agents["ana"], agents["carla"]
    customer.write("Oi")
    found = eventually(lambda: ana.find("unassigned", customer.name))
    carla.do("/me/availability", {"available": False}, "PUT")
    try:
        by_other = ana.ask(
            f"/conversations/{found['id']}/assign", {"user_id": carla.id}
        )
        by_self = carla.ask(f"/conversations/{found['id']}/claim")
    finally:
        carla.do("/me/availability", {"available": True}, "PUT")

    assert by_other.json()["reason"] == "ATTENDANT_UNAVAILABLE"
    assert by_self.json()["reason"] == "ATTENDANT_UNAVAILABLE"
    assert ana.sections_of(customer.name) == ["unassigned"]


@pytest.mark.parametrize(
    "process",
    [
        "ingest-http",
        "ingest-worker",
        "conversations-worker",
        "conversations-api",
        "routing-worker",
        "crm_bridge-worker",
        "notifier-worker",
        "gateway-http",
        "rabbitmq",
        "mongo",
    ],
)
def test_killing_a_process_in_the_middle_loses_and_doubles_nothing(
    stack: Any, demo: dict[str, Any], agents: dict[str, Agent], process: str
) -> None:
    """DESIGN 3: at least once everywhere, effects once, whoever dies."""
    [channel] = [c for c in demo["channels"] if c["kind"] == "whatsapp_cloud"]
    customer, ana = make_customer(demo, channel), agents["ana"]
    customer.write("antes")

    stack.kill(process)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(customer.write, [f"durante {n}" for n in range(4)]))
    stack.restart(process)
    customer.write("depois")

    wanted = {"antes", "depois", *(f"durante {n}" for n in range(4))}

    def texts() -> list[str]:
        try:
            found = ana.find("unassigned", customer.name)
            return [m["text"] for m in ana.thread(found["id"])] if found else []
        except httpx.HTTPError:
            return []

    seen = eventually(texts, lambda found: wanted <= set(found))
    assert sorted(seen) == sorted(wanted)
