"""The people of the system tests: agents at the HTTP API, customers with phones."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

PATIENCE = 20  # seconds until what should happen is taken as not happening


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
        self.http = httpx.Client(base_url=gateway_url, timeout=10)
        answer = self.http.post(
            "/api/v1/session", json={"email": self.email, "password": self.password}
        )
        answer.raise_for_status()
        self.http.headers["X-CSRF-Token"] = answer.json()["csrf_token"]

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

    def sections_of(self, name: str) -> list[str]:
        """Return every section in which *name* is listed."""
        return [
            section
            for section in ("unassigned", "mine", "others", "closed")
            if self.find(section, name)
        ]

    def thread(self, conversation_id: str) -> list[dict[str, Any]]:
        """Return the messages, oldest first, timeline left out."""
        items = self.get(f"/conversations/{conversation_id}/messages", limit=100)[
            "items"
        ]
        return [m for m in reversed(items) if m["kind"] != "timeline"]

    def send(self, conversation: dict[str, Any], text: str) -> dict[str, Any]:
        """Answer, having seen all that is there."""
        seen = self.get(f"/conversations/{conversation['id']}")["last_inbound_sequence"]
        return self.do(
            f"/conversations/{conversation['id']}/messages",
            {
                "kind": "text",
                "text": text,
                "request_id": str(uuid.uuid4()),
                "seen_sequence": seen,
            },
        )["message"]


class Customer:
    """Somebody with a phone, played through the simulator."""

    def __init__(self, simulator_url: str, channel: str, phone: str, name: str) -> None:
        self.name = name
        self._path = f"/control/customers/{channel}/{phone}"
        self._http = httpx.Client(base_url=simulator_url, timeout=20)

    def write(self, text: str) -> dict[str, Any]:
        """Write, and return the message and how our webhook answered."""
        answer = self._http.post(
            f"{self._path}/messages", json={"text": text, "name": self.name}
        )
        answer.raise_for_status()
        return answer.json()

    def received(self) -> list[str]:
        """Return the texts that arrived on the phone, oldest first."""
        answer = self._http.get(self._path)
        if answer.status_code == 404:
            return []
        return [m["text"] for m in answer.json()["messages"] if m["direction"] == "out"]

    def read(self) -> None:
        """Open the chat, so that what arrived counts as read."""
        self._http.post(f"{self._path}/read").raise_for_status()
