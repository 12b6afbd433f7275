"""What a visitor at a socket may say, and how fast."""

from __future__ import annotations

import json

import pytest
from builders import webchat
from house import House
from sockets import Client, Closed

from chassis.errors import Unavailable
from ingest.http import session as sessions


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


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ({"client_id": "client-001", "text": "x" * 4097}, "TEXT_TOO_LONG"),
        ({"client_id": "client-001", "text": "  "}, "TEXT_MISSING"),
        ({"client_id": "client-001"}, "TEXT_MISSING"),
        ({"client_id": "no", "text": "x"}, "CLIENT_ID_MALFORMED"),
        ({"client_id": {"$ne": 1}, "text": "x"}, "CLIENT_ID_MALFORMED"),
    ],
)
def test_a_message_that_cannot_be_taken_says_why(client, house, frame, reason):
    with client.connect() as socket:
        greet(socket)
        socket.send_json({"op": "message.create", **frame})
        answer = socket.receive_json()

    assert (answer["ev"], answer["reason"]) == ("refused", reason)
    assert house.broker.calls == []


def test_a_flood_is_held_back_and_then_ended(client, house):
    with client.connect() as socket:
        greet(socket)
        for number in range(200):
            socket.send_json(
                {
                    "op": "message.create",
                    "client_id": f"client-{number:03d}",
                    "text": "x",
                }
            )
        answers = []
        with pytest.raises(Closed) as end:
            while True:
                answers.append(socket.receive_json())

    assert end.value.code == 4429
    assert 30 <= len(house.broker.calls) < 60
    assert {a["reason"] for a in answers if a["ev"] == "refused"} == {"RATE_LIMITED"}


def test_unknown_frames_are_ignored(client, house):
    with client.connect() as socket:
        greet(socket)
        for frame in (
            {"op": "typing"},
            {"op": 7},
            {},
            {"op": "pong"},
            {"op": "read", "up_to_seq": "x"},
        ):
            socket.send_json(frame)
        socket.send_json({"op": "csat.submit", "score": 5})
        socket.send_json(
            {"op": "message.create", "client_id": "client-001", "text": "x"}
        )
        assert socket.receive_json()["ev"] == "ack"

    assert [json.loads(k.body)["op"] for k in house.broker.calls] == [
        "csat.submit",
        "message.create",
    ]


def test_without_the_database_a_visitor_still_writes(client, house):
    def away(*_):
        raise Unavailable("away")

    house.site.hub._read_lines = away
    with client.connect() as socket:
        socket.send_json(hello())
        frames = [socket.receive_json()["ev"], socket.receive_json()["ev"]]
        socket.send_json(
            {"op": "message.create", "client_id": "client-001", "text": "x"}
        )
        frames.append(socket.receive_json()["ev"])

    assert frames == ["welcome", "history.unavailable", "ack"]


def test_a_frame_has_a_limit_in_bytes_not_characters():
    with pytest.raises(sessions.Rejected, match="FRAME_TOO_LARGE"):
        sessions.read_frame(json.dumps({"text": "🚚" * 17_000}, ensure_ascii=False))
