"""What a person does on the page beyond writing, through the control API."""

from __future__ import annotations

import io
import json
import time

import av
import pytest
from conftest import QUICK, cloud_channel, until
from starlette.testclient import TestClient

from simulator import samples
from simulator.app import create
from simulator.settings import Settings

NUMBER, ANA = "227711004455001", "5511987654321"
CUSTOMER = f"/control/customers/{NUMBER}/{ANA}"
MODES = f"/control/channels/{NUMBER}/modes"
BEARER = {"authorization": "Bearer token"}


def send(simulator):
    body = {"messaging_product": "whatsapp", "to": ANA, "text": {"body": "Olá"}}
    return simulator.post(f"/v26.0/{NUMBER}/messages", json=body, headers=BEARER)


@pytest.mark.parametrize("name", samples.NAMES)
def test_every_sample_is_what_it_says(simulator, name):
    sample = samples.sample(name)

    answer = simulator.get(f"/control/samples/{name}")

    assert answer.content == sample.content
    if sample.kind in ("voice", "audio", "video"):
        with av.open(io.BytesIO(answer.content)) as file:
            assert file.duration > 0


def test_a_browsers_recording_becomes_a_voice_note(cloud, business):
    """ATT-2."""
    file = io.BytesIO()
    with av.open(io.BytesIO(samples.sample("voice").content), "r") as sound:
        with av.open(file, "w", format="webm") as output:
            stream = output.add_stream_from_template(sound.streams.audio[0])
            for packet in sound.demux(sound.streams.audio[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    output.mux(packet)

    path = f"/control/channels/{NUMBER}/media?file_name=voice.webm"
    kind = {"content-type": "audio/webm;codecs=opus"}
    kept = cloud.post(path, content=file.getvalue(), headers=kind).json()
    body = {"kind": "voice", "media_ids": [kept["media_id"]]}
    cloud.post(f"{CUSTOMER}/messages", json=body)

    value = json.loads(business.calls[0][2])["entry"][0]["changes"][0]["value"]
    audio = value["messages"][0]["audio"]
    assert (audio["mime_type"], audio["voice"]) == ("audio/ogg; codecs=opus", True)
    content = cloud.get(f"/control/media/{audio['id']}").content
    assert content.startswith(b"OggS")


def test_a_webhook_may_come_long_after_the_message(cloud, business):
    """WIN-1: the window counts from when they wrote."""
    yesterday = time.time() - 30 * 3600
    cloud.post(f"{CUSTOMER}/messages", json={"text": "Oi", "at": yesterday})

    assert send(cloud).status_code == 200

    calls = business.wait_for(2)
    message = json.loads(calls[0][2])["entry"][0]["changes"][0]["value"]["messages"][0]
    assert message["timestamp"] == str(int(yesterday))
    status = json.loads(calls[1][2])["entry"][0]["changes"][0]["value"]["statuses"][0]
    assert status["errors"][0]["code"] == 131047


@pytest.mark.parametrize(
    ("strangers", "last"),
    [pytest.param(False, "failed", id="shut"), pytest.param(True, "read", id="open")],
)
def test_whoever_never_wrote_gets_no_free_text_unless_told_so(cloud, strangers, last):
    """WIN-1."""
    cloud.patch(MODES, json={"strangers": strangers})

    send(cloud)

    until(lambda: cloud.get(CUSTOMER).json()["messages"][0]["status"] == last)


def test_a_customer_goes_on_under_a_new_number(cloud):
    """ID-4."""
    cloud.post(f"{CUSTOMER}/messages", json={"text": "Oi", "name": "Ana"})

    moved = cloud.post(f"{CUSTOMER}/number", json={"phone": "+5511900001111"}).json()

    assert moved["customer"]["key"] == f"{NUMBER}/5511900001111"
    assert cloud.get(CUSTOMER).status_code == 404
    thread = cloud.get(f"/control/customers/{NUMBER}/5511900001111").json()
    assert [each["kind"] for each in thread["messages"]] == ["text", "system"]


def test_opening_a_chat_that_is_not_there_makes_nobody(cloud):
    assert cloud.post(f"{CUSTOMER}/read").json() == {"read": 0}

    assert cloud.get("/control/customers").json() == {"items": []}


def test_an_account_without_a_webhook_exists_and_calls_nobody(simulator, business):
    """CHN-2: credentials can be checked before a channel is connected."""
    silent = cloud_channel(business) | {"webhook_url": ""}

    assert simulator.put("/control/channels", json=silent).status_code == 201
    known = simulator.get(f"/v26.0/{NUMBER}", headers=BEARER)
    written = simulator.post(f"{CUSTOMER}/messages", json={"text": "Oi"}).json()

    assert known.status_code == 200
    assert written["message"]["status"] == "refused"
    assert simulator.get("/control/counters").json()["total"]["webhooks_owed"] == 0
    assert business.calls == []


def test_a_template_that_is_held_waits_also_after_a_restart(business, tmp_path):
    settings = Settings(**QUICK, state=str(tmp_path / "state.jsonl"))
    path = f"/control/channels/{NUMBER}/templates"
    draft = {"name": "oi", "language": "pt_BR", "category": "UTILITY"}
    draft["components"] = [{"type": "BODY", "text": "Oi!"}]
    with TestClient(create(settings)) as first:
        first.put("/control/channels", json=cloud_channel(business))
        first.patch(MODES, json={"review": "hold"})
        url = "/v26.0/318200455667788/message_templates"
        first.post(url, json=draft, headers=BEARER)
        first.patch(MODES, json={"review": "approve"})

    with TestClient(create(settings)) as second:
        found = {t["name"]: t["status"] for t in second.get(path).json()["items"]}

    assert found == {"oi": "PENDING", "hello_world": "APPROVED"}


def test_files_are_there_after_a_restart(business, tmp_path):
    settings = Settings(**QUICK, state=str(tmp_path / "state.jsonl"))
    with TestClient(create(settings)) as first:
        first.put("/control/channels", json=cloud_channel(business))
        sent = first.post(f"{CUSTOMER}/messages", json={"kind": "image"}).json()
    media_id = sent["message"]["content"]["files"][0]["media_id"]

    with TestClient(create(settings)) as second:
        content = second.get(f"/control/media/{media_id}").content

    assert content == samples.sample("photo").content


def test_a_call_may_get_no_answer_at_all(cloud):
    """MSG-6: not accepted, and the caller is left waiting."""
    order = {"how": "timeout", "hold_seconds": 0.0}
    cloud.patch(MODES, json={"errors": [order]})

    answer = send(cloud)

    # One byte is promised and none is sent: a real server drops the connection.
    assert (answer.headers["content-length"], answer.content) == ("1", b"")
    assert cloud.get("/control/customers").json() == {"items": []}
    assert send(cloud).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "reason"),
    [
        pytest.param("messages", {"kind": "location"}, "BODY_INVALID", id="no-place"),
        pytest.param("messages", {"text": " "}, "BODY_INVALID", id="no-text"),
        pytest.param(
            "messages",
            {"kind": "image", "media_ids": ["sample:x"]},
            "MEDIA_UNKNOWN",
            id="no-sample",
        ),
        pytest.param("reactions", {"message_id": "x"}, "MESSAGE_UNKNOWN", id="react"),
        pytest.param("number", {"phone": "1"}, "BODY_INVALID", id="number"),
    ],
)
def test_what_can_not_be_done_is_told(cloud, path, body, reason):
    answer = cloud.post(f"{CUSTOMER}/{path}", json=body)

    assert answer.json()["reason"] == reason
