"""Ingest's HTTP side, faked: keeps what it is given and gives parts of a file."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from builders import KEY

from chassis import identity

FILE = bytes(range(256)) * 40


class Ingest:
    """What it was asked: (method, path, query, headers, body)."""

    def __init__(self):
        self.asked = []
        self.url = ""
        self.stop = lambda: None

    def take(self, request, body):
        """Remember a request; return who it acts for."""
        url = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append((request.command, url.path, query, headers, body))
        token = headers["authorization"].removeprefix("Bearer ")
        return identity.verify(token, KEY)


@contextmanager
def serving():
    """Serve on a free port."""
    ingest = Ingest()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_POST(self):
            body = self._body()
            ingest.take(self, body)
            if not body:
                self._json(400, {"reason": "FILE_EMPTY", "detail": "no bytes"})
            elif len(body) > 1_000_000:
                problem = {"reason": "FILE_TOO_LARGE", "detail": "big", "limit": "1"}
                self._json(413, problem)
            else:
                made = {"id": "at_9", "kind": "image", "has_preview": True}
                self._json(201, made | {"size_bytes": len(body)})

        def do_GET(self):
            ingest.take(self, b"")
            if self.path.partition("?")[0] != "/media/at_1":
                problem = {"reason": "ATTACHMENT_UNKNOWN", "detail": "none"}
                self._json(404, problem)
                return
            asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("range", ""))
            first, last = map(int, asked.groups()) if asked else (0, len(FILE) - 1)
            part = FILE[first : last + 1]
            self.send_response(206 if asked else 200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(part)))
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(FILE)}")
            self.send_header("Content-Security-Policy", "sandbox; default-src 'none'")
            self.send_header("ETag", '"e"')
            self.send_header("X-Of-Ours", "kept inside")
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(part)

        do_HEAD = do_GET  # noqa: N815  # the name http.server looks for

        def _body(self):
            if self.headers.get("transfer-encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("content-length", 0)))
            pieces = []
            while size := int(self.rfile.readline(), 16):
                pieces.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(pieces)

        def _json(self, status, value):
            raw = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    ingest.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def stop():
        server.shutdown()
        server.server_close()

    ingest.stop = stop
    try:
        yield ingest
    finally:
        stop()
