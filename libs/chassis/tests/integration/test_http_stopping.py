"""A process that serves HTTP ends when its work is done, not its grace period."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = """
import asyncio
from chassis import http

async def serve(scope, receive, send):
    if scope["type"] != "http":
        return
    if scope["path"] == "/slow":
        print("begun", flush=True)
        while not open_again.is_set():
            await asyncio.sleep(0.01)
    await send({"type": "http.response.start", "status": 200,
                "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})

def create():
    import signal
    global open_again
    open_again = asyncio.Event()
    signal.signal(signal.SIGUSR2, lambda *_: open_again.set())
    print("worker", __import__("os").getpid(), flush=True)
    return serve

if __name__ == "__main__":
    http.run("served:create", port=%d, host="127.0.0.1")
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "served.py").write_text(APP % port)
    running = subprocess.Popen(
        [sys.executable, "served.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        line = running.stdout.readline()
        assert line.startswith("worker"), line + running.stdout.read()
        yield running, port, int(line.split()[1])
    finally:
        running.kill()
        running.wait()
        running.stdout.close()


def test_idle_connections_are_let_go(server):
    running, port, _ = server
    with _ask(port, "/") as used, socket.create_connection(("127.0.0.1", port)) as new:
        _read_answer(used)

        running.send_signal(signal.SIGTERM)

        assert used.recv(1000) == b""
        assert new.recv(1000) == b""
    assert "Forcing close" not in running.stdout.read()
    assert running.wait() == 0


def test_a_request_in_hand_is_answered(server):
    running, port, worker = server
    with _ask(port, "/") as idle, _ask(port, "/slow") as busy:
        _read_answer(idle)
        assert running.stdout.readline() == "begun\n"

        running.send_signal(signal.SIGTERM)
        assert idle.recv(1000) == b""
        os.kill(worker, signal.SIGUSR2)

        _read_answer(busy)
    assert "Forcing close" not in running.stdout.read()
    assert running.wait() == 0


def _ask(port: int, path: str) -> socket.socket:
    asking = socket.create_connection(("127.0.0.1", port))
    asking.sendall(f"GET {path} HTTP/1.1\r\nHost: recado\r\n\r\n".encode())
    return asking


def _read_answer(asking: socket.socket) -> None:
    """Read one whole answer: the connection may then end."""
    answer = b""
    while not answer.endswith(b"\r\n\r\nok"):
        more = asking.recv(1000)
        assert more, f"the connection ended after {answer!r}"
        answer += more
    assert answer.startswith(b"HTTP/1.1 200 ")
