"""What goes to the providers, and what their answers mean."""

from __future__ import annotations

from urllib.parse import parse_qs

import httpx
import pytest
from builders import NOON, channel, payload, send, twilio
from fakes import FakeFiles, FakeForms, FakeUploads

from ingest.carrier import HttpCarrier
from ingest.domain import failures
from ingest.domain.delivery import Accepted, Later, Lost, Refused
from ingest.domain.parts import plan

CLOUD, TWILIO = channel(), twilio()


class Carrier(HttpCarrier):
    """Sends the first part of what it is given."""

    def send(self, channel, send, part=None):
        return super().send(channel, send, part or plan(send, channel.kind)[0])

    def look_up(self, channel, send, part=None):
        return super().look_up(channel, send, part or plan(send, channel.kind)[0])


def carrier(handler):
    return Carrier(
        httpx.Client(transport=httpx.MockTransport(handler)),
        "https://ingest.test",
        files=FakeFiles(),
        uploads=FakeUploads(),
        forms=FakeForms(),
    )


def answering(status, body=b"", headers=None):
    return carrier(
        lambda _: httpx.Response(status, content=body, headers=headers or {})
    )


def failing(error):
    def handler(request):
        raise error("no", request=request)

    return carrier(handler)


def test_a_send_over_the_cloud_api_names_the_person_and_our_message():
    seen = []

    def handler(request):
        seen.append(request)
        return httpx.Response(200, content=payload("answers/api_send_ok.json"))

    verdict = carrier(handler).send(CLOUD, send())

    import json

    [request] = seen
    body = json.loads(request.content)
    assert str(request.url) == "http://provider.test/v25.0/227711004455001/messages"
    assert request.headers["authorization"] == "Bearer EAAaccess-token"
    assert (body["to"], body["type"]) == ("+15550142233", "text")
    assert body["text"]["body"] == "hi"
    assert body["biz_opaque_callback_data"] == "ms_1"
    assert "recipient" not in body
    assert verdict == Accepted(
        "wamid.HBgLMTU1NTAxNDIyMzMVAgASGBQ4RTc0QUJFMTYxQUExMjFGQjhBNQA="
    )


def test_a_person_without_a_phone_is_addressed_by_their_scoped_id():
    seen = []

    def handler(request):
        seen.append(request.content)
        return httpx.Response(200, content=payload("answers/api_send_ok_bsuid.json"))

    verdict = carrier(handler).send(CLOUD, send(keys=("bsuid:US.1",)))

    assert b'"recipient":"US.1"' in seen[0]
    assert b'"to"' not in seen[0]
    assert isinstance(verdict, Accepted)


def test_a_send_over_twilio_asks_for_statuses_that_name_our_message():
    seen = []

    def handler(request):
        seen.append(request)
        return httpx.Response(
            201, content=payload("answers/twilio_api_message_created.json")
        )

    verdict = carrier(handler).send(TWILIO, send())

    [request] = seen
    form = parse_qs(request.content.decode())
    account = "AC1673448ee7064c989d02579c534f6b66"
    assert request.url.path == f"/2010-04-01/Accounts/{account}/Messages.json"
    assert form == {
        "To": ["whatsapp:+15550142233"],
        "From": ["whatsapp:+15550100200"],
        "Body": ["hi"],
        "StatusCallback": ["https://ingest.test/webhooks/twilio/ch_tw?message_id=ms_1"],
    }
    assert verdict == Accepted("SM9bdab36abd4002a5ba799112841e27ee")


@pytest.mark.parametrize("where", [CLOUD, TWILIO])
def test_a_person_without_any_address_is_not_called(where):
    verdict = failing(AssertionError).send(where, send(keys=("visitor:vs_1",)))

    assert verdict.reason == failures.RECIPIENT_UNREACHABLE


