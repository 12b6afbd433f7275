"""WhatsApp Cloud's side, over HTTP."""

from __future__ import annotations

import json
import time

import httpx
import pytest
from conftest import cloud_channel
from starlette.testclient import TestClient

from simulator import signing

SEND = "/v26.0/227711004455001/messages"
BEARER = {"authorization": "Bearer token"}
ANA = "/control/customers/227711004455001/5511987654321"


def text(**more):
    return {
        "messaging_product": "whatsapp",
        "to": "+5511987654321",
        "type": "text",
        "text": {"body": "Olá!"},
        **more,
    }


@pytest.fixture
def written(cloud):
    """A number that Ana wrote to a moment ago, so that it may answer her."""
    cloud.put(ANA, json={"wrote_at": time.time()})
    return cloud


def modes(client: TestClient, **what):
    answer = client.patch("/control/channels/227711004455001/modes", json=what)
    assert answer.status_code == 200, answer.text


def statuses(business, count):
    found = []
    for _, _, body in business.wait_for(count):
        value = json.loads(body)["entry"][0]["changes"][0]["value"]
        found += value.get("statuses", [])
    return found


def test_a_customers_message_arrives_signed_and_escaped(cloud, business):
    """CHN-6."""
    answer = cloud.post(f"{ANA}/messages", json={"text": "Oi, ação", "name": "Ana"})

    assert answer.status_code == 201
    assert answer.json()["webhook"]["accepted"]
    ((path, headers, body),) = business.calls
    assert path == "/webhooks/meta/app"
    assert headers["x-hub-signature-256"] == signing.meta_signature("secret", body)
    assert b"a\\u00e7\\u00e3o" in body
    value = json.loads(body)["entry"][0]["changes"][0]["value"]
    assert value["metadata"]["phone_number_id"] == "227711004455001"
    assert value["messages"][0]["id"] == answer.json()["message"]["id"]
    assert value["messages"][0]["text"] == {"body": "Oi, ação"}
    assert value["contacts"][0]["wa_id"] == "5511987654321"


def test_a_channel_is_registered_only_once_its_webhook_echoes_the_challenge(
    simulator, business
):
    business.verify_token = "another"

    refused = simulator.put("/control/channels", json=cloud_channel(business))

    assert refused.status_code == 409
    assert refused.json()["reason"] == "HANDSHAKE_FAILED"
    assert simulator.get("/control/channels").json() == {"items": []}


def test_an_agents_message_is_sent_delivered_and_read(written, business):
    """MSG-2: each status carries the sender's own mark back."""
    answer = written.post(
        SEND, json=text(biz_opaque_callback_data="ms_1"), headers=BEARER
    )

    assert answer.status_code == 200
    assert answer.json()["contacts"] == [
        {"input": "+5511987654321", "wa_id": "5511987654321"}
    ]
    found = statuses(business, 3)
    assert [each["status"] for each in found] == ["sent", "delivered", "read"]
    assert {each["id"] for each in found} == {answer.json()["messages"][0]["id"]}
    assert {each["biz_opaque_callback_data"] for each in found} == {"ms_1"}


def test_the_customer_sees_the_agents_message(cloud):
    cloud.post(SEND, json=text(), headers=BEARER)

    shown = cloud.get(ANA).json()["messages"]

    assert [(each["direction"], each["text"]) for each in shown] == [("out", "Olá!")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({}, 100, id="no-product"),
        pytest.param(text(to=""), 131008, id="no-recipient"),
        pytest.param(text(to="abc"), 131009, id="no-phone"),
        pytest.param(text(type="hologram"), 131051, id="unknown-type"),
        pytest.param(text(text={}), 131008, id="no-text"),
        pytest.param(text(text={"body": "x" * 4097}), 100, id="too-long"),
        pytest.param(text(to="551140028922"), 131021, id="to-itself"),
        pytest.param([], 100, id="no-object"),
    ],
)
def test_a_wrong_request_gets_the_documented_error(cloud, body, code):
    answer = cloud.post(SEND, json=body, headers=BEARER)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code


