"""The people of the system tests: agents at the HTTP API, customers anywhere."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol, Self, TypeVar

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

T = TypeVar("T")

PATIENCE = 60  # seconds until what should happen is taken as not happening


def eventually(look: Callable[[], T], wanted: Callable[[T], bool] = bool) -> T:
    """
    Look again and again until *wanted* says yes; return what was seen.

    The one place that waits: what is asked is that it happens, not how fast.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        seen = look()
        if wanted(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"still not so after {PATIENCE} s: {seen!r}")
        time.sleep(0.05)


class Agent:
    """A user of the gateway's HTTP API."""

    def __init__(self, gateway_url: str, user: dict[str, Any]) -> None:
        self.id, self.name, self.email = user["id"], user["name"], user["email"]
        self.password = user["password"]
        self.http = httpx.Client(base_url=gateway_url, timeout=20, trust_env=False)
        me = self.do("/session", {"email": self.email, "password": self.password})
        self.http.headers["X-CSRF-Token"] = me["csrf_token"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON of a resource."""
        answer = self.http.get(f"/api/v1{path}", params=query)
        answer.raise_for_status()
        return answer.json()

    def ask(self, path: str, body: Any = None, method: str = "POST") -> httpx.Response:
        """Act, and return the answer whatever it is."""
        return self.http.request(method, f"/api/v1{path}", json=body or {})

    def do(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Act, and return the JSON of an answer that must be good."""
        answer = self.ask(path, body, method)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def find(self, section: str, name: str) -> dict[str, Any] | None:
        """Return the conversation with the contact *name* in *section*."""
        items = self.get("/conversations", section=section, limit=100)["items"]
        found = [c for c in items if c["contact"]["name"] == name]
        assert len(found) <= 1, f"{name} is listed {len(found)} times in {section}"
        return found[0] if found else None

    def arrived(self, name: str, section: str = "unassigned") -> dict[str, Any]:
        """Wait for the conversation with *name* in *section*."""
        return eventually(lambda: self.find(section, name))  # type: ignore[return-value]  # not None once found

    def wrote(self, message: str) -> dict[str, Any]:
        """Wait for the conversation whose last message says *message*."""

        def look() -> dict[str, Any] | None:
            items = self.get("/conversations", limit=100)["items"]
            said = [
                c for c in items if (c["last_message"] or {}).get("text") == message
            ]
            return said[0] if said else None

        return eventually(look)  # type: ignore[return-value]  # not None once found

    def upload(self, channel_id: str, file_name: str, content: bytes) -> dict[str, Any]:
        """Give a file to be sent, and return what it is."""
        answer = self.http.post(
            "/api/v1/media",
            params={"channel_id": channel_id, "file_name": file_name},
            content=content,
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        assert answer.is_success, f"{file_name}: {answer.status_code} {answer.text}"
        return answer.json()

    def post(
        self, conversation: dict[str, Any], kind: str, **what: Any
    ) -> httpx.Response:
        """Send any kind of message, and return the answer whatever it is."""
        body = reply("", -1) | {"kind": kind, **what}
        return self.ask(f"/conversations/{conversation['id']}/messages", body)

    def sections_of(self, name: str) -> list[str]:
        """Return every section in which *name* is listed."""
        return [
            section
            for section in ("unassigned", "mine", "others", "closed")
            if self.find(section, name)
        ]

    def thread(self, conversation_id: str) -> list[dict[str, Any]]:
        """Return the messages, oldest first, timeline left out."""
        path = f"/conversations/{conversation_id}/messages"
        items = self.get(path, limit=100)["items"]
        return [m for m in reversed(items) if m["kind"] != "timeline"]

    def texts(self, conversation_id: str) -> list[str]:
        """Return what was said, oldest first."""
        return [message["text"] for message in self.thread(conversation_id)]

    def send(self, conversation: dict[str, Any], text: str) -> dict[str, Any]:
        """Answer, having seen all that is there."""
        seen = self.get(f"/conversations/{conversation['id']}")
        body = reply(text, seen["last_inbound_sequence"])
        path = f"/conversations/{conversation['id']}/messages"
        return self.do(path, body)["message"]


def reply(text: str, seen_sequence: int) -> dict[str, Any]:
    """Return what a page posts to answer."""
    return {
        "kind": "text",
        "text": text,
        "request_id": str(uuid.uuid4()),
        "seen_sequence": seen_sequence,
    }


class Customer(Protocol):
    """Somebody who writes to a channel of the demo."""

    name: str

    def write(self, text: str) -> None:
        """Write, and return once it is taken."""

    def received(self) -> list[str]:
        """Return the texts that arrived, oldest first."""

    def read(self) -> None:
        """Look at what arrived, so that it counts as read."""


class Phone:
    """Somebody on WhatsApp, Messenger or Instagram, played by the simulator."""

    def __init__(
        self, simulator: httpx.Client, channel: dict[str, Any], digits: str, name: str
    ) -> None:
        self.name = name
        self.path = f"/control/customers/{channel['simulated_id']}/{digits}"
        self._simulator = simulator

    def write(self, text: str) -> None:
        """Write; a webhook that is not accepted is repeated by the provider."""
        self.send("text", text=text)

    def send(self, kind: str, **what: Any) -> dict[str, Any]:
        """Send any kind of message, and return it as the provider knows it."""
        body = {"kind": kind, "name": self.name, **what}
        return self.do("messages", body)["message"]

    def do(self, act: str, body: dict[str, Any]) -> Any:
        """Act, and return what the provider says."""
        answer = self._simulator.post(f"{self.path}/{act}", json=body)
        assert answer.is_success, f"{act}: {answer.status_code} {answer.text}"
        return answer.json()

    def screen(self) -> list[dict[str, Any]]:
        """Return the thread as the phone shows it, oldest first."""
        return self._simulator.get(self.path).json().get("messages", [])

    def received(self) -> list[str]:
        """Return the texts that arrived on the phone, oldest first."""
        return [m["text"] for m in self.screen() if m["direction"] == "out"]

    def read(self) -> None:
        """Open the chat."""
        self._simulator.post(f"{self.path}/read").raise_for_status()


class Visitor:
    """Somebody on the web site: speaks what the widget speaks."""

    def __init__(self, ingest_url: str, channel: dict[str, Any], name: str) -> None:
        self.name = name
        self._token = channel["token"]
        self._connecting = connect(
            ingest_url.replace("http", "ws", 1) + "/webchat/socket",
            origin=Origin(ingest_url),
            subprotocols=[Subprotocol("recado.webchat.v1")],
            proxy=None,
        )
        self._lines: dict[int, dict[str, Any]] = {}
        self._acknowledged: set[str] = set()

    def __enter__(self) -> Self:
        self._socket = self._connecting.__enter__()
        self._say(
            "session.start",
            website_token=self._token,
            visitor_token=None,
            name=self.name,
        )
        return self

    def __exit__(self, *error: object) -> None:
        self._connecting.__exit__(*error)

    def write(self, text: str) -> None:
        """Write, and wait for the acknowledgement."""
        client_id = uuid.uuid4().hex
        self._say("message.create", client_id=client_id, type="text", text=text)
        eventually(lambda: self._listen() and client_id in self._acknowledged)

    def received(self) -> list[str]:
        """Return what the agents wrote, in the order of the transcript."""
        self._listen()
        said = [self._lines[sequence] for sequence in sorted(self._lines)]
        return [m["text"] for m in said if m["author"]["kind"] != "visitor"]

    def read(self) -> None:
        """Look at the chat."""
        self._listen()
        self._say("read", up_to_seq=max(self._lines, default=0))

    def _say(self, op: str, **fields: Any) -> None:
        self._socket.send(json.dumps({"op": op, **fields}))

    def _listen(self) -> bool:
        with suppress(TimeoutError, ConnectionClosed):
            while True:
                self._take(json.loads(self._socket.recv(timeout=0)))
        return True

    def _take(self, frame: dict[str, Any]) -> None:
        assert frame["ev"] not in ("refused", "rejected"), frame
        if frame["ev"] == "message.created":
            assert frame["seq"] not in self._lines, f"{frame} came twice"
            self._lines[frame["seq"]] = frame["message"]
        elif frame["ev"] == "ack":
            self._acknowledged.add(frame["client_id"])
        elif frame["ev"] == "ping":
            self._say("pong")
