"""A business that keeps what providers send it, on a socket of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Business:
    """What arrived, and how the next calls are answered."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Each is (path with query, headers, body), oldest first.
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        # Statuses of the next answers; 200 when there are none.
        self.answers: list[int] = []
        self.verify_token = "verify-me"
        # What is served under a path, as (media type, content).
        self.files: dict[str, tuple[str, bytes]] = {}
        # Verb and path of what was asked for, oldest first.
        self.fetched: list[tuple[str, str]] = []
        self._arrived = threading.Condition()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        with self._arrived:
            self.calls.append((path, headers, body))
            self._arrived.notify_all()
            return self.answers.pop(0) if self.answers else 200

    def wait_for(self, count: int) -> list[tuple[str, dict[str, str], bytes]]:
        """Return the calls once there are at least *count*."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.calls) >= count, timeout=10)
            return list(self.calls)

    def serve(self, name: str, media_type: str, content: bytes) -> str:
        """Serve a file, and return its address."""
        self.files[f"/files/{name}"] = (media_type, content)
        return f"{self.url}/files/{name}"


@contextmanager
def running() -> Iterator[Business]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            if self.path.startswith("/files/"):
                self.serve()
                return
            query = dict(parse_qsl(urlsplit(self.path).query))
            right = query.get("hub.verify_token") == business.verify_token
            self.answer(200 if right else 403, query.get("hub.challenge", ""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.answer(business.take(self.path, headers, body), "")

        def serve(self) -> None:
            business.fetched.append((self.command, self.path))
            found = business.files.get(self.path)
            media_type, content = found or ("text/plain", b"")
            self.send_response(200 if found else 404)
            self.send_header("content-type", media_type)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        def answer(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    business = Business(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield business
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
