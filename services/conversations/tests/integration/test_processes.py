"""The two processes of conversations as they are deployed, on a real broker."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager

import grpc
import pymongo
import pytest
from builders import delivery_changed, message_received
from kombu import Connection, Exchange, Queue
from recado.conversations.v1 import conversation_service_pb2 as conversation_rpc
from recado.conversations.v1 import (
    conversation_service_pb2_grpc,
    events_pb2,
    message_service_pb2_grpc,
)
from recado.conversations.v1 import message_service_pb2 as message_rpc

from chassis import clock, topology
from chassis.envelope import Outgoing, routing_key
from chassis.identity import Identity, sign
from chassis.publisher import Publisher
from chassis.rpc import bearer
from conversations.wire.events_out import WRITERS
from conversations.worker import ConversationsWorker

KEY = "test-key"
DEADLINE = 60
"""Seconds after which what is waited for will not come any more."""

KINDS = {
    routing_key(kind): kind
    for kind in (*(m for m, _ in WRITERS.values()), events_pb2.ReadMarkChanged)
}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def process(module, environment, *, stop=signal.SIGTERM):
    """Run *module* until the block ends; it must stop by itself when told to."""
    running = subprocess.Popen([sys.executable, "-m", module], env=environment)
    try:
        yield running
    finally:
        running.send_signal(stop)
        try:
            code = running.wait(DEADLINE)
            assert code == (0 if stop is signal.SIGTERM else -stop)
        finally:
            running.kill()
            running.wait()


def wait_until(true):
    """Poll *true* until it is, or fail when it will not be any more."""
    for _ in range(DEADLINE * 20):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


def ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    except urllib.error.HTTPError as not_yet:
        not_yet.close()
        return False
    except (urllib.error.URLError, ConnectionError):
        return False


def queues():
    """Return the names of all our queues, so that none outlives the test."""
    handlers = [
        f"conversations.{n}" for n in dir(ConversationsWorker) if n.startswith("on_")
    ]
    retries = [topology.retry_queue(h, n) for h in handlers for n in range(4)]
    return [*handlers, *retries, topology.dead_queue("conversations")]


@pytest.fixture
def environment(mongo_url, amqp_url):
    name = f"test_conversations_{uuid.uuid4().hex[:8]}"
    yield {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "PYTHONWARNINGS": "ignore",
        "CONVERSATIONS_AMQP_URL": amqp_url,
        "CONVERSATIONS_MONGO_URL": mongo_url,
        "CONVERSATIONS_MONGO_NAME": name,
        "CONVERSATIONS_IDENTITY_KEY": KEY,
    }
    with pymongo.MongoClient(mongo_url) as client:
        client.drop_database(name)
    with Connection(amqp_url) as connection:
        for queue_name in queues():
            connection.default_channel.queue_delete(queue_name)


@pytest.fixture
def account():
    return f"ac_{uuid.uuid4().hex[:8]}"


@pytest.fixture
def heard(amqp_url):
    """What conversations says on the bus, as it comes."""
    found, stop = queue.Queue(), threading.Event()

    def receive(message):
        kind = KINDS[message.delivery_info["routing_key"]]
        found.put(kind.FromString(message.body))
        message.ack()

    def listen(connection, consumer):
        with connection, consumer:
            while not stop.is_set():
                try:
                    connection.drain_events(timeout=0.2)
                except TimeoutError:
                    continue

    connection = Connection(amqp_url)
    exchange = Exchange("conversations.events", "topic", durable=True)
    consumer = connection.Consumer(
        [Queue("", exchange, routing_key="#", exclusive=True, auto_delete=True)],
        on_message=receive,
    )
    listener = threading.Thread(target=listen, args=(connection, consumer))
    listener.start()
    yield found
    stop.set()
    listener.join()


def hear(heard, kind, account):
    """Return the next event of *kind* in *account*."""
    while True:
        message = heard.get(timeout=DEADLINE)
        if isinstance(message, kind) and message.metadata.account_id == account:
            return message


def publish(publisher, *events):
    publisher.publish([Outgoing(routing_key(type(e)), e) for e in events])


@pytest.fixture
def ingest(amqp_url):
    publisher = Publisher(amqp_url, exchange="ingest.events")
    yield publisher
    publisher.close()


def as_ana(account):
    return bearer(
        sign(Identity(account, "us_ana", frozenset(), frozenset(["ch_1"])), KEY)
    )


def test_a_message_comes_in_is_answered_and_delivered(
    environment, ingest, heard, account
):
    """MSG-1, MSG-2: in by the bus, out by gRPC, ticks by the bus; then both stop."""
    ports = {name: free_port() for name in ("worker", "api", "grpc")}
    worker = {**environment, "CONVERSATIONS_METRICS_PORT": str(ports["worker"])}
    api = {
        **environment,
        "CONVERSATIONS_METRICS_PORT": str(ports["api"]),
        "CONVERSATIONS_GRPC_PORT": str(ports["grpc"]),
    }
    with (
        process("conversations.worker_main", worker),
        process("conversations.api_main", api),
        grpc.insecure_channel(f"127.0.0.1:{ports['grpc']}") as channel,
    ):
        wait_until(lambda: ready(ports["worker"]) and ready(ports["api"]))
        publish(ingest, message_received(account_id=account, at=clock.now()))
        added = hear(heard, events_pb2.MessageAdded, account)
        assert added.opening

        cv, who = added.conversation.conversation_id, as_ana(account)
        threads = message_service_pb2_grpc.MessageServiceStub(channel)
        sent = threads.SendMessage(
            message_rpc.SendMessageRequest(
                request_id="rq_1", conversation_id=cv, text="Olá", seen_sequence=2
            ),
            metadata=who,
            wait_for_ready=True,
        )
        queued = hear(heard, events_pb2.MessageQueued, account)
        assert queued.message == sent.message
        marked = hear(heard, events_pb2.ReadMarkChanged, account)
        assert marked.read_mark.user_id == "us_ana"

        notice = delivery_changed(message_id=sent.message.message_id)
        notice.metadata.account_id = account
        publish(ingest, notice)
        changed = hear(heard, events_pb2.MessageStatusChanged, account)
        assert changed.message.status == changed.message.STATUS_SENT

        lists = conversation_service_pb2_grpc.ConversationServiceStub(channel)
        page = lists.ListConversations(
            conversation_rpc.ListConversationsRequest(), metadata=who
        )
        assert page.position == changed.mark.position
        assert page.items[0].conversation == changed.conversation


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(
    environment, ingest, heard, account
):
    """Every message once in the feed, and every event of the feed on the bus."""
    sent = [f"w{n}" for n in range(240)]
    on_bus = set()
    for begin in range(0, 240, 80):
        port = free_port()
        settings = {**environment, "CONVERSATIONS_METRICS_PORT": str(port)}
        last = begin == 160
        stop = signal.SIGTERM if last else signal.SIGKILL
        bury_the_dead(environment)
        with process("conversations.worker_main", settings, stop=stop):
            wait_until(lambda port=port: ready(port))
            for id_ in sent[begin : begin + 80]:
                phone = f"+55{int(id_[1:]) % 7}"
                publish(ingest, message_received(id_, phone=phone, account_id=account))
            on_bus.add(heard.get(timeout=DEADLINE).metadata.event_id)
            if last:
                wait_until(lambda: len(added(environment, account)) == len(sent))
                # Until the sweep has sent what the dead had not.
                stored = {e.metadata.event_id for e in feed(environment, account)}
                while not stored <= on_bus:
                    on_bus.add(heard.get(timeout=DEADLINE).metadata.event_id)

    ids = [e.message.provider_message_id for e in added(environment, account)]
    assert sorted(ids) == sorted(sent)
    positions = [e.mark.position for e in feed(environment, account)]
    assert positions == list(range(1, len(positions) + 1))


def bury_the_dead(environment):
    """End transactions of killed processes; the database takes a minute to."""
    with pymongo.MongoClient(environment["CONVERSATIONS_MONGO_URL"]) as client:
        client.admin.command("killAllSessions", [])


def feed(environment, account):
    """Return the account's feed, as it is stored."""
    with pymongo.MongoClient(environment["CONVERSATIONS_MONGO_URL"]) as client:
        database = client[environment["CONVERSATIONS_MONGO_NAME"]]
        found = list(database.feed.find({"account_id": account}))
    found.sort(key=lambda document: document["last"])
    return [KINDS[e["n"]].FromString(e["b"]) for d in found for e in d["events"]]


def added(environment, account):
    return [
        e for e in feed(environment, account) if isinstance(e, events_pb2.MessageAdded)
    ]
