"""What providers are asked of a channel, and the round trip to our own webhook."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qs

import httpx
import pytest
from builders import channel, payload, signed, twilio, webchat
from house import House

from ingest.domain.canaries import MARK, synthetic_call
from ingest.domain.channels import Kind
from ingest.domain.errors import CredentialsRefused, ProviderDown
from ingest.inspecting import HttpInspector

PUBLIC = "http://ingest.test"
EXPIRED = json.loads(payload("answers/api_error_190.json"))
UNKNOWN = json.loads(payload("answers/twilio_api_error_20003.json"))


def page(**fields):
    return channel("ch_page", Kind.MESSENGER, **fields)


def instagram(**fields):
    return channel("ch_ig", Kind.INSTAGRAM, **fields)


class Provider:
    """Says who a channel is; answers `trouble`, if there is one, instead."""

    def __init__(self, trouble=None):
        self.trouble = trouble
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        if isinstance(self.trouble, Exception):
            raise self.trouble
        if self.trouble is not None:
            status, body = self.trouble
            return httpx.Response(status, json=body)
        node = request.url.path.rsplit("/", 1)[-1]
        return httpx.Response(200, json={"id": node, "success": True})

    @property
    def inspector(self):
        client = httpx.Client(transport=httpx.MockTransport(self))
        return HttpInspector(client, PUBLIC)

    @property
    def paths(self):
        return [(each.method, each.url.path.split("/", 2)[2]) for each in self.requests]


@pytest.mark.parametrize(
    ("which", "asked", "subscribed"),
    [
        (
            channel(),
            "227711004455001",
            ("318200455667788/subscribed_apps", ""),
        ),
        (page(), "204500066600777", ("204500066600777/subscribed_apps", "messages")),
        (
            instagram(),
            "17841400011122233",
            ("17841400011122233/subscribed_apps", "messages"),
        ),
        (
            instagram(facts={"page_id": "204500066600777"}),
            "17841400011122233",
            ("204500066600777/subscribed_apps", "messages"),
        ),
    ],
)
def test_meta_is_asked_who_we_are_and_told_to_call_us(which, asked, subscribed):
    """CHN-1, CHN-2."""
    provider = Provider()

    provider.inspector.check(which)
    provider.inspector.subscribe(which)

    path, first_field = subscribed
    assert provider.paths == [("GET", asked), ("POST", path)]
    query = parse_qs(provider.requests[1].url.query.decode())
    fields = query.get("subscribed_fields", [""])[0].split(",")
    assert fields[0] == first_field
    assert {each.headers["authorization"] for each in provider.requests} == {
        "Bearer EAAaccess-token"
    }


def test_twilio_is_asked_for_the_account():
    provider = Provider()

    provider.inspector.check(twilio())
    provider.inspector.subscribe(twilio())

    [request] = provider.requests
    sid = twilio().facts["account_sid"]
    assert request.url.path == f"/2010-04-01/Accounts/{sid}.json"
    assert request.headers["authorization"].startswith("Basic ")


def test_nobody_is_asked_about_a_web_chat():
    provider = Provider()

    provider.inspector.check(webchat())
    provider.inspector.subscribe(webchat())

    assert provider.requests == []


@pytest.mark.parametrize(
    ("which", "trouble", "words"),
    [
        (channel(), (400, EXPIRED), "190: Error validating access token"),
        (page(), (403, {"error": {"code": 200, "message": "no"}}), "200: no"),
        (channel(), (404, {"error": {"code": 100, "message": "x"}}), "100: x"),
        (channel(), (200, {"id": "99900"}), "another account"),
        (twilio(), (401, UNKNOWN), "20003: Authenticate"),
        (twilio(), (200, {"status": "suspended"}), "suspended"),
    ],
)
def test_credentials_are_refused_with_the_providers_words(which, trouble, words):
    """CHN-5."""
    with pytest.raises(CredentialsRefused) as refused:
        Provider(trouble).inspector.check(which)

    assert words in refused.value.facts["detail"]


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        (503, {}),
        (429, {"code": 20429}),
        (400, {"error": {"code": 4, "message": "too many calls"}}),
    ],
)
def test_a_provider_that_does_not_answer_is_down(trouble):
    """CHN-5: nothing is wrong with the credentials then."""
    with pytest.raises(ProviderDown):
        Provider(trouble).inspector.check(channel())


# The round trip.


def call_ourselves(house, which, **changes):
    """Return status and text of the round trip's call to our own webhook."""

    async def main():
        async with house.open() as client:
            url, headers, body = synthetic_call(which, PUBLIC, "nonce-1")
            headers = {**headers, **changes}
            answer = await client.post(url, headers=headers, content=body)
            return answer.status_code, answer.text

    return asyncio.run(main())


@pytest.mark.parametrize("which", [channel(), page(), instagram(), twilio()])
def test_our_webhook_knows_a_round_trip_and_keeps_nothing(tmp_path, which):
    house = House(tmp_path, which, public_url=PUBLIC)

    assert call_ourselves(house, which) == (200, "nonce-1")
    assert house.broker.calls == []


@pytest.mark.parametrize("which", [channel(), twilio()])
def test_a_round_trip_with_another_secret_is_refused(tmp_path, which):
    """CHN-6."""
    house = House(tmp_path, which, public_url=PUBLIC)
    forged = {"x-hub-signature-256": "sha256=00", "x-twilio-signature": "AAAA"}

    status, _ = call_ourselves(house, which, **forged)

    assert status == 403


def test_a_call_of_the_provider_is_no_round_trip(tmp_path):
    house = House(tmp_path, channel())
    body = b'{"text":"' + MARK + b'"}'

    async def main():
        async with house.open() as client:
            await client.post(
                "/webhooks/meta/app-1", content=body, headers=signed(body)
            )

    asyncio.run(main())
    assert [each.body for each in house.broker.calls] == [body]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.ConnectError("x"), "does not answer: ConnectError"),
        ((404, {}), "answers 404"),
        ((200, {"success": True}), "something else answers"),
    ],
)
def test_what_is_wrong_with_our_webhook_is_said(answer, words):
    assert words in Provider(answer).inspector.webhook_trouble(channel())


def test_a_web_chat_is_tried_by_its_script():
    provider = Provider()

    assert provider.inspector.webhook_trouble(webchat()) == ""
    [request] = provider.requests
    assert (request.method, str(request.url)) == ("GET", f"{PUBLIC}/webchat/widget.js")
