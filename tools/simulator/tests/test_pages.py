"""Messenger's and Instagram's side, over HTTP."""

from __future__ import annotations

import json

import pytest
from conftest import INSTAGRAM_ID, PAGE_ID, PERSON, until
from shapes import differences

from simulator import samples

PHOTO = samples.sample("photo").content
PAGE = f"/control/customers/{PAGE_ID}/{PERSON}"
GRAM = f"/control/customers/{INSTAGRAM_ID}/{PERSON}"
BEARER = {"authorization": "Bearer messenger-token"}
GRAM_BEARER = {"authorization": "Bearer instagram-token"}


@pytest.fixture
def page(messenger):
    """A page that somebody wrote to."""
    messenger.post(f"{PAGE}/messages", json={"text": "Hi", "name": "Emily Carter"})
    return messenger


@pytest.fixture
def gram(instagram):
    """An Instagram account that somebody wrote to."""
    instagram.post(f"{GRAM}/messages", json={"text": "Oi", "name": "Lia Prado"})
    return instagram


def send(simulator, message, node=PAGE_ID, headers=None, **more):
    body = {"recipient": {"id": PERSON}, "messaging_type": "RESPONSE"}
    return simulator.post(
        f"/v25.0/{node}/messages",
        json=body | {"message": message} | more,
        headers=headers or BEARER,
    )


def send_gram(simulator, message, **more):
    return send(simulator, message, "me", GRAM_BEARER, **more)


def events(business, count):
    """The events of all webhooks, once there are *count*."""
    calls = business.wait_for(count)
    return [json.loads(body)["entry"][0]["messaging"][0] for _, _, body in calls]


def test_a_message_is_echoed_delivered_and_read(page, business):
    """MSG-2, MSG-4: echoes carry our own mark back."""
    answer = send(page, {"text": "Yes", "metadata": "ms_1"})

    assert differences("messenger/api_send_ok", answer.json()) == (set(), set())
    found = {}
    for _, _, body in business.wait_for(4)[1:]:
        (event,) = json.loads(body)["entry"][0]["messaging"]
        found[next(each for each in event if each in SHAPES)] = json.loads(body)
    for name, shape in SHAPES.items():
        assert differences(f"messenger/{shape}", found[name]) == (set(), set())
    echo = found["message"]["entry"][0]["messaging"][0]["message"]
    assert echo["metadata"] == "ms_1"
    assert echo["mid"] == answer.json()["message_id"]


SHAPES = {"message": "echo_our_app", "delivery": "delivery_mids", "read": "read"}


def test_instagram_tells_echo_and_seen_only(gram, business):
    """MSG-2."""
    answer = send_gram(gram, {"text": "Olá"})

    assert differences("instagram/api_send_ok", answer.json()) == (set(), set())
    found = events(business, 3)[1:]
    kinds = {"message" if "message" in each else "read" for each in found}
    assert kinds == {"message", "read"}
    seen = next(each for each in found if "read" in each)
    assert seen["read"] == {"mid": answer.json()["message_id"]}
    counters = gram.get("/control/counters").json()["total"]
    assert counters["statuses"] == 1


@pytest.mark.parametrize("kind", ["image", "file"])
def test_a_file_is_fetched_by_its_address_during_the_call(page, business, kind):
    """ATT-1."""
    url = business.serve("p.jpg", "image/jpeg", PHOTO)

    answer = send(page, {"attachment": {"type": kind, "payload": {"url": url}}})

    assert answer.status_code == 200
    assert business.fetched == [("GET", "/files/p.jpg")]
    (file,) = page.get(PAGE).json()["messages"][-1]["content"]["files"]
    assert page.get(f"/control/media/{file['media_id']}").content == PHOTO


def test_an_uploaded_file_is_sent_as_often_as_wanted(page, business):
    url = business.serve("p.jpg", "image/jpeg", PHOTO)
    payload = {"url": url, "is_reusable": True}
    body = {"message": {"attachment": {"type": "image", "payload": payload}}}
    path = f"/v25.0/{PAGE_ID}/message_attachments"

    uploaded = page.post(path, json=body, headers=BEARER).json()

    shape = "messenger/api_attachment_upload_ok"
    assert differences(shape, uploaded) == (set(), set())
    again = {"attachment": {"type": "image", "payload": uploaded}}
    assert [send(page, again).status_code for _ in range(2)] == [200, 200]
    assert len(business.fetched) == 1


def test_a_file_is_uploaded_as_a_form_too(page):
    message = {"attachment": {"type": "image", "payload": {"is_reusable": True}}}
    answer = page.post(
        "/v25.0/me/message_attachments",
        data={"message": json.dumps(message)},
        files={"filedata": ("p.jpg", PHOTO, "image/jpeg")},
        headers=BEARER,
    )

    assert answer.json()["attachment_id"].isdigit()


