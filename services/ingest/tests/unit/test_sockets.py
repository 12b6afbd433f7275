"""The web chat socket: who may speak, what they get, and in which order."""

from __future__ import annotations

import json

import pytest
from builders import NOON, SEALER, line, webchat
from house import House
from sockets import Client, Closed

from ingest.domain.events import TranscriptGrew
from ingest.domain.visitors import visitor_id
from ingest.wire.events import write_event


@pytest.fixture
def house(tmp_path):
    return House(
        tmp_path,
        webchat(),
        webchat(
            "ch_shop",
            provider_id="wt_shop",
            facts={"allowed_origins": "https://shop.example"},
        ),
    )


@pytest.fixture
def client(house):
    found = Client(house.site)
    yield found
    found.close()


def hello(website="wt_website", token=None, **fields):
    return {
        "op": "session.start",
        "website_token": website,
        "visitor_token": token,
        **fields,
    }


def greet(socket, **fields):
    socket.send_json(hello(**fields))
    welcome = socket.receive_json()
    frames = []
    while not frames or frames[-1]["ev"] != "history.complete":
        frames.append(socket.receive_json())
    return welcome, [f for f in frames if f["ev"] == "message.created"]


def rejected(client, first, **kwargs):
    with client.connect(**kwargs) as socket:
        raw = isinstance(first, dict) and "type" in first
        (socket.send if raw else socket.send_json)(first)
        frame = socket.receive_json()
        with pytest.raises(Closed) as end:
            socket.receive_json()
    assert frame["ev"] == "rejected"
    return frame["reason"], end.value.code


def test_a_new_visitor_gets_a_token_of_128_bits_or_more(client):
    with client.connect(subprotocols=["recado.webchat.v1"]) as socket:
        welcome, lines = greet(socket)

    assert socket.accepted_subprotocol == "recado.webchat.v1"
    assert welcome["title"] == "ch_web"
    assert len(welcome["visitor_token"]) >= 32
    assert lines == []


def test_a_message_is_kept_before_it_is_acknowledged(client, house):
    with client.connect() as socket:
        greet(socket, name="  Marta  Oliveira ")
        socket.send_json(
            {
                "op": "message.create",
                "client_id": "client-001",
                "type": "text",
                "text": "olá",
            }
        )
        answer = socket.receive_json()

    assert answer == {"ev": "ack", "client_id": "client-001"}
    [kept] = house.broker.calls
    assert (kept.provider, kept.target) == ("webchat", "ch_web")
    assert kept.visitor_id.startswith("vs_")
    body = json.loads(kept.body)
    assert (body["text"], body["name"], body["client_id"]) == (
        "olá",
        "Marta Oliveira",
        "client-001",
    )


def test_a_returning_visitor_gets_exactly_what_they_missed(client, house):
    with client.connect() as socket:
        token = greet(socket)[0]["visitor_token"]
    mine = visitor_id(token)
    house.transcripts.append(
        [
            line(f"ms_{n}", visitor_id=mine, from_visitor=False, text=f"t{n}")
            for n in (1, 2, 3)
        ],
        [],
    )
    house.transcripts.append(
        [line("ms_x", visitor_id="vs_other", from_visitor=False)], []
    )

    with client.connect() as socket:
        welcome, lines = greet(socket, token=token, after_seq=1)

    assert "visitor_token" not in welcome
    assert [(f["seq"], f["message"]["text"]) for f in lines] == [(2, "t2"), (3, "t3")]


def test_new_lines_are_pushed_in_order_and_gaps_are_filled(client, house):
    with client.connect() as socket:
        mine = visitor_id(greet(socket)[0]["visitor_token"])
        house.transcripts.append(
            [line(f"ms_{n}", visitor_id=mine, from_visitor=False) for n in (1, 2, 3)],
            [],
        )

        def push(number):
            stored = house.transcripts.lines[number - 1]
            event = write_event(TranscriptGrew(stored, NOON), SEALER.seal)
            client.call(house.site.learn, event.message)

        push(1)
        # The second is lost on the way; the third makes that plain.
        push(3)
        push(3)
        frames = [socket.receive_json() for _ in range(4)]

    shown = [f["seq"] for f in frames if f["ev"] == "message.created"]
    assert shown == [1, 2, 3]
    assert frames[0]["message"]["author"] == {"kind": "agent"}


def test_what_the_visitor_saw_is_told_once_and_never_beyond_what_they_got(
    client, house
):
    with client.connect() as socket:
        token = greet(socket)[0]["visitor_token"]
    house.transcripts.append(
        [line("ms_1", visitor_id=visitor_id(token), from_visitor=False)], []
    )
    with client.connect() as socket:
        greet(socket, token=token)
        for up_to in (99, 1, 1):
            socket.send_json({"op": "read", "up_to_seq": up_to})
        socket.send_json(
            {"op": "message.create", "client_id": "client-001", "text": "x"}
        )
        socket.receive_json()

    seen = [json.loads(kept.body) for kept in house.broker.calls][:-1]
    assert seen == [{"op": "read", "up_to_seq": 1}]


def test_a_token_of_another_web_site_is_worth_nothing(client, house):
    with client.connect() as socket:
        token = greet(socket)[0]["visitor_token"]
    house.channels[1] = webchat("ch_shop", provider_id="wt_shop")
    house.site.directory.replace(house.channels)

    with client.connect() as socket:
        welcome, _ = greet(socket, website="wt_shop", token=token)

    assert welcome["visitor_token"] != token


@pytest.mark.parametrize(
    ("first", "reason", "code"),
    [
        (hello("wt_nobody"), "WEBSITE_UNKNOWN", 4404),
        ({"op": "message.create"}, "WEBSITE_UNKNOWN", 4404),
        (["no object"], "FRAME_NOT_JSON", 4400),
        ({"type": "websocket.receive", "text": "{"}, "FRAME_NOT_JSON", 4400),
        ({"type": "websocket.receive", "bytes": b"{}"}, "FRAME_NOT_TEXT", 1003),
        ({"type": "websocket.receive", "text": "x" * 70_000}, "FRAME_TOO_LARGE", 1009),
        ({"type": "websocket.receive", "text": "[" * 60_000}, "FRAME_NOT_JSON", 4400),
    ],
)
def test_who_does_not_greet_properly_is_turned_away(client, house, first, reason, code):
    assert rejected(client, first) == (reason, code)
    assert house.broker.calls == []


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        ("https://shop.example", True),
        # Our own frame, which only allowed sites may embed.
        ("http://ingest.test", True),
        ("https://evil.example", False),
        ("https://shop.example.evil.example", False),
        ("null", False),
        (None, False),
    ],
)
def test_only_allowed_sites_talk_to_a_channel_that_lists_them(client, origin, welcome):
    headers = {"origin": origin} if origin else {}
    if not welcome:
        assert rejected(client, hello("wt_shop"), headers=headers) == (
            "ORIGIN_REFUSED",
            4403,
        )
        return
    with client.connect(headers=headers) as socket:
        assert greet(socket, website="wt_shop")[0]["ev"] == "welcome"
