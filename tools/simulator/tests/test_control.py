"""The control API's own manners, and the pages."""

from __future__ import annotations

import pytest

MODES = "/control/channels/227711004455001/modes"
ANA = "/control/customers/227711004455001/5511987654321"
SITE = {"kind": "webchat", "token": "wt_1", "script_url": "http://ingest.example/w.js"}


@pytest.mark.parametrize(
    ("verb", "path", "body", "status", "reason"),
    [
        pytest.param("PUT", "/control/channels", b"{", 400, "NOT_JSON", id="json"),
        pytest.param("PUT", "/control/channels", b"{}", 422, "BODY_INVALID", id="kind"),
        pytest.param("PATCH", MODES, b'{"a":1}', 422, "BODY_INVALID", id="field"),
        pytest.param(
            "PATCH", MODES, b'{"errors":[{"code":7}]}', 422, "ERROR_UNKNOWN", id="code"
        ),
        pytest.param("GET", ANA, b"", 404, "CUSTOMER_UNKNOWN", id="customer"),
        pytest.param(
            "POST",
            "/control/customers/227711004455001/12/messages",
            b'{"text":"x"}',
            422,
            "PHONE_INVALID",
            id="phone",
        ),
        pytest.param(
            "POST",
            "/control/customers/9/123456/read",
            b"",
            404,
            "CHANNEL_UNKNOWN",
            id="channel",
        ),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(cloud, verb, path, body, status, reason):
    answer = cloud.request(verb, path, content=body)

    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.headers["content-type"] == "application/problem+json"


def test_channels_are_shown_without_their_secrets(cloud):
    shown = cloud.get("/control/channels").text

    assert "secret" not in shown
    assert "verify-me" not in shown


def test_the_api_documents_itself(simulator):
    listed = simulator.get("/control").json()["endpoints"]

    assert all(each["does"] for each in listed)
    assert "<h1>" in simulator.get("/control", headers={"accept": "text/html"}).text


def test_the_shop_carries_the_widget_of_the_only_site(simulator):
    simulator.put("/control/channels", json=SITE)

    page = simulator.get("/webchat-demo").text

    assert 'src="http://ingest.example/w.js" data-token="wt_1"' in page


def test_web_chat_visitors_write_through_the_widget(simulator):
    simulator.put("/control/channels", json=SITE)

    answer = simulator.post(
        "/control/customers/wt_1/123456/messages", json={"text": "x"}
    )

    assert answer.json()["reason"] == "USE_THE_WIDGET"


@pytest.mark.parametrize("path", ["/", "/mail", "/static/main.js", "/static/base.css"])
def test_pages_are_served(simulator, path):
    assert simulator.get(path).status_code == 200
