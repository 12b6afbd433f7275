"""The broker and the database: private ones, or those we are told of."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pymongo
from pymongo.errors import PyMongoError

from .process import Line, Process

RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Debian's own start script; the wrapper on the path would switch user."""

RABBITMQ_CONF = """\
listeners.tcp.default = 127.0.0.1:{port}
vm_memory_high_watermark.absolute = 512MiB
disk_free_limit.absolute = 200MB
log.console = true
log.console.level = warning
log.file = false
"""


class MissingProgram(Exception):
    """Something must be installed first; the message says how."""


def rabbitmq(state: Path, ports: Mapping[str, int], on_line: Line) -> list[Process]:
    """
    Return a broker of our own, with its own name server.

    It runs as whoever calls, with its data and cookie under *state*, bound to
    the loopback address, and apart from any broker of the machine.
    """
    if not RABBITMQ.exists():
        raise MissingProgram(
            "RabbitMQ is missing: run `apt-get install rabbitmq-server` as root, "
            "or set AMQP_URL to a broker of yours"
        )
    home = state / "rabbitmq"
    home.mkdir(parents=True, exist_ok=True)
    (home / "rabbitmq.conf").write_text(RABBITMQ_CONF.format(port=ports["amqp"]))
    (home / "plugins").write_text("[].")
    environ = {
        **os.environ,
        "HOME": str(home),
        "RABBITMQ_NODENAME": "recado@localhost",
        "RABBITMQ_DIST_PORT": str(ports["amqp_dist"]),
        "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
        # Idle schedulers that spin would take the cores the services need.
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
            "+sbwt none +sbwtdcpu none +sbwtdio none +S 2:2 "
            "-kernel inet_dist_use_interface {127,0,0,1}"
        ),
        "ERL_EPMD_PORT": str(ports["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    epmd = shutil.which("epmd") or "epmd"
    return [
        Process(
            "epmd",
            [epmd, "-port", str(ports["epmd"]), "-address", "127.0.0.1"],
            environ,
            folder=home,
            on_line=on_line,
        ),
        Process("rabbitmq", [str(RABBITMQ)], environ, folder=home, on_line=on_line),
    ]


def mongo(state: Path, ports: Mapping[str, int], on_line: Line) -> Process:
    """
    Return a database of our own: `mongod` if it is on the path, else embedded.

    `--sync-on-commit` makes the embedded one keep what it acknowledged even
    when it is killed; a real one is asked for the same by `journal=true`.
    """
    data = state / "mongo"
    data.mkdir(parents=True, exist_ok=True)
    port = str(ports["mongo"])
    own = Path(sys.executable).parent / "secantusd-py"
    if mongod := shutil.which("mongod"):
        command = [
            mongod,
            "--port",
            port,
            "--dbpath",
            str(data),
            "--bind_ip",
            "127.0.0.1",
        ]
        command += ["--replSet", "recado"]
    else:
        command = [shutil.which("secantusd-rs") or str(own), "--port", port]
        command += ["--host", "127.0.0.1", "--storage-path", str(data)]
        command += [
            "--sync-on-commit",
            "--cache-size",
            "256M",
            "--log-level",
            "WARNING",
        ]
        command += ["--oplog-max-entries", "10000"]
    return Process("mongo", command, os.environ, folder=data, on_line=on_line)


def http_answers(url: str) -> bool:
    """Tell whether *url* answers 200 now."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def broker_answers(port: int) -> bool:
    """Tell whether a broker speaks AMQP on *port* now."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as sock:
            sock.sendall(b"AMQP\x00\x00\x09\x01")
            sock.settimeout(2)
            return bool(sock.recv(1))
    except OSError:
        return False


def end_transactions(url: str) -> None:
    """
    End every transaction of the embedded database.

    One that a killed process left open would hold its documents until it is a
    minute old. Those of living processes run again by themselves. A real
    server is told by `transactionLifetimeLimitSeconds` instead.
    """
    client: pymongo.MongoClient[dict[str, object]] = pymongo.MongoClient(
        url, serverSelectionTimeoutMS=300, directConnection=True
    )
    with client:
        try:
            client.admin.command({"killAllSessions": []})
        except PyMongoError:
            # It is down itself: then it holds nothing.
            return


def database_answers(url: str) -> bool:
    """Tell whether the database answers; makes a new `mongod` a replica set."""
    try:
        client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(
            url, serverSelectionTimeoutMS=300, directConnection=True
        )
        with client:
            hello = client.admin.command("hello")
            if not hello.get("setName") and "secantus" not in str(hello):
                client.admin.command("replSetInitiate")
            return bool(hello.get("isWritablePrimary"))
    except PyMongoError:
        return False
