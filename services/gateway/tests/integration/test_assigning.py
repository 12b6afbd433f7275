"""Acting on a conversation that is newer than routing knows."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest
from builders import assigned, conversation
from house import open_house
from patience import until

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house():
    async with open_house() as opened:
        yield opened


@pytest.fixture
async def ana(house):
    async with aclosing(await house.signed_in("ana")) as client:
        yield client


async def test_a_claim_waits_until_routing_has_heard_of_the_conversation(house, ana):
    """ASG-5: whoever sees a conversation open may claim it that instant."""
    house.world.unheard_of = {"cv_1"}
    claiming = asyncio.create_task(ana.post("/api/v1/conversations/cv_1/claim"))
    await until(lambda: len([who for who in house.world.callers if who.user_id]) >= 2)
    house.world.conversations["cv_1"] = conversation(
        account_id=house.account_id, assignment_version=1
    )
    house.world.unheard_of.clear()
    house.queue.on_message(assigned(5, version=1, assignee_id=""))
    await until(lambda: len([who for who in house.world.callers if who.user_id]) >= 3)
    house.queue.on_message(assigned(6, version=2))

    assert (await claiming).status_code == 200


async def test_a_claim_that_routing_never_hears_of_asks_to_be_repeated(
    house, ana, monkeypatch
):
    """The conversation is there: it is not told to be missing."""
    monkeypatch.setattr("gateway.live.own_writes.PATIENCE", 0)
    house.world.unheard_of = {"cv_1"}

    answer = await ana.post("/api/v1/conversations/cv_1/claim")

    assert (answer.status_code, answer.json()["reason"]) == (503, "ASSIGNMENT_UNKNOWN")
    assert answer.headers["retry-after"] == "1"


async def test_a_claim_of_what_nobody_knows_is_refused_at_once(house, ana):
    answer = await ana.post("/api/v1/conversations/cv_9/claim")

    assert (answer.status_code, answer.json()["reason"]) == (
        404,
        "CONVERSATION_UNKNOWN",
    )
