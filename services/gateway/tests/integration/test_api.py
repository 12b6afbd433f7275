"""The JSON API over the other services."""

import asyncio
from contextlib import aclosing

import grpc
import pytest
from builders import Channel, Conversation, assigned, channel, conversation
from house import open_house
from patience import until
from recado.routing.v1 import roster_pb2

pytestmark = pytest.mark.anyio

Code = grpc.StatusCode


@pytest.fixture
async def house():
    async with open_house() as found:
        yield found


@pytest.fixture
async def ana(house):
    async with aclosing(await house.signed_in("ana")) as client:
        yield client


@pytest.fixture
async def admin(house):
    async with aclosing(await house.signed_in("admin")) as client:
        yield client


async def test_me_tells_what_a_page_needs(house, ana):
    user_id = house.users["ana"].user_id
    house.world.attendants[user_id] = roster_pb2.Attendant(
        user_id=user_id, available=True, load=2, capacity=5, is_attendant=True
    )

    me = (await ana.get("/api/v1/me")).json()

    assert me["user"]["permissions"] == ["contacts.edit", "inbox"]
    assert me["availability"] == {
        "available": True,
        "online": False,
        "load": 2,
        "capacity": 5,
    }


async def test_me_answers_without_routing(house, ana):
    house.world.refusal = (Code.UNAVAILABLE, "DOWN")

    answer = await ana.get("/api/v1/me")

    assert (answer.status_code, answer.json()["availability"]) == (200, None)


async def test_services_are_called_for_the_user_and_what_they_see(house, ana):
    """PRM-7: the service decides by what the gateway signs."""
    private = channel(
        "ch_2",
        house.account_id,
        visibility=Channel.VISIBILITY_PRIVATE,
        installer_id="us_x",
    )
    house.queue.on_message(_changed(private))

    await ana.get("/api/v1/counts")

    who = house.world.callers[-1]
    assert (who.account_id, who.user_id) == (
        house.account_id,
        house.users["ana"].user_id,
    )
    assert who.permissions == {"inbox", "contacts.edit"}
    assert who.visible_ids == {"ch_1"}


def _changed(made):
    from recado.ingest.v1 import events_pb2

    event = events_pb2.ChannelChanged(channel=made)
    event.metadata.account_id = made.account_id
    return event


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (Code.NOT_FOUND, 404),
        (Code.PERMISSION_DENIED, 403),
        (Code.FAILED_PRECONDITION, 409),
        (Code.ABORTED, 409),
        (Code.ALREADY_EXISTS, 409),
        (Code.INVALID_ARGUMENT, 422),
        (Code.OUT_OF_RANGE, 410),
        (Code.UNAUTHENTICATED, 401),
    ],
)
async def test_a_refusal_keeps_its_reason(house, ana, code, status):
    house.world.refusal = (code, "BECAUSE", "so it is")

    answer = await ana.get("/api/v1/counts")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["reason"], answer.json()["detail"]) == ("BECAUSE", "so it is")


async def test_a_fact_cannot_pose_as_part_of_the_problem(house, ana):
    house.world.refusal = (Code.ABORTED, "CHANGED", "so it is")
    house.world.facts = {
        "status": "200",
        "reason": "X",
        "headers": "Y",
        "self": "Z",
        "by": "us_1",
    }

    answer = (await ana.get("/api/v1/counts")).json()

    assert (answer["status"], answer["reason"], answer["by"]) == (
        409,
        "CHANGED",
        "us_1",
    )


async def test_a_field_is_named_as_over_http(house, ana):
    house.world.refusal = (Code.INVALID_ARGUMENT, "PAGE_INVALID")
    house.world.facts = {"field": "page_token"}

    assert (await ana.get("/api/v1/conversations")).json()["field"] == "cursor"


async def test_a_service_that_is_down_is_a_503_that_says_when_to_come_back(house, ana):
    house.world.refusal = (Code.UNAVAILABLE, "DOWN")

    answer = await ana.get("/api/v1/conversations")

    assert (answer.status_code, answer.json()["reason"]) == (503, "UNAVAILABLE")
    assert answer.headers["retry-after"] == "1"


async def test_a_bug_elsewhere_tells_nothing_of_the_inside(house, ana):
    house.world.refusal = (Code.INTERNAL, "BUG", "secret words")

    answer = await ana.get("/api/v1/counts")

    assert (answer.status_code, answer.json()["reason"]) == (502, "BACKEND_FAILED")
    assert "secret words" not in answer.text


async def test_a_claim_is_answered_once_lists_show_it(house, ana):
    """ASG-2, ASG-5: read your own writes."""
    claiming = asyncio.create_task(ana.post("/api/v1/conversations/cv_1/claim"))
    await until(lambda: any(who.user_id for who in house.world.callers))
    user_id = house.users["ana"].user_id
    house.world.conversations["cv_1"] = conversation(
        account_id=house.account_id, assignee_id=user_id, assignment_version=1
    )
    house.queue.on_message(assigned(5, version=1, assignee_id=user_id))

    found = (await claiming).json()

    assert (found["assignee_id"], found["section"]) == (user_id, "mine")
    assert found["assignment_version"] == 1


async def test_a_claim_is_answered_even_if_the_bus_says_nothing(
    house, ana, monkeypatch
):
    monkeypatch.setattr("gateway.live.own_writes.PATIENCE", 0)

    answer = await ana.post("/api/v1/conversations/cv_1/claim")

    assert (answer.status_code, answer.json()["assignee_id"]) == (200, None)


