"""Twilio's side, used by Twilio's own client and validator."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from conftest import ACCOUNT, AUTH_TOKEN, until
from shapes import differences
from twilio.base.exceptions import TwilioRestException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator import samples

PHOTO = samples.sample("photo").content
SENDER, ANA = "whatsapp:+15550100200", "whatsapp:+5511987654321"
CUSTOMER = "/control/customers/15550100200/5511987654321"


class InProcess(HttpClient):
    """Twilio's client, speaking to the simulator instead of to Twilio."""

    def __init__(self, simulator):
        super().__init__(None, False, None)
        self._simulator = simulator

    def request(
        self, method, url, params=None, data=None, headers=None, auth=None, **_
    ):
        place = urlsplit(url)
        path = place.path + (f"?{place.query}" if place.query else "")
        is_json = (headers or {}).get("Content-Type") == "application/json"
        body = {"json": data} if is_json else {"data": data}
        answer = self._simulator.request(
            method, path, params=params or None, headers=headers, auth=auth, **body
        )
        return Response(answer.status_code, answer.text)


@pytest.fixture
def client(twilio):
    return Client(ACCOUNT, AUTH_TOKEN, http_client=InProcess(twilio))


def test_twilios_client_sends_and_the_statuses_come_back_signed(
    client, twilio, business
):
    """MSG-2."""
    twilio.put(CUSTOMER, json={"wrote_at": time.time()})
    callback = f"{business.url}/status?message_id=ms_1"

    sent = client.messages.create(
        to=ANA, from_=SENDER, body="Olá!", status_callback=callback
    )

    assert sent.status == "queued"
    validator = RequestValidator(AUTH_TOKEN)
    found = []
    for path, headers, body in business.wait_for(3):
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        assert validator.validate(
            business.url + path, form, headers["x-twilio-signature"]
        )
        assert form["MessageSid"] == sent.sid
        found.append(form["MessageStatus"])
    assert found == ["sent", "delivered", "read"]


def test_a_customers_message_arrives_signed(twilio, business):
    """CHN-6."""
    twilio.post(f"{CUSTOMER}/messages", json={"text": "Oi, ação", "name": "Ana"})

    ((path, headers, body),) = business.calls
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    assert RequestValidator(AUTH_TOKEN).validate(
        business.url + path, form, headers["x-twilio-signature"]
    )
    assert (form["From"], form["To"], form["Body"]) == (ANA, SENDER, "Oi, ação")
    assert (form["ProfileName"], form["WaId"]) == ("Ana", "5511987654321")


def test_twilios_client_finds_what_was_sent(client):
    sent = client.messages.create(to=ANA, from_=SENDER, body="Olá!")
    other = "whatsapp:+5511987654322"
    client.messages.create(to=other, from_=SENDER, body="Para outra")
    hour = timedelta(hours=1)
    now = datetime.now(UTC)

    found = client.messages.list(to=ANA, from_=SENDER, date_sent_after=now - hour)

    assert [each.sid for each in found] == [sent.sid]
    assert client.messages.list(to=ANA, date_sent_after=now + hour) == []
    assert len(client.messages.list(date_sent=now.date())) == 2
    assert len(client.messages.list(page_size=1)) == 2
    assert client.messages(sent.sid).fetch().body == "Olá!"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        pytest.param({"to": "whatsapp:123"}, 21211, id="no-phone"),
        pytest.param({"from_": "whatsapp:+15550100299"}, 63007, id="not-ours"),
        pytest.param({"body": "x" * 1601}, 21617, id="too-long"),
        pytest.param({"body": " "}, 21602, id="empty"),
        pytest.param({"media_url": ["ftp://h.example/a.png"]}, 21620, id="media"),
        pytest.param({"content_sid": "HX" + "0" * 32}, 21655, id="content"),
    ],
)
def test_a_wrong_request_gets_the_documented_error(client, what, code):
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(**{"to": ANA, "from_": SENDER, "body": "Oi", **what})

    assert (refused.value.code, refused.value.status) == (code, 400)


def test_a_wrong_token_is_refused(twilio):
    client = Client(ACCOUNT, "wrong", http_client=InProcess(twilio))

    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=ANA, from_=SENDER, body="Oi")

    assert (refused.value.code, refused.value.status) == (20003, 401)


def test_an_ordered_error_is_answered_or_reported_as_twilio_would(
    client, twilio, business
):
    """CHN-5."""
    modes = "/control/channels/15550100200/modes"
    twilio.patch(modes, json={"errors": [{"code": 20429}, {"code": 63016}]})
    callback = f"{business.url}/status"

    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=ANA, from_=SENDER, body="Oi")
    client.messages.create(to=ANA, from_=SENDER, body="Oi", status_callback=callback)

    assert refused.value.status == 429
    ((_, _, body),) = business.wait_for(1)
    form = dict(parse_qsl(body.decode()))
    assert (form["MessageStatus"], form["ErrorCode"]) == ("undelivered", "63016")


