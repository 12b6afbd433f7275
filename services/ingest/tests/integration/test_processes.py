"""The job end to end through the real processes, broker and database."""

from __future__ import annotations

import asyncio
import json

import httpx
from builders import cloud, message, signed
from processes import until
from recado.ingest.v1.events_pb2 import DeliveryChanged, MessageReceived

from ingest.domain.channels import Kind

PERSON = ["phone:+15550142233"]


def received(message_id):
    return lambda m: (
        isinstance(m, MessageReceived) and m.provider_message_id == message_id
    )


def moved(message_id, status):
    return lambda m: (
        isinstance(m, DeliveryChanged)
        and (m.message_id, m.status) == (message_id, status)
    )


def test_the_same_webhook_ten_times_at_once_is_one_message(processes, ear):
    """MSG-3, CHN-6."""
    body = json.dumps(cloud({"messages": [message("wamid.ten")]})).encode()
    last = json.dumps(cloud({"messages": [message("wamid.last")]})).encode()

    async def call():
        async with httpx.AsyncClient(base_url=processes.url) as client:
            answers = await asyncio.gather(
                *(
                    client.post(
                        "/webhooks/meta/app-1", content=body, headers=signed(body)
                    )
                    for _ in range(10)
                )
            )
            answers.append(
                await client.post(
                    "/webhooks/meta/app-1", content=last, headers=signed(last)
                )
            )
        return [answer.status_code for answer in answers]

    assert asyncio.run(call()) == [200] * 11
    ear.wait_for(received("wamid.last"), "the last message")
    mine = [m for m in ear.heard if received("wamid.ten")(m)]
    assert len({m.provider_message_id for m in mine}) == len(mine) == 1
    assert mine[0].channel_id == processes.channels[Kind.WHATSAPP_CLOUD].channel_id


def test_what_an_agent_wrote_reaches_the_provider_once(processes, ear, provider):
    """MSG-1."""
    channel = processes.channels[Kind.WHATSAPP_CLOUD].channel_id
    for _ in range(3):
        ear.queue_message("ms_once", channel, keys=PERSON, text="olá")

    sent = ear.wait_for(moved("ms_once", DeliveryChanged.STATUS_SENT), "the send")
    ear.queue_message("ms_after", channel, keys=PERSON)
    ear.wait_for(moved("ms_after", DeliveryChanged.STATUS_SENT), "the next send")

    assert sent.provider_message_id.startswith("wamid.")
    mine = [c for c in provider.calls if c["biz_opaque_callback_data"] == "ms_once"]
    assert [c["text"]["body"] for c in mine] == ["olá"]


def test_a_worker_killed_in_the_middle_of_a_call_sends_nothing_twice(
    processes, ear, provider
):
    channel = processes.channels[Kind.WHATSAPP_CLOUD].channel_id
    provider.hang.clear()
    ear.queue_message("ms_cut", channel, keys=PERSON)
    ear.queue_message("ms_behind", channel, keys=PERSON)

    def calls(message_id):
        return [
            c for c in provider.calls if c["biz_opaque_callback_data"] == message_id
        ]

    until(lambda: calls("ms_cut"), "the call")
    processes.kill("worker")
    provider.hang.set()
    processes.start("worker")

    ear.wait_for(moved("ms_cut", DeliveryChanged.STATUS_UNKNOWN), "the lost answer")
    ear.wait_for(
        moved("ms_behind", DeliveryChanged.STATUS_SENT), "the message behind it"
    )
    assert len(calls("ms_cut")) == len(calls("ms_behind")) == 1

    late = cloud(
        {
            "statuses": [
                {
                    "id": "wamid.cut",
                    "status": "sent",
                    "biz_opaque_callback_data": "ms_cut",
                }
            ]
        }
    )
    body = json.dumps(late).encode()
    httpx.post(
        f"{processes.url}/webhooks/meta/app-1", content=body, headers=signed(body)
    )
    told = ear.wait_for(moved("ms_cut", DeliveryChanged.STATUS_SENT), "the status")
    assert told.provider_message_id == "wamid.cut"


def test_calls_survive_a_broker_that_is_away_and_a_crash(processes, ear):
    """The database is away as well: the sealed copy verifies."""
    processes.kill("http")
    nowhere = "amqp://guest:guest@127.0.0.1:9//"
    processes.start(
        "http",
        INGEST_AMQP_URL=nowhere,
        INGEST_MONGO_URL="mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=500",
    )
    processes.ready()
    body = json.dumps(cloud({"messages": [message("wamid.spooled")]})).encode()
    answer = httpx.post(
        f"{processes.url}/webhooks/meta/app-1",
        content=body,
        headers=signed(body),
        timeout=20,
    )
    processes.kill("http")

    processes.start("http")

    assert answer.status_code == 200
    assert ear.wait_for(received("wamid.spooled"), "the spooled call").text == "hello"
    processes.ready()
