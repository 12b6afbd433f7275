"""A gateway in one process and in memory, for the page's tests and for design.

`python fake_gateway.py 8070` serves it with a lively demo account.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import queue
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import fake_admin  # noqa: F401  registers its routes
import fake_campaigns  # noqa: F401  likewise
import fake_channels  # noqa: F401  likewise
import fake_ledger  # noqa: F401  likewise
import fake_media
import fake_sending  # noqa: F401  likewise
import fake_starting  # noqa: F401  likewise
import fake_templates  # noqa: F401  likewise
import fake_thread  # noqa: F401  likewise
from fake_api import ROUTES, me, sign_in
from fake_feed import Refused
from fake_people import demo, keep_busy
from fake_world import World

WEB = Path(__file__).resolve().parents[2] / "web"
PING_SECONDS = 15
CREATED = {"/api/v1/channels", "/api/v1/sectors", "/api/v1/users", "/api/v1/tokens"}


def policy() -> str:
    """The content security policy the real gateway sends, import map included."""
    page = (WEB / "index.html").read_text("utf-8")
    inline = re.search(r'<script type="importmap">(.*?)</script>', page, re.DOTALL)
    assert inline is not None, "index.html has no import map"
    digest = base64.b64encode(
        hashlib.sha256(inline.group(1).encode()).digest()
    ).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; "
        "img-src 'self' data: blob: https:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, *_: object) -> None:
        """Says nothing: the tests read the page, not a log."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            self.send_file(WEB / "index.html")
        elif path.startswith("/static/"):
            self.send_file(WEB / path.removeprefix("/static/"))
        elif path.startswith("/api/v1/media/") and self.known():
            self.file(path.rsplit("/", 1)[-1])
        elif path == "/api/v1/events" and self.known():
            self.stream()
        else:
            self.answer("GET")

    def do_POST(self) -> None:
        self.answer("POST")

    def do_PUT(self) -> None:
        self.answer("PUT")

    def do_PATCH(self) -> None:
        self.answer("PATCH")

    def do_DELETE(self) -> None:
        self.answer("DELETE")

    def answer(self, method: str) -> None:
        """Finds the route and turns refusals into problem documents."""
        length = int(self.headers.get("Content-Length") or 0)
        raw_body = self.rfile.read(length)
        try:
            status, result, headers = self.result(method, raw_body)
        except Refused as refused:
            result = {
                "type": "about:blank",
                "title": refused.reason,
                "status": refused.status,
                "detail": refused.detail,
                "reason": refused.reason,
                **refused.facts,
            }
            status, headers = (
                refused.status,
                {"Content-Type": "application/problem+json"},
            )
        raw = json.dumps(result).encode()
        self.send_head(
            status,
            {
                "Content-Type": "application/json",
                "Content-Length": str(len(raw)),
                **headers,
            },
        )
        self.wfile.write(raw)

    def result(self, method: str, raw: bytes) -> tuple[int, Any, dict[str, str]]:
        """Answers one call of the API."""
        split = urlsplit(self.path)
        is_upload = method == "POST" and split.path == "/api/v1/media"
        body = {} if is_upload else json.loads(raw or b"{}")
        if self.world.refuse_everything:
            raise Refused(503, "UNAVAILABLE", "Try again in a moment.")
        if split.path == "/api/v1/session":
            if method == "DELETE":
                return 200, {}, {"Set-Cookie": "recado_session=; Path=/; Max-Age=0"}
            key, user = sign_in(self.world, body)
            return (
                200,
                me(self.world, user),
                {"Set-Cookie": f"recado_session={key}; Path=/; HttpOnly; SameSite=Lax"},
            )
        user = self.user()
        if method != "GET" and self.headers.get("X-CSRF-Token") != "csrf-" + user["id"]:
            raise Refused(403, "CSRF_INVALID", "Reload the page.")
        if is_upload:
            query = dict(parse_qsl(split.query))
            declared = self.headers.get("Content-Type") or ""
            with self.world.lock:
                return 201, fake_media.upload(self.world, query, declared, raw), {}
        for verb, pattern, handler in ROUTES:
            found = pattern.match(split.path)
            if verb == method and found:
                with self.world.lock:
                    made = handler(
                        self.world,
                        user,
                        dict(parse_qsl(split.query)),
                        body,
                        *found.groups(),
                    )
                    created = method == "POST" and (
                        split.path in CREATED
                        or split.path.endswith(("/messages", "/resume"))
                    )
                    return 201 if created else 200, json.loads(json.dumps(made)), {}
        raise Refused(404, "ROUTE_UNKNOWN", "There is nothing here.")

    def user(self) -> dict[str, Any]:
        """The user of the session cookie."""
        found = re.search(
            r"recado_session=[0-9a-f]+\.(\w+)", self.headers.get("Cookie") or ""
        )
        if found is None or found.group(1) not in self.world.users:
            raise Refused(401, "SESSION_MISSING", "Sign in.")
        return self.world.users[found.group(1)]

    def known(self) -> bool:
        """Whether there is a session; without one the common answer is 401."""
        try:
            return bool(self.user())
        except Refused:
            return False

    def file(self, attachment_id: str) -> None:
        """Serves a file of a message, whole or a part of it."""
        query = dict(parse_qsl(urlsplit(self.path).query))
        try:
            kind, content = fake_media.serve_file(attachment_id, query)
        except Refused as refused:
            self.send_head(refused.status, {"Content-Length": "0"})
            return
        status, headers, part = fake_media.part_of(content, self.headers.get("Range"))
        if query.get("download") == "1":
            headers["Content-Disposition"] = "attachment"
        self.send_head(status, {"Content-Type": kind, **headers})
        self.wfile.write(part)

    def stream(self) -> None:
        """Serves the live stream: what was missed, `ready`, then live."""
        user_id = self.user()["id"]
        after = self.headers.get("Last-Event-ID") or dict(
            parse_qsl(urlsplit(self.path).query)
        ).get("after")
        waiting: queue.Queue[Any] = queue.Queue()
        self.close_connection = True
        self.send_head(
            200,
            {
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "Connection": "close",
            },
        )
        with self.world.lock:
            start = self.world.position if after is None else int(after)
            if start < self.world.oldest_kept:
                waiting.put((None, "reload", {}))
            else:
                for position, event, body in self.world.feed:
                    if position > start:
                        waiting.put((position, event, body))
                waiting.put((None, "ready", {"position": self.world.position}))
            mine = self.world.streams.setdefault(user_id, [])
            mine.append(waiting)
        try:
            self.pump(waiting)
        except OSError:
            pass  # the browser left
        finally:
            with self.world.lock:
                mine.remove(waiting)

    def pump(self, waiting: queue.Queue[Any]) -> None:
        """Writes frames until the stream is cut."""
        while True:
            try:
                frame = waiting.get(timeout=PING_SECONDS)
            except queue.Empty:
                self.wfile.write(b": ping\n\n")
                continue
            if frame is None:
                return
            position, event, body = frame
            head = f"id: {position}\n" if position is not None else ""
            self.wfile.write(
                f"{head}event: {event}\ndata: {json.dumps(body)}\n\n".encode()
            )

    def send_file(self, path: Path) -> None:
        """Sends a file of the page."""
        if not path.is_file() or WEB not in path.resolve().parents:
            self.send_head(404, {"Content-Length": "0"})
            return
        raw = path.read_bytes()
        kind = (
            "text/javascript"
            if path.suffix in (".js", ".mjs")
            else mimetypes.guess_type(path.name)[0]
        )
        self.send_head(
            200,
            {
                "Content-Type": kind or "application/octet-stream",
                "Content-Length": str(len(raw)),
                "Content-Security-Policy": policy(),
                "Cache-Control": "no-cache",
            },
        )
        self.wfile.write(raw)

    def send_head(self, status: int, headers: dict[str, str]) -> None:
        """Writes the status line and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


class Server(ThreadingHTTPServer):
    """Serves one world."""

    daemon_threads = True
    block_on_close = False


def serve(world: World, port: int = 0) -> Server:
    """Starts serving a world on a port of its own; `shutdown` ends it."""
    server = Server(
        ("127.0.0.1", port), type("WorldHandler", (Handler,), {"world": world})
    )
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


if __name__ == "__main__":
    lively = demo()
    serve(lively, int(sys.argv[1]) if len(sys.argv) > 1 else 8070)
    keep_busy(lively)
