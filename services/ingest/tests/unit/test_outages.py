"""Calls are verified and kept while the broker or the database is away."""

from __future__ import annotations

import asyncio
import json

from builders import SEALER, channel, cloud, message, signed
from house import House

BODY = json.dumps(cloud({"messages": [message()]})).encode()


def serve(house, scenario):
    async def main():
        async with house.open() as client:
            return await scenario(client)

    return asyncio.run(main())


def post(house, path, body, headers):
    return serve(house, lambda client: client.post(path, content=body, headers=headers))


def test_a_broker_that_is_away_costs_nobody_a_call(tmp_path):
    house = House(tmp_path, channel())
    house.broker.away = True

    answer = post(house, "/webhooks/meta/app-1", BODY, signed(BODY))

    assert answer.status_code == 200
    assert len(list((tmp_path / "spool").glob("*.calls"))) == 1


def test_when_neither_broker_nor_disk_takes_it_the_provider_is_to_come_again(tmp_path):
    house = House(tmp_path, channel())
    house.broker.away = True

    def full(_):
        raise OSError(28, "No space left on device")

    house.site.intake._spool.append = full
    answer = post(house, "/webhooks/meta/app-1", BODY, signed(BODY))

    assert (answer.status_code, answer.json()["reason"]) == (503, "UNAVAILABLE")
    assert answer.headers["retry-after"] == "5"


def test_without_the_database_the_sealed_copy_verifies_calls(tmp_path):
    serve(House(tmp_path, channel()), lambda client: client.get("/healthz"))
    copy = (tmp_path / "spool" / "channels.sealed").read_bytes()
    assert b"app-secret" not in copy
    later = House(tmp_path, channel())
    later.database_away = True

    assert post(later, "/webhooks/meta/app-1", BODY, signed(BODY)).status_code == 200
    assert len(later.broker.calls) == 1


def test_without_database_and_copy_the_provider_is_to_come_again(tmp_path):
    house = House(tmp_path, channel())
    house.database_away = True

    async def scenario(client):
        ready = await client.get("/readyz")
        call = await client.post(
            "/webhooks/meta/app-1", content=BODY, headers=signed(BODY)
        )
        return ready.status_code, call.status_code

    assert serve(house, scenario) == (503, 503)


def test_a_channel_connected_a_moment_ago_is_looked_up(tmp_path):
    house = House(tmp_path)

    async def scenario(client):
        house.channels.append(channel())
        return await client.post(
            "/webhooks/meta/app-1", content=BODY, headers=signed(BODY)
        )

    assert serve(house, scenario).status_code == 200


def test_a_channel_event_is_enough_to_know_a_channel(tmp_path):
    from ingest.domain.events import ChannelConnected
    from ingest.wire.events import write_event

    house = House(tmp_path)
    event = write_event(ChannelConnected(channel(), channel().create_time), SEALER.seal)

    async def scenario(client):
        house.site.learn(event.message)
        return await client.post(
            "/webhooks/meta/app-1", content=BODY, headers=signed(BODY)
        )

    assert serve(house, scenario).status_code == 200


def test_two_channels_of_an_app_share_its_secret(tmp_path):
    other = channel(
        "ch_2", provider_id="9", secrets={"app_secret": "another-secret-of-the-app"}
    )
    house = House(tmp_path, channel(), other)
    made = signed(BODY, "another-secret-of-the-app")

    assert post(house, "/webhooks/meta/app-1", BODY, made).status_code == 200
    [kept] = house.broker.calls
    assert kept.secret_print == other.secret_prints[0] != channel().secret_prints[0]
