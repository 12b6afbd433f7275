"""What a business sends over WhatsApp Cloud, partly with pywa, a client of its own."""

from __future__ import annotations

import json
import time

import httpx
import pytest
from conftest import until
from pywa import WhatsApp
from pywa.errors import WhatsAppError
from pywa.types import Button, Contact
from shapes import differences

from simulator import samples

NUMBER, ANA = "227711004455001", "5511987654321"
SEND = f"/v26.0/{NUMBER}/messages"
MODES = f"/control/channels/{NUMBER}/modes"
BEARER = {"authorization": "Bearer token"}
CUSTOMER = f"/control/customers/{NUMBER}/{ANA}"
PNG = samples.sample("screenshot").content


@pytest.fixture
def number(cloud):
    """A number that Ana wrote to a moment ago, so that it may answer her."""
    cloud.put(CUSTOMER, json={"name": "Ana", "wrote_at": time.time()})
    return cloud


@pytest.fixture
def client(number):
    """Pywa's client, speaking to the simulator instead of to Meta."""
    with httpx.Client(transport=number._transport) as session:
        yield WhatsApp(NUMBER, "token", session=session, api_version=26.0)


def shown(simulator):
    """The last message on Ana's phone."""
    return simulator.get(CUSTOMER).json()["messages"][-1]


def send(simulator, kind, inside, **more):
    body = {"messaging_product": "whatsapp", "to": f"+{ANA}", "type": kind}
    return simulator.post(SEND, json=body | {kind: inside} | more, headers=BEARER)


def failure(business, count=1):
    """The error code of the last status, once there are *count* webhooks."""
    body = json.loads(business.wait_for(count)[-1][2])
    (status,) = body["entry"][0]["changes"][0]["value"]["statuses"]
    return status["errors"][0]["code"]


def test_pywa_sends_every_kind(client, number):
    """ATT-1."""
    client.send_message(ANA, "Olá!")
    client.send_image(ANA, PNG, caption="Veja", mime_type="image/png")
    client.send_location(ANA, -23.5, -46.6, name="Ateliê")
    client.send_contact(ANA, Contact(Contact.Name("Rui Costa", first_name="Rui")))
    client.send_message(ANA, "Pode ser?", buttons=[Button("Sim", "yes")])

    kinds = [each["kind"] for each in number.get(CUSTOMER).json()["messages"]]

    assert kinds == ["text", "image", "location", "contacts", "interactive"]


def test_pywa_uploads_fetches_and_deletes_a_file(client):
    """ATT-1, ATT-2."""
    uploaded = client.upload_media(PNG, mime_type="image/png", filename="a.png")
    media_id = uploaded.id

    found = client.get_media_url(media_id)

    assert found.mime_type == "image/png"
    assert client.get_media_bytes(found.url) == PNG
    assert client.delete_media(media_id)
    with pytest.raises(WhatsAppError):
        client.get_media_url(media_id)


def test_pywas_refused_send_names_the_error(client, number):
    number.patch(MODES, json={"errors": [{"code": 131056}]})

    with pytest.raises(WhatsAppError) as refused:
        client.send_message(ANA, "Olá!")

    assert refused.value.code == 131056


def test_a_file_is_fetched_with_the_token_and_for_five_minutes(number):
    answer = number.post(
        f"{CUSTOMER}/messages", json={"kind": "image", "media_ids": ["sample:photo"]}
    )
    media_id = answer.json()["message"]["content"]["files"][0]["media_id"]
    told = number.get(f"/v26.0/{media_id}", headers=BEARER).json()

    assert differences("whatsapp_cloud/api_media_get_url", told) == (set(), set())
    assert number.get(told["url"]).status_code == 401
    photo = number.get(told["url"], headers=BEARER)
    assert photo.content == samples.sample("photo").content
    assert photo.headers["content-type"] == "image/jpeg"
    number.patch(MODES, json={"clock_shift_seconds": 301})
    assert number.get(told["url"], headers=BEARER).status_code == 404


def test_a_file_by_address_is_fetched_and_one_that_is_not_there_fails(number, business):
    """ATT-1."""
    url = business.serve("a.png", "image/png", PNG)
    send(number, "image", {"link": url, "caption": "Veja"})
    business.wait_for(3)

    send(number, "image", {"link": f"{business.url}/files/none.png"})

    assert failure(business, 4) == 131053
    assert ("GET", "/files/a.png") in business.fetched
    file = number.get(CUSTOMER).json()["messages"][0]["content"]["files"][0]
    assert number.get(f"/control/media/{file['media_id']}").content == PNG


def test_a_file_that_is_no_image_fails_as_one_afterwards(number, business):
    url = business.serve("a.pdf", "application/pdf", samples.sample("document").content)

    assert send(number, "image", {"link": url}).status_code == 200

    assert failure(business) == 131053


