"""The feed of the fake account, its open streams, and what each user sees of it."""

from __future__ import annotations

import itertools
import queue
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]


BESIDE_TEXT: Json = {
    "content": None,
    "quote": None,
    "reactions": [],
    "edit_time": None,
    "delete_time": None,
    "former_texts": [],
    "origin": "",
    "retries": 0,
}
"""What a plain text has of the rest: nothing."""


def rfc3339(moment: datetime) -> str:
    """Writes a moment as the API does: UTC, milliseconds, `Z`."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


class Refused(Exception):
    """The world says no; carries what the problem document needs."""

    def __init__(self, status: int, reason: str, detail: str, **facts: Any) -> None:
        super().__init__(detail)
        self.status, self.reason, self.detail, self.facts = (
            status,
            reason,
            detail,
            facts,
        )


@dataclass
class Feed:
    """What every change of the account is published through."""

    conversations: dict[str, Json] = field(default_factory=dict)
    feed: list[tuple[int, str, Json]] = field(default_factory=list)
    oldest_kept: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    reads: dict[tuple[str, str], Json] = field(default_factory=dict)
    streams: dict[str, list[queue.Queue[Any]]] = field(default_factory=dict)
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    def publish(
        self,
        event: str,
        conversation_id: str,
        message: Json | None = None,
        **facts: Any,
    ) -> None:
        """Appends to the feed and pushes to every open stream."""
        with self.lock:
            conversation = dict(self.conversations[conversation_id])
            body: Json = {
                "position": self.position + 1,
                "sequence": conversation["sequence"],
                "conversation": conversation,
                **facts,
            }
            if message:
                body["message"] = dict(message)
            self.feed.append((body["position"], event, body))
            self.push(None, event, body, position=body["position"])

    def push(
        self, user_id: str | None, event: str, body: Json, position: int | None = None
    ) -> None:
        """Sends a frame to one user's streams, or to all."""
        with self.lock:
            for owner, queues in self.streams.items():
                if user_id in (None, owner):
                    for waiting in queues:
                        waiting.put((position, event, body))

    def change(self, message: Json, what: str, **facts: Any) -> None:
        """A message changes: reacted to, edited, deleted, its file fetched."""
        with self.lock:
            message.update(facts)
            conversation = self.conversations[message["conversation_id"]]
            conversation["sequence"] += 1
            self.publish("message_changed", conversation["id"], message, what=what)

    def window_closes(self, conversation_id: str, minutes: float) -> None:
        """Moves the end of the window to some minutes from now and warns."""
        with self.lock:
            conversation = self.conversations[conversation_id]
            end = datetime.now(UTC) + timedelta(minutes=minutes)
            conversation["window_close_time"] = rfc3339(end)
            conversation["sequence"] += 1
            self.publish("window_closing", conversation_id, minutes_left=round(minutes))

    def drop_streams(self) -> None:
        """Cuts every open stream, as a lost network would."""
        with self.lock:
            for queues in self.streams.values():
                for waiting in queues:
                    waiting.put(None)

    @property
    def position(self) -> int:
        """Position of the newest feed event."""
        return self.feed[-1][0] if self.feed else 0

    def new_id(self, prefix: str) -> str:
        """Makes a sortable id."""
        return f"{prefix}_{next(self._ids):026d}"

    def moment(self, minutes_ago: float = 0) -> str:
        """Now, or some minutes before."""
        return rfc3339(datetime.now(UTC) - timedelta(minutes=minutes_ago))

    def section(self, conversation: Json, user_id: str) -> str:
        """Names the one section a conversation is in for a viewer (INB-3)."""
        if conversation["state"] == "closed":
            return "closed"
        if not conversation["assignee_id"]:
            return "unassigned"
        return "mine" if conversation["assignee_id"] == user_id else "others"

    def view(self, conversation: Json, user_id: str) -> Json:
        """Adds what is the viewer's own: section and read mark."""
        read = self.read_mark(conversation["id"], user_id)
        unread = max(
            conversation["inbound_count"] - read["inbound_count"],
            int(read["marked_unread"]),
        )
        return {
            **conversation,
            "section": self.section(conversation, user_id),
            "read": read,
            "unread": unread,
        }

    def read_mark(self, conversation_id: str, user_id: str) -> Json:
        """How far a user has read."""
        return self.reads.setdefault(
            (conversation_id, user_id), {"inbound_count": 0, "marked_unread": False}
        )
