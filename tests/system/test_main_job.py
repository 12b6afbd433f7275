"""The main job by the API: a customer writes, an agent answers."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from conftest import Newcomer
from people import Agent, Customer, eventually, reply

HELLO = "Oi, tudo bem? 👩🏽‍💻 olá"


@pytest.mark.parametrize("kind", ["whatsapp_cloud", "whatsapp_twilio", "webchat"])
def test_a_customer_writes_and_an_agent_answers(
    ana: Agent, bruno: Agent, newcomer: Newcomer, kind: str
) -> None:
    """INB-3, INB-4, ASG-2, MSG-1, MSG-2, LIF-1, LIF-2, LIF-5, LIF-6: the whole job."""
    customer = newcomer(kind)
    customer.write(HELLO)
    found = ana.arrived(customer.name)
    assert bruno.arrived(customer.name)["id"] == found["id"]
    assert found["channel"]["kind"] == kind
    assert found["unread"] == 1
    assert ana.texts(found["id"]) == [HELLO]

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
    again = ana.arrived(customer.name, "mine")
    assert again["id"] == found["id"]
    assert bruno.sections_of(customer.name) == ["others"]
    assert ana.texts(found["id"]) == [HELLO, sent["text"], "Mais uma coisa…"]
    assert customer.received() == [sent["text"]]


def test_of_twenty_who_claim_at_once_one_wins(
    agents: dict[str, Agent], customer: Customer
) -> None:
    """ASG-5: exactly one wins, and the others are told who did."""
    customer.write("Alguém?")
    found = agents["ana"].arrived(customer.name)
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
    assert agents["ana"].get(f"/conversations/{found['id']}")["assignee_id"] in winners


@contextmanager
def misbehaving(
    simulator: httpx.Client, channel: dict[str, Any], **modes: Any
) -> Iterator[None]:
    """The provider does as *modes* say, until the end."""
    path = f"/control/channels/{channel['phone_number_id']}/modes"
    simulator.patch(path, json=modes).raise_for_status()
    try:
        yield
    finally:
        usual = {name: type(value)() for name, value in modes.items()}
        simulator.patch(path, json=usual).raise_for_status()


def test_the_same_webhook_many_times_at_once_is_one_message(
    ana: Agent,
    customer: Customer,
    simulator: httpx.Client,
    channels: dict[str, dict[str, Any]],
) -> None:
    """MSG-3, CHN-6: redelivery, in parallel and in any order, changes nothing."""
    texts = [f"número {number}" for number in range(4)]
    with misbehaving(simulator, channels["whatsapp_cloud"], duplicates=9, shuffle=True):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(customer.write, texts))
        found = ana.arrived(customer.name)
        eventually(lambda: len(ana.texts(found["id"])) >= len(texts))
    # All copies were sent before this one: none is still to come after it.
    customer.write("último")
    eventually(lambda: "último" in ana.texts(found["id"]))

    assert sorted(ana.texts(found["id"])) == [*texts, "último"]
    assert ana.arrived(customer.name)["unread"] == len(texts) + 1


def test_a_forged_webhook_is_refused_and_leaves_nothing(
    agents: dict[str, Agent], channels: dict[str, dict[str, Any]]
) -> None:
    """CHN-6: forged or missing signature, nothing stored, not even in the ledger."""
    admin = agents["admin"]
    before = admin.get("/counts"), admin.get("/ledger")["items"]
    body = b'{"object":"whatsapp_business_account","entry":[]}'
    cloud, twilio = channels["whatsapp_cloud"], channels["whatsapp_twilio"]
    for channel, headers in (
        (cloud, {}),
        (cloud, {"X-Hub-Signature-256": "sha256=" + "0" * 64}),
        (cloud, {"X-Hub-Signature-256": "nonsense"}),
        (twilio, {}),
        (twilio, {"X-Twilio-Signature": "bm9uc2Vuc2U="}),
    ):
        answer = httpx.post(
            channel["webhook_url"], content=body, headers=headers, trust_env=False
        )
        assert answer.status_code in (401, 403)

    assert (admin.get("/counts"), admin.get("/ledger")["items"]) == before


def test_a_reply_that_the_customer_overtook_is_held(
    ana: Agent, customer: Customer
) -> None:
    """The stale-reply guard: the change is named, and nothing is sent."""
    customer.write("Quero dois")
    found = ana.arrived(customer.name)
    path = f"/conversations/{found['id']}/messages"
    customer.write("Não, três!")
    eventually(lambda: len(ana.texts(found["id"])) == 2)
    message = reply("Dois, certo.", found["last_inbound_sequence"])

    held = ana.ask(path, message)

    assert (held.status_code, held.json()["reason"]) == (409, "STALE_REPLY")
    newest = ana.get(f"/conversations/{found['id']}")["last_inbound_sequence"]
    ana.do(path, message | {"seen_sequence": newest})
    eventually(customer.received)
    assert customer.received() == ["Dois, certo."]
    assert ana.texts(found["id"])[2:] == ["Dois, certo."]


def test_sending_often_with_one_request_id_sends_once(
    ana: Agent, customer: Customer
) -> None:
    """MSG-1: the provider gets it once, however often the page asks, and at once."""
    customer.write("Oi")
    found = ana.arrived(customer.name)
    message = reply("Uma vez só", found["last_inbound_sequence"])
    path = f"/conversations/{found['id']}/messages"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ana.do(path, message), range(8)))
    ana.send(found, "E agora outra")

    assert len({answer["message"]["id"] for answer in answers}) == 1
    eventually(lambda: "E agora outra" in customer.received())
    assert customer.received() == ["Uma vez só", "E agora outra"]


def test_an_unavailable_agent_is_given_nothing(
    agents: dict[str, Agent], customer: Customer
) -> None:
    """AVL-1, AVL-3, AVL-4: not by others, not by herself; what she has stays."""
    ana, carla = agents["ana"], agents["carla"]
    customer.write("Oi")
    found = ana.arrived(customer.name)
    path = f"/conversations/{found['id']}"
    carla.do("/me/availability", {"available": False}, "PUT")
    try:
        by_other = ana.ask(f"{path}/assign", {"user_id": carla.id})
        by_self = carla.ask(f"{path}/claim")
        assert by_other.json()["reason"] == "ATTENDANT_UNAVAILABLE"
        assert by_self.json()["reason"] == "ATTENDANT_UNAVAILABLE"
        assert ana.sections_of(customer.name) == ["unassigned"]
    finally:
        carla.do("/me/availability", {"available": True}, "PUT")

    ana.do(f"{path}/assign", {"user_id": carla.id})
    carla.do("/me/availability", {"available": False}, "PUT")
    try:
        assert carla.sections_of(customer.name) == ["mine"]
    finally:
        carla.do("/me/availability", {"available": True}, "PUT")