@pytest.mark.parametrize(
    ("kind", "inside", "code"),
    [
        pytest.param("image", {"id": "1"}, 131009, id="unknown-media"),
        pytest.param("image", {}, 131008, id="no-media"),
        pytest.param("audio", {"id": "1", "caption": "x"}, 131009, id="audio-caption"),
        pytest.param("location", {"latitude": 1}, 131008, id="half-a-place"),
        pytest.param("location", {"latitude": 91, "longitude": 0}, 131009, id="pole"),
        pytest.param("contacts", [{"name": {}}], 131008, id="nameless"),
        pytest.param(
            "reaction", {"message_id": "x", "emoji": "👍"}, 131009, id="react"
        ),
        pytest.param("interactive", {"type": "poll"}, 131009, id="poll"),
    ],
)
def test_a_wrong_message_gets_the_documented_error(number, kind, inside, code):
    assert send(number, kind, inside).json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("name", "file", "media_type"),
    [
        pytest.param("a.svg", b"<svg/>", "image/svg+xml", id="type"),
        pytest.param("a.png", b"x" * (5 * 1024 * 1024 + 1), "image/png", id="size"),
        pytest.param("a.png", b"", "image/png", id="empty"),
    ],
)
def test_an_upload_that_whatsapp_does_not_take_is_refused(
    number, name, file, media_type
):
    answer = number.post(
        f"/v26.0/{NUMBER}/media",
        data={"messaging_product": "whatsapp", "type": media_type},
        files={"file": (name, file, media_type)},
        headers=BEARER,
    )

    assert answer.json()["error"]["code"] == 100


def test_an_answer_reacts_and_quotes(number):
    """MSG-8, MSG-9."""
    written = number.post(f"{CUSTOMER}/messages", json={"text": "Oi"}).json()["message"]

    send(number, "reaction", {"message_id": written["id"], "emoji": "❤️"})
    send(number, "text", {"body": "Olá"}, context={"message_id": written["id"]})

    first, second = number.get(CUSTOMER).json()["messages"]
    assert first["reactions"] == {"out": "❤️"}
    assert second["quoted_id"] == written["id"]


def test_who_hides_their_phone_is_answered_by_user_id(number, business):
    number.put(CUSTOMER, json={"hides_phone": True})
    number.post(f"{CUSTOMER}/messages", json={"text": "Oi"})
    value = json.loads(business.calls[0][2])["entry"][0]["changes"][0]["value"]
    scoped = value["messages"][0]["from_user_id"]
    body = {"messaging_product": "whatsapp", "recipient": scoped, "type": "text"}

    answer = number.post(SEND, json=body | {"text": {"body": "Olá"}}, headers=BEARER)

    shape = "whatsapp_cloud/api_send_ok_bsuid"
    assert differences(shape, answer.json()) == (set(), set())


def test_a_pressed_button_is_told_with_its_id(client, number, business):
    """MSG-10."""
    buttons = [Button("Sim", "yes"), Button("Não", "no")]
    number.patch(MODES, json={"automatic_statuses": False})
    sent = client.send_message(ANA, "Pode ser?", buttons=buttons)

    number.post(f"/control/messages/{sent.id}/press", json={"index": 1})

    value = json.loads(business.calls[-1][2])["entry"][0]["changes"][0]["value"]
    (message,) = value["messages"]
    assert message["interactive"]["button_reply"] == {"id": "no", "title": "Não"}
    assert message["context"]["id"] == sent.id


@pytest.mark.parametrize(
    ("order", "kinds"),
    [
        pytest.param({"code": 131049, "kind": "image"}, [200, 200], id="kind"),
        pytest.param({"code": 131056, "to": ANA}, [429, 429], id="pair"),
        pytest.param({"code": 131016, "call": "media"}, [200, 200], id="media"),
    ],
)
def test_an_error_is_ordered_for_some_calls_only(number, order, kinds):
    """CHN-5."""
    number.patch(MODES, json={"errors": [{"times": 2, **order}]})

    codes = [send(number, "text", {"body": "Oi"}).status_code for _ in range(2)]

    assert codes == kinds


def test_a_refusal_says_when_to_come_again(number):
    number.patch(MODES, json={"errors": [{"code": 130429, "retry_after": 7}]})

    assert send(number, "text", {"body": "Oi"}).headers["retry-after"] == "7"


def test_too_many_messages_at_once_are_refused(number):
    number.patch(MODES, json={"messages_per_second": 3})

    codes = [send(number, "text", {"body": "Oi"}).status_code for _ in range(4)]

    assert codes == [200, 200, 200, 429]


def test_too_many_messages_to_one_person_are_refused(number):
    number.patch(MODES, json={"pair_limit": True, "automatic_statuses": False})

    answers = [send(number, "text", {"body": "Oi"}) for _ in range(46)]

    assert [each.status_code for each in answers] == [200] * 45 + [429]
    assert answers[-1].json()["error"]["code"] == 131056


def test_a_day_later_only_templates_arrive(number, business):
    """WIN-1."""
    number.patch(MODES, json={"clock_shift_seconds": 25 * 3600})

    send(number, "text", {"body": "Oi"})
    code = failure(business)
    hello = {"name": "hello_world", "language": {"code": "en_US"}}
    send(number, "template", hello)

    assert code == 131047
    until(lambda: shown(number)["status"] == "read")


def test_who_opted_out_gets_no_marketing(number, business):
    number.post(f"{CUSTOMER}/consent", json={"value": "stop"})
    template = number.get(f"/control/channels/{NUMBER}/templates").json()["items"][0]
    change = {"category": "MARKETING"}
    number.patch(f"/control/templates/{template['id']}", json=change)

    send(number, "template", {"name": "hello_world", "language": {"code": "en_US"}})

    assert failure(business, 3) == 131050


def test_the_app_subscribes_to_an_account_and_the_number_tells_of_itself(number):
    """CHN-2."""
    apps = "/v26.0/318200455667788/subscribed_apps"
    assert number.get(apps, headers=BEARER).json() == {"data": []}

    assert number.post(apps, headers=BEARER).json() == {"success": True}

    assert len(number.get(apps, headers=BEARER).json()["data"]) == 1
    path = f"/v26.0/{NUMBER}?fields=verified_name,quality_rating"
    described = number.get(path, headers=BEARER).json()
    assert set(described) == {"id", "verified_name", "quality_rating"}
