"""Messenger through the real processes: from the webhook to what is announced."""

from __future__ import annotations

import json

import httpx
from builders import PAGE, signed
from processes import until
from recado.ingest.v1 import events_pb2

from ingest.domain.channels import Kind

PERSON = "7300112244556677"


def post(processes, *bodies):
    """Post a call about the page, with one event per body."""
    events = [
        {
            "sender": {"id": PERSON},
            "recipient": {"id": PAGE},
            "timestamp": 1893499200000,
            **body,
        }
        for body in bodies
    ]
    call = {"object": "page", "entry": [{"id": PAGE, "messaging": events}]}
    body = json.dumps(call).encode()
    answer = httpx.post(
        f"{processes.url}/webhooks/meta/app-1", content=body, headers=signed(body)
    )
    return answer.status_code


def is_a(kind, **fields):
    return lambda m: (
        isinstance(m, kind)
        and all(getattr(m, key) == value for key, value in fields.items())
    )


def test_who_writes_to_a_page_is_heard_and_then_known_by_name(processes, ear, provider):
    """MSG-4, CHN-1, CHN-6."""
    provider.names[PERSON] = "Marta Oliveira"
    page = processes.connect(
        Kind.MESSENGER, name="messenger", api_base_url=provider.url
    )
    until(
        lambda: post(processes, {"message": {"mid": "m_0", "text": "?"}}) == 200,
        "the channel is known to the HTTP side",
    )
    echo = {
        "sender": {"id": PAGE},
        "recipient": {"id": PERSON},
        "message": {"mid": "m_2", "is_echo": True, "app_id": 7, "text": "a bot"},
    }

    assert (
        post(
            processes,
            {"message": {"mid": "m_1", "text": "hello"}},
            echo,
            {"reaction": {"mid": "m_2", "action": "react", "emoji": "😀"}},
        )
        == 200
    )

    written = ear.wait_for(
        is_a(events_pb2.MessageReceived, provider_message_id="m_1"), "the message"
    )
    assert written.channel_id == page.channel_id
    assert list(written.sender.keys) == [f"psid:{PERSON}"]
    ear.wait_for(is_a(events_pb2.MessageEchoed, provider_message_id="m_2"), "the echo")
    ear.wait_for(
        is_a(events_pb2.ReactionReceived, target_provider_message_id="m_2"),
        "the reaction",
    )
    known = ear.wait_for(
        is_a(events_pb2.IdentityChanged, reason="profile_known"), "the name"
    )
    assert known.identity.display_name == "Marta Oliveira"
    assert list(known.former_keys) == [f"psid:{PERSON}"]
