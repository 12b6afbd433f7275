"""Runs the service's processes as they are deployed, and listens to them."""

from __future__ import annotations

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
from contextlib import contextmanager

import pytest
from kombu import Connection, Exchange, Queue

from chassis.envelope import Outgoing, routing_key
from chassis.publisher import Publisher

DEADLINE = 60
"""Seconds after which what is waited for will not come any more."""


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_until(true):
    """Poll *true* until it is; fail when it will not be any more."""
    for _ in range(DEADLINE * 20):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


def ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


@contextmanager
def process(module, settings):
    """Run *module* until the block ends; told to stop, it must by itself."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONWARNINGS": "ignore",
        **settings,
    }
    running = subprocess.Popen([sys.executable, "-m", module], env=environment)
    try:
        yield running
        running.send_signal(signal.SIGTERM)
        assert running.wait(DEADLINE) == 0
    finally:
        running.kill()
        running.wait()


@contextmanager
def listening(amqp_url, exchange, *kinds):
    """Yield a queue of what is published to *exchange*, as it comes."""
    heard, stop = queue.Queue(), threading.Event()
    known = {routing_key(kind): kind for kind in kinds}

    def receive(message):
        kind = known.get(message.delivery_info["routing_key"])
        if kind is not None:
            heard.put(kind.FromString(bytes(message.body)))
        message.ack()

    connection = Connection(amqp_url)
    consumer = connection.Consumer(
        [
            Queue(
                "",
                Exchange(exchange, "topic", durable=True),
                routing_key="#",
                exclusive=True,
                auto_delete=True,
            )
        ],
        on_message=receive,
    )

    def listen():
        while not stop.is_set():
            try:
                connection.drain_events(timeout=0.2)
            except TimeoutError:
                continue

    with connection, consumer:
        listener = threading.Thread(target=listen)
        listener.start()
        try:
            yield heard
        finally:
            stop.set()
            listener.join()


def publish(amqp_url, source, *events):
    publisher = Publisher(amqp_url, exchange=f"{source}.events")
    publisher.publish([Outgoing(routing_key(type(event)), event) for event in events])
    publisher.close()