@pytest.mark.parametrize(
    ("name", "status", "verdict"),
    [
        (
            "api_error_130429.json",
            400,
            Later(
                "RATE_LIMITED", "130429: Cloud API message throughput has been reached."
            ),
        ),
        (
            "api_error_190.json",
            401,
            Refused(
                "CHANNEL_BROKEN",
                "190: Error validating access token: Session has expired",
            ),
        ),
    ],
)
def test_the_code_of_meta_decides(name, status, verdict):
    assert answering(status, payload(f"answers/{name}")).send(CLOUD, send()) == verdict


def test_a_limit_between_us_and_one_person_holds_up_only_them():
    verdict = answering(400, payload("answers/api_error_131056.json")).send(
        CLOUD, send()
    )

    assert isinstance(verdict, Later)
    assert verdict.pair_only


@pytest.mark.parametrize(
    ("name", "status", "kind", "reason"),
    [
        ("twilio_api_error_20003.json", 401, Refused, "CHANNEL_BROKEN"),
        ("twilio_api_error_20429.json", 429, Later, "RATE_LIMITED"),
    ],
)
def test_the_code_of_twilio_decides(name, status, kind, reason):
    verdict = answering(status, payload(f"answers/{name}")).send(TWILIO, send())

    assert isinstance(verdict, kind)
    assert verdict.reason == reason


@pytest.mark.parametrize("where", [CLOUD, TWILIO])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, Later),
        (503, Later),
        (401, Refused),
        (404, Refused),
        # A proxy gave up; the provider may have the message.
        (502, Lost),
        (504, Lost),
        (500, Lost),
        # Taken, yet nobody can say as what.
        (200, Lost),
        (302, Lost),
    ],
)
def test_an_answer_without_a_code_is_judged_by_its_status(where, status, kind):
    verdict = answering(status, b"<html>", {"retry-after": "7"}).send(where, send())

    assert isinstance(verdict, kind)
    if kind is Later:
        assert verdict.after_seconds == 7


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError, Later),
        (httpx.ConnectTimeout, Later),
        (httpx.ReadTimeout, Lost),
        (httpx.WriteError, Lost),
        (httpx.RemoteProtocolError, Lost),
    ],
)
def test_only_a_call_that_cannot_have_left_is_made_again(error, kind):
    assert isinstance(failing(error).send(CLOUD, send()), kind)


def test_a_look_up_finds_messages_with_the_same_text_since_the_attempt():
    listed = {
        "messages": [
            {
                "sid": "SM_new",
                "body": "hi",
                "date_created": "Tue, 01 Jan 2030 12:00:01 +0000",
            },
            {
                "sid": "SM_other",
                "body": "ho",
                "date_created": "Tue, 01 Jan 2030 12:00:01 +0000",
            },
            {
                "sid": "SM_old",
                "body": "hi",
                "date_created": "Mon, 31 Dec 2029 12:00:00 +0000",
            },
            {"sid": "SM_odd", "body": "hi", "date_created": "?"},
            None,
        ]
    }
    seen = []

    def handler(request):
        seen.append(request)
        return httpx.Response(200, json=listed)

    found = carrier(handler).look_up(TWILIO, send(attempt_time=NOON))

    assert found == ["SM_new"]
    assert seen[0].url.params["To"] == "whatsapp:+15550142233"
    assert seen[0].url.params["DateSent>"] == "2030-01-01T11:59:50Z"


def test_a_look_up_that_fails_finds_nothing():
    assert failing(httpx.ReadTimeout).look_up(TWILIO, send()) == []
    assert answering(500).look_up(TWILIO, send()) == []
    assert answering(200, b"?").look_up(TWILIO, send()) == []
    assert failing(AssertionError).look_up(CLOUD, send()) == []


def test_every_reason_is_one_of_the_stable_list():
    tables = failures.META, failures.MESSENGER, failures.INSTAGRAM, failures.TWILIO
    rows = {failures.PERMANENT, *(row for table in tables for row in table.values())}

    assert {row.reason for row in rows} | failures.OURS == failures.REASONS


@pytest.mark.parametrize("code", [131047, 470])
def test_the_end_of_the_window_is_told_apart(code):
    assert failures.meta(code).reason == failures.WINDOW_ENDED
    assert failures.twilio(63016).reason == failures.WINDOW_ENDED