def test_a_wrong_token_is_refused(cloud):
    answer = cloud.post(SEND, json=text(), headers={"authorization": "Bearer no"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


def test_an_unknown_number_is_refused(cloud):
    answer = cloud.post("/v26.0/1/messages", json=text(), headers=BEARER)

    assert answer.json()["error"]["error_subcode"] == 33


def test_an_ordered_error_meets_the_next_sends_only(cloud):
    """CHN-5."""
    modes(cloud, errors=[{"code": 130429, "times": 2}])

    codes = [
        cloud.post(SEND, json=text(), headers=BEARER).status_code for _ in range(3)
    ]

    assert codes == [429, 429, 200]


def test_an_error_that_comes_late_comes_as_a_status(written, business):
    """MSG-6."""
    modes(written, errors=[{"code": 131026}])

    assert written.post(SEND, json=text(), headers=BEARER).status_code == 200

    (failed,) = statuses(business, 1)
    assert failed["status"] == "failed"
    assert failed["errors"][0]["code"] == 131026
    assert "recipient_user_id" not in failed


def test_free_text_after_24_hours_fails(cloud, business):
    cloud.put(ANA, json={"wrote_at": 1.0})

    cloud.post(SEND, json=text(), headers=BEARER)

    assert statuses(business, 1)[0]["errors"][0]["code"] == 131047


def test_a_flapping_provider_takes_every_second_call(cloud):
    modes(cloud, answering="flapping")

    codes = [
        cloud.post(SEND, json=text(), headers=BEARER).status_code for _ in range(4)
    ]

    assert codes == [503, 200, 503, 200]


def test_a_webhook_is_repeated_until_it_is_accepted(cloud, business):
    """CHN-6: the same bytes again."""
    business.answers = [503, 500]

    answer = cloud.post(f"{ANA}/messages", json={"text": "Oi"})

    assert not answer.json()["webhook"]["accepted"]
    bodies = {body for _, _, body in business.wait_for(3)}
    assert len(bodies) == 1


def test_duplicates_are_the_same_webhook_again(cloud, business):
    modes(cloud, duplicates=2)

    cloud.post(f"{ANA}/messages", json={"text": "Oi"})

    assert len({body for _, _, body in business.wait_for(3)}) == 1


def test_a_read_receipt_shows_on_the_customers_phone(cloud):
    written = cloud.post(f"{ANA}/messages", json={"text": "Oi"}).json()["message"]
    receipt = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": written["id"],
        "typing_indicator": {"type": "text"},
    }

    assert cloud.post(SEND, json=receipt, headers=BEARER).json() == {"success": True}

    thread = cloud.get(ANA).json()
    assert thread["messages"][0]["status"] == "read"
    assert thread["customer"]["typing_until"] > 0


def test_statuses_may_be_set_by_hand_and_never_go_back(written, business):
    modes(written, automatic_statuses=False)
    sent = written.post(SEND, json=text(), headers=BEARER).json()["messages"][0]["id"]
    status = f"/control/messages/{sent}/status"

    assert written.post(status, json={"status": "read"}).status_code == 200
    assert (
        written.post(status, json={"status": "delivered"}).json()["reason"]
        == "STATUS_BEHIND"
    )
    assert [each["status"] for each in statuses(business, 1)] == ["read"]


def test_templates_are_listed(cloud):
    answer = cloud.get("/v26.0/318200455667788/message_templates", headers=BEARER)

    assert {each["status"] for each in answer.json()["data"]} == {"APPROVED"}


def test_the_counts_agree(cloud, business):
    cloud.post(f"{ANA}/messages", json={"text": "Oi"})
    cloud.post(SEND, json=text(), headers=BEARER)
    business.wait_for(4)

    def settled():
        return cloud.get("/control/counters").json()["total"]

    while settled()["statuses_accepted"] < 3:
        pass
    total = settled()
    assert total["customer_messages"] == total["customer_messages_accepted"] == 1
    assert total["agent_messages"] == 1
    assert total["statuses"] == total["statuses_accepted"] == 3
    assert total["webhooks_owed"] == 0


def test_a_call_is_kept_without_its_token(cloud):
    cloud.post(SEND, json=text(), headers=BEARER)

    shown = httpx.Response(200, content=cloud.get("/control/calls").content).text

    assert "Olá!" in shown
    assert "Bearer" not in shown


def test_a_message_id_may_hold_a_slash(written, business, monkeypatch):
    """WhatsApp's ids are base 64."""
    monkeypatch.setattr(
        "simulator.whatsapp_cloud.secrets.token_bytes", lambda n: b"\xff" * n
    )
    modes(written, automatic_statuses=False)
    sent = written.post(SEND, json=text(), headers=BEARER).json()["messages"][0]["id"]
    assert "/" in sent

    answer = written.post(f"/control/messages/{sent}/status", json={"status": "read"})

    assert answer.status_code == 200
