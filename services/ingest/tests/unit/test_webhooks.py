"""CHN-6: calls are verified by signature, answered fast, and kept."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qsl

import pytest
from builders import (
    SEALER,
    channel,
    cloud,
    message,
    payload,
    signed,
    twilio,
    webchat,
)
from house import House
from recado.ingest.v1.events_pb2 import ChannelChanged, ChannelRemoved
from twilio.request_validator import RequestValidator

from ingest.domain.channels import Kind
from ingest.http.webhooks import META_BYTES
from ingest.wire.channels import write_channel

BODY = json.dumps(cloud({"messages": [message()]})).encode()


def serve(house, scenario):
    async def main():
        async with house.open() as client:
            return await scenario(client)

    return asyncio.run(main())


def post(house, path, body, headers):
    return serve(house, lambda client: client.post(path, content=body, headers=headers))


def test_a_signed_call_is_kept_as_it_came_and_answered(tmp_path):
    house = House(tmp_path, channel())

    answer = post(house, "/webhooks/meta/app-1", BODY, signed(BODY))

    assert answer.status_code == 200
    [kept] = house.broker.calls
    assert (kept.provider, kept.target, kept.body) == ("meta", "app-1", BODY)
    assert kept.secret_print in channel().secret_prints


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        pytest.param({}, 401, "SIGNATURE_MISSING", id="missing"),
        pytest.param(signed(BODY, "another"), 403, "SIGNATURE_WRONG", id="forged"),
        pytest.param(signed(b"{}"), 403, "SIGNATURE_WRONG", id="of-another-body"),
        pytest.param({"x-hub-signature-256": "\xff"}, 403, "SIGNATURE_WRONG", id="odd"),
    ],
)
def test_a_forged_call_is_refused_and_nothing_is_kept(
    tmp_path, headers, status, reason
):
    house = House(tmp_path, channel())
    raw = {name: value.encode("latin-1") for name, value in headers.items()}

    answer = post(house, "/webhooks/meta/app-1", BODY, raw)

    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.headers["content-type"] == "application/problem+json"
    assert house.broker.calls == []


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[" * 100_000, b"\x00\xff", b'{"object":7}']
)
def test_a_signed_call_that_makes_no_sense_is_kept_all_the_same(tmp_path, body):
    house = House(tmp_path, channel())

    assert post(house, "/webhooks/meta/app-1", body, signed(body)).status_code == 200
    assert [kept.body for kept in house.broker.calls] == [body]


def test_a_body_that_is_too_long_is_refused_before_it_is_read(tmp_path):
    house = House(tmp_path, channel())
    sent = 0

    async def endless():
        nonlocal sent
        while sent < 10 << 20:
            sent += 1 << 16
            yield b"x" * (1 << 16)

    async def scenario(client):
        declared = await client.post(
            "/webhooks/meta/app-1", content=b"x" * (META_BYTES + 1), headers=signed(b"")
        )
        streamed = await client.post(
            "/webhooks/meta/app-1", content=endless(), headers=signed(b"")
        )
        return declared, streamed

    for answer in serve(house, scenario):
        assert (answer.status_code, answer.json()["reason"]) == (413, "BODY_TOO_LARGE")
    assert sent <= META_BYTES + (1 << 17)
    assert house.broker.calls == []


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        (
            {
                "hub.mode": "subscribe",
                "hub.challenge": "742913305",
                "hub.verify_token": "our-verify-token",
            },
            200,
            "742913305",
        ),
        (
            {
                "hub.mode": "subscribe",
                "hub.challenge": "1",
                "hub.verify_token": "wrong",
            },
            403,
            None,
        ),
        (
            {
                "hub.mode": "unsubscribe",
                "hub.challenge": "1",
                "hub.verify_token": "our-verify-token",
            },
            403,
            None,
        ),
        ({"hub.verify_token": "our-verify-token"}, 403, None),
        ({}, 403, None),
    ],
)
def test_the_handshake_answers_the_challenge_verbatim(tmp_path, query, status, text):
    house = House(tmp_path, channel())

    answer = serve(
        house, lambda client: client.get("/webhooks/meta/app-1", params=query)
    )

    assert answer.status_code == status
    if text is not None:
        assert answer.text == text
        assert answer.headers["content-type"].startswith("text/plain")


def twilio_headers(url, body):
    made = RequestValidator("12345twiliotoken").compute_signature(
        url, dict(parse_qsl(body.decode(), keep_blank_values=True))
    )
    return {
        "x-twilio-signature": made,
        "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
    }


@pytest.mark.parametrize("query", ["", "?message_id=ms_1"])
@pytest.mark.parametrize(
    "public", ["https://hooks.example.com", "https://hooks.example.com:443/"]
)
def test_twilio_signs_our_public_address_and_is_answered_with_silence(
    tmp_path, query, public
):
    house = House(tmp_path, twilio(), public_url=public)
    body = payload("twilio_whatsapp/in_text.form")
    url = f"https://hooks.example.com/webhooks/twilio/ch_tw{query}"

    answer = post(
        house, f"/webhooks/twilio/ch_tw{query}", body, twilio_headers(url, body)
    )

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    [kept] = house.broker.calls
    assert (kept.target, kept.body, kept.query) == ("ch_tw", body, query[1:])


def test_twilio_without_or_with_a_wrong_signature_is_refused(tmp_path):
    house = House(tmp_path, twilio())
    body = payload("twilio_whatsapp/in_text.form")
    good = twilio_headers("http://ingest.test/webhooks/twilio/ch_tw", body)

    async def scenario(client):
        path = "/webhooks/twilio/ch_tw"
        return [
            (await client.post(path, content=body, headers=headers)).status_code
            for headers in (
                {"content-type": good["content-type"]},
                {**good, "x-twilio-signature": "AAAA"},
                {**good, "content-type": "application/json"},
                good,
            )
        ]

    assert serve(house, scenario) == [401, 403, 403, 200]
    assert len(house.broker.calls) == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/webhooks/meta/nobody", 404),
        ("POST", "/webhooks/meta/app-1/more", 404),
        ("POST", "/webhooks/meta/", 404),
        ("POST", "/webhooks/telegram/x", 404),
        ("POST", "/webhooks/twilio/ch_wa", 404),
        ("PUT", "/webhooks/meta/app-1", 405),
        ("GET", "/webhooks/twilio/ch_wa", 405),
        ("GET", "/nothing", 404),
    ],
)
def test_other_addresses_lead_nowhere(tmp_path, method, path, status):
    house = House(tmp_path, channel())
    headers = {**signed(BODY), "x-twilio-signature": "AAAA"}

    answer = serve(
        house,
        lambda client: client.request(method, path, content=BODY, headers=headers),
    )

    assert answer.status_code == status
    assert house.broker.calls == []


@pytest.mark.parametrize("kind", [Kind.WHATSAPP_CLOUD, Kind.MESSENGER, Kind.INSTAGRAM])
def test_every_kind_of_meta_shakes_hands_and_signs(tmp_path, kind):
    """CHN-1, CHN-6."""
    house = House(tmp_path, channel("ch_1", kind))
    query = "hub.mode=subscribe&hub.verify_token=our-verify-token&hub.challenge=42"

    async def scenario(client):
        shaken = await client.get(f"/webhooks/meta/app-1?{query}")
        taken = await client.post(
            "/webhooks/meta/app-1", content=b"{}", headers=signed(b"{}")
        )
        return shaken.text, taken.status_code

    assert serve(house, scenario) == ("42", 200)
    assert len(house.broker.calls) == 1


def test_channels_of_one_app_may_have_secrets_of_their_own(tmp_path):
    """Instagram signs with another secret than the app it belongs to."""
    page = channel("ch_page", Kind.MESSENGER)
    own = {"app_secret": "instagram-secret-1", "verify_token": "another-token"}
    instagram = channel("ch_ig", Kind.INSTAGRAM, secrets=own)
    house = House(tmp_path, page, instagram)

    async def scenario(client):
        statuses = [
            (
                await client.post(
                    "/webhooks/meta/app-1", content=b"{}", headers=signed(b"{}", secret)
                )
            ).status_code
            for secret in (page.secrets["app_secret"], own["app_secret"], "neither-one")
        ]
        shaken = [
            (
                await client.get(
                    "/webhooks/meta/app-1?hub.mode=subscribe&hub.challenge=42"
                    f"&hub.verify_token={token}"
                )
            ).status_code
            for token in ("our-verify-token", "another-token", "a-third-one")
        ]
        return statuses, shaken

    assert serve(house, scenario) == ([200, 200, 403], [200, 200, 403])
    prints = [each.secret_print for each in house.broker.calls]
    assert prints == [page.secret_prints[0], instagram.secret_prints[0]]


def test_a_removed_channel_is_unknown_and_a_stopped_one_still_heard(tmp_path):
    house = House(tmp_path, channel())

    async def scenario(client):
        stopped = channel(stopped=True)
        event = ChannelChanged(
            channel=write_channel(stopped), sealed_secrets=SEALER.seal(stopped.secrets)
        )
        house.site.learn(event)
        first = await client.post(
            "/webhooks/meta/app-1", content=b"{}", headers=signed(b"{}")
        )
        house.channels.clear()
        house.site.learn(ChannelRemoved(channel=write_channel(stopped)))
        second = await client.post(
            "/webhooks/meta/app-1", content=b"{}", headers=signed(b"{}")
        )
        return first.status_code, second.status_code

    assert serve(house, scenario) == (200, 404)


def test_what_is_stopped_stays_so_without_the_database(tmp_path):
    first = House(tmp_path, webchat(stopped=True), webchat("ch_2", provider_id="wt_2"))
    serve(first, lambda client: client.get("/healthz"))
    second = House(tmp_path)
    second.database_away = True

    async def scenario(_):
        found = [second.site.directory.website(t) for t in ("wt_website", "wt_2")]
        return [each and each.channel_id for each in found]

    assert serve(second, scenario) == [None, "ch_2"]
