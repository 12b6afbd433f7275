"""Templates at Twilio: content, its approval, and what is sent of it."""

from __future__ import annotations

import time

import pytest
from conftest import ACCOUNT, AUTH_TOKEN, until
from shapes import differences
from test_twilio import InProcess
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

ANA, SENDER = "5511987654321", "whatsapp:+15550100200"


@pytest.fixture
def client(twilio):
    return Client(ACCOUNT, AUTH_TOKEN, http_client=InProcess(twilio))


def content(client):
    return client.content.v1.contents.create(
        ContentList.ContentCreateRequest(
            {
                "friendly_name": "entrega",
                "language": "pt_BR",
                "variables": {"1": "Ana"},
                "types": {
                    "twilio/quick-reply": {
                        "body": "Oi {{1}}, tudo certo?",
                        "actions": [
                            {"type": "QUICK_REPLY", "title": "Sim", "id": "yes"}
                        ],
                    }
                },
            }
        )
    )


def hand_in(twilio, sid):
    return twilio.post(
        f"/v1/Content/{sid}/ApprovalRequests/whatsapp",
        json={"name": "entrega", "category": "UTILITY"},
        auth=(ACCOUNT, AUTH_TOKEN),
    )


def test_twilios_client_hands_in_content_and_sends_it(client, twilio):
    """TPL-2, TPL-5."""
    sid = content(client).sid
    assert hand_in(twilio, sid).json()["status"] == "received"

    def approval():
        return client.content.v1.contents(sid).approval_fetch().fetch().whatsapp

    until(lambda: approval()["status"] == "approved")
    sent = client.messages.create(
        to=f"whatsapp:+{ANA}",
        from_=SENDER,
        content_sid=sid,
        content_variables='{"1":"Bia"}',
    )

    until(lambda: client.messages(sent.sid).fetch().status == "read")
    assert client.messages(sent.sid).fetch().body == "Oi Bia, tudo certo?"
    assert [each.sid for each in client.content.v1.contents.list()] == [sid]
    listed = client.content.v1.content_and_approvals.list()
    assert listed[0].approval_requests["status"] == "approved"


def test_an_approval_has_what_twilio_tells(client, twilio):
    sid = content(client).sid
    hand_in(twilio, sid)

    told = twilio.get(
        f"/v1/Content/{sid}/ApprovalRequests", auth=(ACCOUNT, AUTH_TOKEN)
    ).json()

    shape = "twilio_whatsapp/content_approval_fetch"
    assert differences(shape, told) == (set(), set())


def test_content_without_approval_is_free_text_to_twilio(client, twilio):
    """WIN-1."""
    sid = content(client).sid
    to = f"whatsapp:+{ANA}"

    late = client.messages.create(to=to, from_=SENDER, content_sid=sid)
    until(lambda: client.messages(late.sid).fetch().status == "undelivered")
    twilio.put(f"/control/customers/15550100200/{ANA}", json={"wrote_at": time.time()})
    inside = client.messages.create(to=to, from_=SENDER, content_sid=sid)

    assert client.messages(late.sid).fetch().error_code == 63016
    until(lambda: client.messages(inside.sid).fetch().status == "read")


def test_deleted_content_is_unknown(client):
    sid = content(client).sid

    assert client.content.v1.contents(sid).delete()

    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=f"whatsapp:+{ANA}", from_=SENDER, content_sid=sid)
    assert refused.value.code == 21655