@pytest.mark.parametrize(
    ("message", "more", "codes"),
    [
        pytest.param({"text": ""}, {}, (100, 2018032), id="empty"),
        pytest.param({"text": "x" * 2001}, {}, (100, None), id="too-long"),
        pytest.param(
            {"text": "x"}, {"recipient": {"id": "123456"}}, (100, 2018001), id="nobody"
        ),
        pytest.param(
            {"text": "x"},
            {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"},
            (100, None),
            id="retired-tag",
        ),
        pytest.param(
            {
                "attachment": {
                    "type": "image",
                    "payload": {"url": "http://127.0.0.1:9/"},
                }
            },
            {},
            (100, 2018008),
            id="no-file",
        ),
        pytest.param(
            {"attachment": {"type": "location", "payload": {}}},
            {},
            (100, None),
            id="location",
        ),
    ],
)
def test_a_wrong_send_gets_messengers_error(page, message, more, codes):
    error = send(page, message, **more).json()["error"]

    assert (error["code"], error.get("error_subcode")) == codes


def test_instagram_counts_bytes(gram):
    """ATT-7."""
    fits, over = "é" * 500, "é" * 501

    assert send_gram(gram, {"text": fits}).status_code == 200
    assert send_gram(gram, {"text": over}).json()["error"]["code"] == 100


def test_instagram_takes_no_other_document_than_pdf(gram, business):
    url = business.serve("t.csv", "text/csv", b"a;b")

    answer = send_gram(gram, {"attachment": {"type": "file", "payload": {"url": url}}})

    assert answer.json()["error"]["error_subcode"] == 2018047


@pytest.mark.parametrize(
    ("fixture", "sender", "path", "shape"),
    [
        pytest.param(
            "page", send, PAGE_ID, "messenger/api_error_10_2018278", id="page"
        ),
        pytest.param(
            "gram", send_gram, INSTAGRAM_ID, "instagram/api_error_10_2534022", id="gram"
        ),
    ],
)
def test_a_day_later_only_a_human_may_answer_for_a_week(
    request, fixture, sender, path, shape
):
    """WIN-1."""
    simulator = request.getfixturevalue(fixture)
    modes = f"/control/channels/{path}/modes"
    human = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}

    simulator.patch(modes, json={"clock_shift_seconds": 25 * 3600})
    shut = sender(simulator, {"text": "x"})
    tagged = sender(simulator, {"text": "x"}, **human)
    simulator.patch(modes, json={"clock_shift_seconds": 8 * 86400})
    too_late = sender(simulator, {"text": "x"}, **human)

    assert differences(shape, shut.json()) == (set(), set())
    assert shut.json()["error"]["error_subcode"] == int(shape.rpartition("_")[2])
    assert tagged.status_code == 200
    assert too_late.json()["error"]["code"] == 10


def test_typing_seen_and_reactions_show_on_the_phone(gram):
    """MSG-9."""
    written = gram.get(GRAM).json()["messages"][0]
    path = f"/v25.0/{INSTAGRAM_ID}/messages"
    base = {"recipient": {"id": PERSON}}
    payload = {"message_id": written["id"], "reaction": "love"}

    for action in (
        {"sender_action": "mark_seen"},
        {"sender_action": "typing_on"},
        {"sender_action": "react", "payload": payload},
    ):
        answer = gram.post(path, json=base | action, headers=GRAM_BEARER)
        assert answer.json() == {"recipient_id": PERSON}

    shown = gram.get(GRAM).json()
    assert shown["messages"][0]["status"] == "read"
    assert shown["messages"][0]["reactions"] == {"out": "❤️"}
    assert shown["customer"]["typing_until"] > 0


def test_a_person_is_described_once_they_wrote(gram):
    fields = "name,username,profile_pic"

    told = gram.get(f"/v25.0/{PERSON}?fields={fields}", headers=GRAM_BEARER).json()

    assert (told["name"], told["username"]) == ("Lia Prado", "lia")
    assert set(told) == {"id", "name", "username", "profile_pic"}


def test_a_quick_reply_and_a_button_come_back_with_their_payload(page, business):
    """MSG-10."""
    page.patch(f"/control/channels/{PAGE_ID}/modes", json={"automatic_statuses": False})
    replies = [{"content_type": "text", "title": "Yes", "payload": "YES"}]
    quick = send(page, {"text": "Ok?", "quick_replies": replies}).json()["message_id"]
    button = {"type": "postback", "title": "Hours", "payload": "HOURS"}
    payload = {"template_type": "button", "text": "Choose", "buttons": [button]}
    menu = send(page, {"attachment": {"type": "template", "payload": payload}}).json()
    business.wait_for(3)

    page.post(f"/control/messages/{quick}/press", json={"index": 0})
    page.post(f"/control/messages/{menu['message_id']}/press", json={"index": 0})

    found = events(business, 5)[3:]
    assert found[0]["message"]["quick_reply"] == {"payload": "YES"}
    assert found[1]["postback"]["payload"] == "HOURS"


def test_a_file_of_a_person_is_fetched_from_its_address(gram, business):
    """ATT-2."""
    gram.post(f"{GRAM}/messages", json={"kind": "image"})

    attachment = events(business, 2)[1]["message"]["attachments"][0]

    answer = gram.get(attachment["payload"]["url"])
    assert (answer.content, answer.headers["content-type"]) == (PHOTO, "image/jpeg")


def test_a_page_tells_of_itself_and_takes_the_apps_subscription(page):
    """CHN-2."""
    apps = f"/v25.0/{PAGE_ID}/subscribed_apps"

    page.post(f"{apps}?subscribed_fields=messages,message_echoes", headers=BEARER)

    (app,) = page.get(apps, headers=BEARER).json()["data"]
    assert app["subscribed_fields"] == ["messages", "message_echoes"]
    assert page.get("/v25.0/me", headers=BEARER).json()["id"] == PAGE_ID


@pytest.mark.parametrize("code", [613, 2018278, 551, 190])
def test_an_ordered_error_is_answered_with_code_and_subcode(page, code):
    """CHN-5."""
    modes = f"/control/channels/{PAGE_ID}/modes"
    page.patch(modes, json={"errors": [{"code": code}]})

    error = send(page, {"text": "x"}).json()["error"]

    assert code in (error["code"], error.get("error_subcode"))
    assert send(page, {"text": "x"}).status_code == 200


def test_what_was_written_in_the_inbox_is_no_message_of_the_app(page, business):
    """MSG-4."""
    page.post(f"{PAGE}/echo", json={"text": "Answered"})

    until(lambda: len(business.calls) == 2)
    assert events(business, 2)[1]["message"]["app_id"] == 26390203743090
