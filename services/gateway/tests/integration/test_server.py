"""The process itself: gunicorn, a real broker and a real database."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import closing

import httpx
import pytest
from builders import PASSWORD, added, channel, conversation
from pymongo import MongoClient
from services import World, served

from chassis.envelope import Outgoing
from chassis.publisher import Publisher

PATIENCE = 30  # seconds until what should happen is taken as not happening


def free_port():
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def until(look):
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
    return found


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def environment(world, mongo_url, amqp_url):
    name = f"test_gateway_{uuid.uuid4().hex[:8]}"
    with served(world) as targets:
        yield {
            **{f"GATEWAY_{k.upper()}": v for k, v in targets.items()},
            "GATEWAY_AMQP_URL": amqp_url,
            "GATEWAY_MONGO_URL": mongo_url,
            "GATEWAY_MONGO_NAME": name,
            "GATEWAY_IDENTITY_KEY": "test-key",
            "GATEWAY_SECURE_COOKIES": "false",
            "GATEWAY_HTTP_HOST": "127.0.0.1",
            "GATEWAY_HTTP_PORT": str(free_port()),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PATH": os.environ["PATH"],
        }
    with MongoClient(mongo_url) as client:
        client.drop_database(name)


@pytest.fixture(scope="module")
def account(environment, world):
    made = subprocess.run(
        [
            sys.executable, "-m", "gateway.manage", "create-account", "--name", "Acme",
            "--admin-email", "boss@acme.example", "--admin-name", "Boss", "--password-stdin",
        ],
        env=environment, input=PASSWORD, text=True, check=True, capture_output=True,
    )  # fmt: skip
    said = json.loads(made.stdout)
    world.channels["ch_1"] = channel(
        account_id=said["account_id"], installer_id=said["user_id"]
    )
    world.conversations["cv_1"] = conversation(account_id=said["account_id"])
    return said


@pytest.fixture(scope="module")
def process(environment, account):
    running = subprocess.Popen(
        [sys.executable, "-m", "gateway.http_main"], env=environment
    )
    yield running
    running.kill()
    running.wait()


@pytest.fixture(scope="module")
def boss(environment, process):
    with httpx.Client(
        base_url=f"http://127.0.0.1:{environment['GATEWAY_HTTP_PORT']}"
    ) as client:
        until(lambda: _ready(client))
        body = {"email": "boss@acme.example", "password": PASSWORD}
        answer = client.post("/api/v1/session", json=body)
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield client


def _ready(client):
    try:
        return client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def publish(world, account, environment):
    publisher = Publisher(environment["GATEWAY_AMQP_URL"], "conversations.events")

    def send(position):
        event = world.publish(added(position, account_id=account["account_id"]))
        publisher.publish([Outgoing("message_added", event)])

    yield send
    publisher.close()


def ids_of(lines, count):
    """Return the positions of the next *count* frames that have one."""
    found = []
    while len(found) < count:
        line = next(lines)
        if line.startswith("id: "):
            found.append(int(line[4:]))
    return found


def test_an_event_on_the_bus_is_on_the_page_and_a_lost_one_is_made_up_for(
    boss, publish, world, account
):
    with boss.stream("GET", "/api/v1/events", timeout=PATIENCE) as answer:
        lines = answer.iter_lines()
        assert next(lines) == "event: ready"
        publish(1)
        assert ids_of(lines, 1) == [1]
        # Stored, but its message never came over the bus.
        world.publish(added(2, account_id=account["account_id"]))
        publish(3)
        assert ids_of(lines, 2) == [2, 3]


@pytest.mark.parametrize(
    "target",
    [
        b"/api/v1/conversations/%00",
        b"/api/v1/conversations/%ff%fe",
        b"/api/v1/conversations?q=%ff",
        b"/api/v1/conversations?q=\xff",
        b"/api/v1/conversations/" + b"x" * 3000,
        b"/api/v1/counts?" + b"a=1&" * 200,
        b"/static/../../gateway/settings.py",
        b"/static/%2e%2e/%2e%2e/gateway/settings.py",
    ],
)
def test_odd_addresses_are_refused_by_the_real_server(boss, environment, target):
    with socket.create_connection(
        ("127.0.0.1", int(environment["GATEWAY_HTTP_PORT"])), timeout=PATIENCE
    ) as raw:
        cookie = f"recado_session={boss.cookies['recado_session']}".encode()
        raw.sendall(
            b"GET " + target + b" HTTP/1.1\r\nHost: x\r\nCookie: " + cookie
            + b"\r\nConnection: close\r\n\r\n"
        )  # fmt: skip
        status = raw.makefile("rb").readline().split()[1]

    assert 400 <= int(status) < 500


def test_told_to_stop_it_ends_its_streams_and_goes_at_once(boss, process):
    with boss.stream("GET", "/api/v1/events", timeout=PATIENCE) as answer:
        lines = answer.iter_lines()
        assert next(lines) == "event: ready"

        process.send_signal(signal.SIGTERM)

        # A clean end: the page resumes elsewhere at its position.
        for _ in lines:
            pass
    assert process.wait(PATIENCE) == 0
