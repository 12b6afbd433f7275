"""The virus scanner's protocol, against a daemon that stands in."""

from __future__ import annotations

import socketserver
import struct
import threading

import pytest

from chassis.errors import Unavailable
from ingest.media.scanning import Clamd


class Daemon(socketserver.ThreadingTCPServer):
    """Reads a stream as clamd does, and answers by what is in it."""

    daemon_threads = True

    def __init__(self):
        self.streams = []
        self.answer = None
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.server_address[1]}"


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        body = b""
        while size := struct.unpack(">I", self.rfile.read(4))[0]:
            body += self.rfile.read(size)
        self.server.streams.append(body)
        harm = b"EICAR" in body
        found = b"stream: Eicar-Test-Signature FOUND\0" if harm else b"stream: OK\0"
        self.wfile.write(found if self.server.answer is None else self.server.answer)


@pytest.fixture
def daemon():
    with Daemon() as found:
        yield found
        found.shutdown()


@pytest.mark.parametrize(
    ("body", "harmful"),
    [(b"clean " * 100_000, False), (bytes(600_000) + b"EICAR", True)],
)
def test_a_file_is_shown_to_the_scanner_whole(daemon, tmp_path, body, harmful):
    """ATT-12: checked before anybody may open it."""
    path = tmp_path / "body"
    path.write_bytes(body)

    assert Clamd(daemon.address).harmful(path) is harmful
    assert daemon.streams == [body]


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: x ERROR\0"]
)
def test_a_scanner_that_cannot_tell_lets_nothing_through(daemon, tmp_path, answer):
    daemon.answer = answer
    path = tmp_path / "body"
    path.write_bytes(b"x")

    with pytest.raises(Unavailable):
        Clamd(daemon.address).harmful(path)


def test_a_scanner_that_is_away_lets_nothing_through(tmp_path):
    path = tmp_path / "body"
    path.write_bytes(b"x")

    with pytest.raises(Unavailable):
        Clamd("127.0.0.1:9").harmful(path)


@pytest.mark.parametrize("address", ["", "clamd", "clamd:", ":3310", "clamd:x"])
def test_an_address_that_makes_no_sense_is_refused_at_start(address):
    with pytest.raises(ValueError, match="host:port"):
        Clamd(address)
