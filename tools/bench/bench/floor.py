"""
The floor: the shortest honest program that stores the same messages.

It takes provider calls from a quorum queue and writes, for each, one document
of the size of our message in bulk, then acknowledges. No parsing, no rules, no
events: nothing that keeps a promise to a user could be faster on this broker
and this database. Our share of it says what the rest costs.
"""

from __future__ import annotations

import os
import time

import amqp
import pymongo
from kombu import Connection
from recado.ingest.v1.events_pb2 import ProviderCallReceived

from chassis.envelope import Outgoing, stamp
from chassis.publisher import Publisher

BATCH = 200


def measure(amqp_url: str, mongo_url: str, count: int) -> float:
    """Return the messages per second that the floor takes and stores."""
    name = f"recado_floor_{os.getpid()}"
    client = pymongo.MongoClient(mongo_url, w="majority", journal=True)
    stored = client[name]["messages"]
    with Connection(amqp_url) as connection:
        channel = connection.channel()
        channel.queue_declare(
            name, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
        )
        _fill(channel, amqp_url, name, count)
        began = time.perf_counter()
        _drain(connection, channel, name, stored, count)
        took = time.perf_counter() - began
        channel.close()
        channel = connection.channel()
        channel.queue_delete(name)
        channel.exchange_delete(f"{name}.events")
    client.drop_database(name)
    return count / took


def _fill(channel: amqp.Channel, amqp_url: str, name: str, count: int) -> None:
    publisher = Publisher(amqp_url, f"{name}.events")
    call = Outgoing("call", stamp(ProviderCallReceived(body=b"x" * 600), account_id=""))
    publisher.publish([call])
    channel.queue_bind(name, f"{name}.events", "#")
    for begin in range(0, count, 500):
        publisher.publish([call] * min(500, count - begin), timeout_seconds=60)
    publisher.close()


def _drain(
    connection: Connection, channel: amqp.Channel, name: str, stored: object, count: int
) -> None:
    waiting: list[amqp.Message] = []
    channel.basic_qos(0, BATCH * 2, False)
    channel.basic_consume(name, callback=waiting.append)
    done = 0
    while done < count:
        timeout = 30.0
        while len(waiting) < min(BATCH, count - done):
            connection.connection.drain_events(timeout=timeout)
        batch, waiting[:] = waiting[:BATCH], waiting[BATCH:]
        stored.insert_many(  # type: ignore[attr-defined]  # a pymongo collection
            [
                {"_id": f"{done + n}", "body": bytes(m.body[:300]), "account_id": "a"}
                for n, m in enumerate(batch)
            ],
            ordered=False,
        )
        channel.basic_ack(batch[-1].delivery_tag, multiple=True)
        done += len(batch)
