"""The two processes of the notifier as they are deployed, on a real broker."""

import os
import queue
import signal
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
from builders import (
    ANA,
    assigned,
    channel_event,
    message_added,
    user_event,
    who,
)
from kombu import Connection, Exchange, Queue
from real import Mailbox, free_port
from recado.notifier.v1 import preference_service_pb2 as messages
from recado.notifier.v1 import preference_service_pb2_grpc as stubs
from recado.notifier.v1.events_pb2 import NotificationRaised
from recado.notifier.v1.preference_pb2 import Preferences

from chassis import identity, topology
from chassis.envelope import Outgoing, routing_key
from chassis.publisher import Publisher
from chassis.rpc import bearer
from notifier.worker import NotifierWorker

KEY = "test-key"
DEADLINE = 60
"""Seconds after which what is waited for will not come any more."""


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
    """Return the names of all queues, so that none outlives the test."""
    handlers = [f"notifier.{n}" for n in dir(NotifierWorker) if n.startswith("on_")]
    retries = [topology.retry_queue(h, n) for h in handlers for n in range(4)]
    return [*handlers, *retries, topology.dead_queue("notifier")]


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
def mailbox():
    found = Mailbox().up()
    yield found
    found.down()


@pytest.fixture
def environment(mongo_url, amqp_url, mailbox):
    name = f"test_notifier_{uuid.uuid4().hex[:8]}"
    yield {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "PYTHONWARNINGS": "ignore",
        "NOTIFIER_AMQP_URL": amqp_url,
        "NOTIFIER_MONGO_URL": mongo_url,
        "NOTIFIER_MONGO_NAME": name,
        "NOTIFIER_IDENTITY_KEY": KEY,
        "NOTIFIER_SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
    }
    with pymongo.MongoClient(mongo_url) as client:
        client.drop_database(name)
    with Connection(amqp_url) as connection:
        for queue_name in queues():
            connection.default_channel.queue_delete(queue_name)


@pytest.fixture
def heard(amqp_url):
    """What the notifier says on the bus, as it comes."""
    found, stop = queue.Queue(), threading.Event()

    def receive(message):
        found.put(NotificationRaised.FromString(message.body))
        message.ack()

    def listen(connection, consumer):
        with connection, consumer:
            while not stop.is_set():
                try:
                    connection.drain_events(timeout=0.2)
                except TimeoutError:
                    continue

    connection = Connection(amqp_url)
    exchange = Exchange("notifier.events", "topic", durable=True)
    consumer = connection.Consumer(
        [Queue("", exchange, routing_key="#", exclusive=True, auto_delete=True)],
        on_message=receive,
    )
    listener = threading.Thread(target=listen, args=(connection, consumer))
    listener.start()
    yield found
    stop.set()
    listener.join()


def publish(amqp_url, source, *events):
    publisher = Publisher(amqp_url, exchange=f"{source}.events")
    publisher.publish([Outgoing(routing_key(type(e)), e) for e in events])
    publisher.close()


def save(port, preferences):
    token = identity.sign(who(ANA), KEY)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        return stubs.PreferenceServiceStub(channel).SavePreferences(
            messages.SavePreferencesRequest(preferences=preferences),
            metadata=bearer(token),
            wait_for_ready=True,
        )


def test_saved_by_the_api_told_by_the_worker_on_both_ways(
    environment, amqp_url, heard, mailbox
):
    """NTF-5, NTF-6, D-14: each event three times, one notification per way."""
    ports = {name: free_port() for name in ("worker", "api", "grpc")}
    worker = {**environment, "NOTIFIER_METRICS_PORT": str(ports["worker"])}
    api = {
        **environment,
        "NOTIFIER_METRICS_PORT": str(ports["api"]),
        "NOTIFIER_GRPC_PORT": str(ports["grpc"]),
    }
    name = environment["NOTIFIER_MONGO_NAME"]
    with process("notifier.worker_main", worker), process("notifier.api_main", api):
        wait_until(lambda: ready(ports["worker"]) and ready(ports["api"]))
        both = Preferences.Ways(desktop=True, email=True)
        save(ports["grpc"], Preferences(assigned=both, mine=both))
        publish(amqp_url, "gateway", user_event())
        publish(amqp_url, "ingest", channel_event())
        with pymongo.MongoClient(environment["NOTIFIER_MONGO_URL"]) as client:
            wait_until(lambda: client[name]["channels"].find_one())
            wait_until(lambda: client[name]["users"].find_one())

        publish(amqp_url, "routing", *[assigned(message_id="ms_1")] * 3)
        publish(amqp_url, "conversations", *[message_added("ms_1", opening=True)] * 3)
        first = heard.get(timeout=DEADLINE)
        assert (first.user_id, first.trigger, first.preview) == (ANA, "assigned", "Oi")

        publish(
            amqp_url, "conversations", *[message_added("ms_2", assignee_id=ANA)] * 3
        )
        second = heard.get(timeout=DEADLINE)
        assert (second.trigger, second.message_id) == ("mine", "ms_2")

        wait_until(lambda: len(mailbox.taken) == 2)
    assert heard.empty()
    assert len(mailbox.taken) == 2


@pytest.mark.parametrize(
    ("setting", "value"),
    [("NOTIFIER_SMTP_URL", "mail:25"), ("NOTIFIER_MAIL_FROM", "nobody")],
)
def test_a_setting_that_makes_no_sense_is_said_at_start(environment, setting, value):
    done = subprocess.run(
        [sys.executable, "-m", "notifier.worker_main"],
        env={**environment, setting: value},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )

    assert done.returncode == 2
    assert setting in done.stderr