def test_a_refused_webhook_is_not_repeated_unless_asked_for(twilio, business):
    business.answers = [500]

    twilio.post(f"{CUSTOMER}/messages", json={"text": "Oi"})

    message = twilio.get(CUSTOMER).json()["messages"][0]
    assert message["status"] == "refused"
    assert twilio.get("/control/counters").json()["total"]["webhooks_owed"] == 0


def test_the_fragment_of_the_webhooks_address_asks_for_repetition(twilio, business):
    channel = {
        "kind": "whatsapp_twilio",
        "webhook_url": f"{business.url}/hook#rc=3&rp=5xx,ct",
        "account_sid": ACCOUNT,
        "auth_token": AUTH_TOKEN,
        "sender": SENDER,
    }
    twilio.put("/control/channels", json=channel)
    business.answers = [500, 503]

    twilio.post(f"{CUSTOMER}/messages", json={"text": "Oi"})

    assert [path for path, _, _ in business.wait_for(3)] == ["/hook"] * 3


def test_a_file_by_address_is_looked_at_and_fetched(client, twilio, business):
    """ATT-1."""
    twilio.put(CUSTOMER, json={"wrote_at": time.time()})
    url = business.serve("p.jpg", "image/jpeg", PHOTO)

    sent = client.messages.create(to=ANA, from_=SENDER, body="Veja", media_url=[url])

    assert sent.sid.startswith("MM")
    assert sent.num_media == "1"
    until(lambda: client.messages(sent.sid).fetch().status == "read")
    assert business.fetched == [("HEAD", "/files/p.jpg"), ("GET", "/files/p.jpg")]
    (media,) = client.messages(sent.sid).media.list()
    assert media.content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "media_type", "code"),
    [
        pytest.param("none.jpg", "", 63019, id="not-there"),
        pytest.param("a.html", "text/html", 63021, id="type"),
    ],
)
def test_a_file_that_can_not_be_sent_fails_afterwards(
    client, twilio, business, name, media_type, code
):
    twilio.put(CUSTOMER, json={"wrote_at": time.time()})
    if media_type:
        business.serve(name, media_type, b"<p>")

    url = f"{business.url}/files/{name}"
    sent = client.messages.create(to=ANA, from_=SENDER, media_url=[url])

    until(lambda: client.messages(sent.sid).fetch().error_code == code)


def test_a_customers_file_is_behind_the_accounts_token_and_a_redirect(twilio, business):
    """ATT-2."""
    twilio.post(f"{CUSTOMER}/messages", json={"kind": "image"})
    form = dict(parse_qsl(business.calls[0][2].decode()))
    path = urlsplit(form["MediaUrl0"]).path

    assert twilio.get(path).status_code == 401
    led = twilio.get(path, auth=(ACCOUNT, AUTH_TOKEN), follow_redirects=False)

    assert led.status_code == 307
    assert twilio.get(led.headers["location"]).content == PHOTO


def test_a_place_is_sent_as_an_action(client, twilio):
    """ATT-1."""
    sent = client.messages.create(
        to=ANA, from_=SENDER, body="Aqui", persistent_action=["geo:-23.5,-46.6|Ateliê"]
    )

    shown = twilio.get(CUSTOMER).json()["messages"][0]
    place = {"latitude": -23.5, "longitude": -46.6, "name": "Ateliê"}
    assert shown["id"] == sent.sid
    assert shown["content"]["location"] == place


def test_an_answer_has_what_twilio_answers(twilio):
    form = {"To": ANA, "From": SENDER, "Body": "Oi"}

    answer = twilio.post(
        f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        data=form,
        auth=(ACCOUNT, AUTH_TOKEN),
    )

    shape = "twilio_whatsapp/api_message_created"
    assert differences(shape, answer.json()) == (set(), set())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param(63016, "status_undelivered_63016", id="undelivered"),
        pytest.param(63024, "status_failed_63024", id="failed"),
    ],
)
def test_a_status_has_what_twilio_tells(client, twilio, business, code, name):
    """MSG-2."""
    modes = "/control/channels/15550100200/modes"
    twilio.patch(modes, json={"errors": [{"code": code}]})
    twilio.put(CUSTOMER, json={"wrote_at": time.time()})

    client.messages.create(
        to=ANA, from_=SENDER, body="Oi", status_callback=f"{business.url}/s"
    )

    form = dict(parse_qsl(business.wait_for(1)[0][2].decode()))
    assert differences(f"twilio_whatsapp/{name}", form) == (set(), set())


def test_the_account_shows_that_the_token_holds(client):
    """CHN-2."""
    assert client.api.accounts(ACCOUNT).fetch().status == "active"
