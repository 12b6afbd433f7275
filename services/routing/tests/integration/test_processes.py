"""The two processes of routing as they are deployed, on a real broker."""

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
from builders import ACCOUNT, SHARED, who
from kombu import Connection, Exchange, Queue
from messages import channel_event, conversation_event, user_event
from recado.routing.v1 import assignment_service_pb2 as messages
from recado.routing.v1 import assignment_service_pb2_grpc as stubs
from recado.routing.v1 import events_pb2

from chassis import identity, topology
from chassis.envelope import Outgoing, routing_key
from chassis.publisher import Publisher
from chassis.rpc import bearer
from routing.worker import RoutingWorker

KEY = "test-key"
DEADLINE = 60
"""Seconds after which what is waited for will not come any more."""

KINDS = {
    routing_key(kind): kind
    for kind in (
        events_pb2.ConversationAssigned,
        events_pb2.ConversationUnassigned,
        events_pb2.AttendantChanged,
    )
}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def process(module, environment):
    """Run *module* until the block ends; it must stop by itself when told to."""
    running = subprocess.Popen([sys.executable, "-m", module], env=environment)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            assert running.wait(DEADLINE) == 0
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


def queues():
    """Return the names of all queues of routing, so that none outlives the test."""
    handlers = [f"routing.{n}" for n in dir(RoutingWorker) if n.startswith("on_")]
    retries = [topology.retry_queue(h, n) for h in handlers for n in range(4)]
    return [*handlers, *retries, topology.dead_queue("routing")]


def ready(port):
    address = f"http://127.0.0.1:{port}/readyz"
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as not_yet:
        not_yet.close()
        return False
    except (urllib.error.URLError, ConnectionError):
        return False


@pytest.fixture
def environment(mongo_url, amqp_url):
    name = f"test_routing_{uuid.uuid4().hex[:8]}"
    yield {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "PYTHONWARNINGS": "ignore",
        "ROUTING_AMQP_URL": amqp_url,
        "ROUTING_MONGO_URL": mongo_url,
        "ROUTING_MONGO_NAME": name,
        "ROUTING_IDENTITY_KEY": KEY,
    }
    with pymongo.MongoClient(mongo_url) as client:
        client.drop_database(name)
    with Connection(amqp_url) as connection:
        for queue_name in queues():
            connection.default_channel.queue_delete(queue_name)


@pytest.fixture
def heard(amqp_url):
    """What routing says on the bus, as it comes."""
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
    exchange = Exchange("routing.events", "topic", durable=True)
    consumer = connection.Consumer(
        [Queue("", exchange, routing_key="#", exclusive=True, auto_delete=True)],
        on_message=receive,
    )
    listener = threading.Thread(target=listen, args=(connection, consumer))
    listener.start()
    yield found
    stop.set()
    listener.join()


def hear(heard, kind):
    """Return the next event of *kind*."""
    while True:
        message = heard.get(timeout=DEADLINE)
        if isinstance(message, kind):
            return message


def publish(amqp_url, source, *events):
    publisher = Publisher(amqp_url, exchange=f"{source}.events")
    publisher.publish([Outgoing(routing_key(type(e)), e) for e in events])
    publisher.close()


def test_an_opening_is_answered_and_claimed_across_both_processes(
    environment, amqp_url, heard
):
    """DST-2, ASG-5: opened on the bus, claimed by gRPC, told on the bus."""
    ports = {name: free_port() for name in ("worker", "api", "grpc")}
    worker = {**environment, "ROUTING_METRICS_PORT": str(ports["worker"])}
    api = {
        **environment,
        "ROUTING_METRICS_PORT": str(ports["api"]),
        "ROUTING_GRPC_PORT": str(ports["grpc"]),
    }
    with process("routing.worker_main", worker), process("routing.api_main", api):
        wait_until(lambda: ready(ports["worker"]) and ready(ports["api"]))
        publish(amqp_url, "ingest", channel_event())
        publish(amqp_url, "gateway", user_event())
        opening = conversation_event()
        opening.metadata.event_id = f"ev_{uuid.uuid4().hex}"
        publish(amqp_url, "conversations", opening, opening)

        offered = hear(heard, events_pb2.ConversationUnassigned)
        assert offered.metadata.causation_id == opening.metadata.event_id
        assert (offered.metadata.account_id, offered.message_id) == (ACCOUNT, "ms_1")

        claimed = claim(ports["grpc"])
        told = hear(heard, events_pb2.ConversationAssigned)
        assert told.assignment == claimed
        assert (claimed.assignee_id, claimed.version) == ("ana", 2)
        changed = hear(heard, events_pb2.AttendantChanged)
        while changed.attendant.load != 1:
            changed = hear(heard, events_pb2.AttendantChanged)


def claim(port):
    token = identity.sign(who("ana", sees=(SHARED,)), KEY)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = stubs.AssignmentServiceStub(channel)
        request = messages.ClaimConversationRequest(conversation_id="cv_1")

        def known():
            try:
                return stub.GetAssignment(
                    messages.GetAssignmentRequest(conversation_id="cv_1"),
                    metadata=bearer(token),
                    wait_for_ready=True,
                )
            except grpc.RpcError:
                return None

        wait_until(known)
        return stub.ClaimConversation(request, metadata=bearer(token)).assignment