async def test_reopening_an_open_conversation_waits_for_nothing(house, ana):
    """LIF-4."""
    answer = await ana.post("/api/v1/conversations/cv_1/reopen")

    assert (answer.status_code, answer.json()["state"]) == (200, "open")


async def test_reopening_tells_whose_it_is_then(house, ana):
    """LIF-10."""
    house.world.conversations["cv_1"].state = Conversation.STATE_CLOSED
    reopening = asyncio.create_task(ana.post("/api/v1/conversations/cv_1/reopen"))
    is_open = Conversation.STATE_OPEN
    await until(lambda: house.world.conversations["cv_1"].state == is_open)
    house.world.conversations["cv_1"].assignee_id = "us_bruno"
    house.world.conversations["cv_1"].assignment_version = 1
    house.queue.on_message(assigned(5, version=1, assignee_id="us_bruno"))

    assert (await reopening).json()["section"] == "others"


async def test_closing_and_marking(house, ana):
    """LIF-1, FLT-2."""
    closed = (await ana.post("/api/v1/conversations/cv_1/close", json={})).json()
    read = (
        await ana.post("/api/v1/conversations/cv_1/read", json={"inbound_count": 3})
    ).json()
    unread = (await ana.post("/api/v1/conversations/cv_1/unread")).json()

    assert closed["section"] == "closed"
    assert read == {"read": {"inbound_count": 3, "marked_unread": False}}
    assert unread["read"]["marked_unread"]


async def test_a_reply_to_something_older_is_held(house, ana):
    """MSG: the stale-reply guard."""
    body = {"kind": "text", "text": "Oi", "request_id": "rq-1", "seen_sequence": 0}

    answer = await ana.post("/api/v1/conversations/cv_1/messages", json=body)

    assert (answer.status_code, answer.json()["reason"]) == (409, "STALE_REPLY")
    assert answer.json()["last_inbound_sequence"] == "1"


async def test_sending_keeps_the_page_s_request_id(house, ana):
    body = {
        "kind": "text",
        "text": "Oi 👩🏽‍💻",
        "request_id": "rq-1",
        "seen_sequence": 1,
    }

    answer = await ana.post("/api/v1/conversations/cv_1/messages", json=body)

    assert answer.status_code == 201
    assert answer.json()["message"]["request_id"] == "rq-1"
    assert answer.json()["message"]["text"] == "Oi 👩🏽‍💻"


async def test_a_key_of_one_user_is_not_that_of_another(house, ana):
    body = {"text": "Oi", "seen_sequence": -1}
    missing = await ana.post("/api/v1/conversations/cv_1/messages", json=body)
    key = {"Idempotency-Key": "1"}

    await ana.post("/api/v1/conversations/cv_1/messages", json=body, headers=key)
    async with aclosing(await house.signed_in("bruno")) as bruno:
        await bruno.post("/api/v1/conversations/cv_1/messages", json=body, headers=key)

    assert missing.json()["field"] == "request_id"
    first, second = house.world.sent
    assert first.request_id != second.request_id
    assert first.request_id.endswith(":1")


async def test_an_empty_text_names_the_field(house, ana):
    body = {"text": " ", "request_id": "a", "seen_sequence": -1}

    answer = await ana.post("/api/v1/conversations/cv_1/messages", json=body)

    assert (answer.status_code, answer.json()["field"]) == (422, "text")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/users", None),
        ("POST", "/api/v1/channels", {"kind": "webchat", "name": "Site"}),
        ("GET", "/api/v1/ledger", None),
        (
            "PUT",
            "/api/v1/distribution",
            {"method": "random", "reopen_policy": "unassigned"},
        ),
        ("PATCH", "/api/v1/agents/us_1", {"capacity": 1}),
        ("POST", "/api/v1/sectors", {"name": "Sales"}),
    ],
)
async def test_what_needs_a_permission_is_refused_without_it(
    ana, admin, method, path, body
):
    """PRM-1, PRM-6."""
    refused = await ana.request(method, path, json=body)
    allowed = await admin.request(method, path, json=body)

    assert (refused.status_code, refused.json()["reason"]) == (
        403,
        "PERMISSION_MISSING",
    )
    assert allowed.is_success


async def test_a_connected_channel_can_be_seen_at_once(house, admin, ana):
    """PRM-6, PRM-7."""
    body = {
        "kind": "webchat",
        "name": "Site",
        "provider_facts": {"allowed_origins": ""},
    }

    made = (await admin.post("/api/v1/channels", json=body)).json()
    await ana.get("/api/v1/counts")

    assert made["visibility"] == "shared"
    assert made["id"] in house.world.callers[-1].visible_ids


async def test_wrong_methods_and_addresses_are_problems(ana):
    wrong = await ana.put("/api/v1/counts", json={})
    nowhere = await ana.get("/api/v1/nowhere")
    posted = await ana.post("/somewhere", json={})
    head = await ana.head("/api/v1/counts")
    endless = await ana.head("/api/v1/events")

    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET")
    assert (nowhere.status_code, nowhere.json()["reason"]) == (404, "ROUTE_UNKNOWN")
    assert posted.status_code == 405
    assert head.status_code == 200
    assert endless.status_code == 405


async def test_a_body_of_10_megabytes_is_refused(ana):
    answer = await ana.post(
        "/api/v1/conversations/cv_1/close", content=b" " * 10_000_000
    )

    assert (answer.status_code, answer.json()["reason"]) == (413, "TOO_LARGE")


async def test_not_ready_while_the_database_is_away(house, ana):
    assert (await ana.get("/readyz")).status_code == 200

    house.outside.database_up = False

    assert (await ana.get("/readyz")).status_code == 503
    assert (await ana.get("/healthz")).status_code == 200
