"""The state behind the fake gateway: one account in memory, with its feed.

It keeps the promises of the HTTP API that the page leans on (position,
sequence, sections, read marks, refusals) and lets a test play the customer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fake_feed import BESIDE_TEXT, Feed, Json, rfc3339

WINDOWED = {"whatsapp_cloud", "whatsapp_twilio", "messenger", "instagram"}
RANK = {"queued": 0, "unknown": 1, "sent": 2, "delivered": 3, "read": 4, "failed": 5}


@dataclass
class World(Feed):
    """Everything one account has."""

    users: dict[str, Json] = field(default_factory=dict)
    agents: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    sectors: dict[str, Json] = field(default_factory=dict)
    contacts: dict[str, Json] = field(default_factory=dict)
    messages: dict[str, list[Json]] = field(default_factory=dict)
    decisions: dict[str, list[Json]] = field(default_factory=dict)
    preferences: dict[str, Json] = field(default_factory=dict)
    tokens: dict[str, Json] = field(default_factory=dict)
    calls: list[Json] = field(default_factory=list)
    distribution: Json = field(
        default_factory=lambda: {"method": "manual", "reopen_policy": "keep_assignee"}
    )
    templates: dict[str, Json] = field(default_factory=dict)
    notices: list[Json] = field(default_factory=list)
    campaigns: dict[str, Json] = field(default_factory=dict)
    recipients: dict[str, list[Json]] = field(default_factory=dict)
    uploads: dict[str, Json] = field(default_factory=dict)
    upload_limit: int = 100 << 20
    stories: dict[str, list[Json]] = field(default_factory=dict)
    refuse_everything: bool = False

    # What the customer and the provider do.

    def customer_opens(
        self, channel_id: str, name: str, text: str, *, ago: float = 0, **contact: Any
    ) -> str:
        """A person nobody knows writes for the first time."""
        with self.lock:
            conversation_id = self.new_id("cv")
            moment = self.moment(ago)
            self.conversations[conversation_id] = {
                "id": conversation_id,
                "channel": {
                    k: self.channels[channel_id][k] for k in ("id", "kind", "name")
                },
                "contact": {
                    "id": None,
                    "name": name,
                    "phone": None,
                    "handle": None,
                    "avatar_url": None,
                    **contact,
                },
                "state": "open",
                "assignee_id": None,
                "sector_id": None,
                "assignment_version": 0,
                "waiting": False,
                "last_message": None,
                "activity_time": moment,
                "create_time": moment,
                "close_time": None,
                "window_close_time": None,
                "sequence": 0,
                "inbound_count": 0,
                "last_inbound_sequence": 0,
                "referral": None,
                "opted_out": False,
            }
            self.messages[conversation_id] = []
            self.customer_writes(
                conversation_id, text, ago=ago, event="conversation_opened"
            )
            return conversation_id

    def customer_writes(
        self,
        conversation_id: str,
        text: str,
        *,
        ago: float = 0,
        event: str = "message_added",
        **facts: Any,
    ) -> Json:
        """The person writes, `ago` minutes before now."""
        with self.lock:
            conversation = self.conversations[conversation_id]
            if conversation["state"] == "closed":
                conversation.update(state="open", close_time=None)
                self.timeline(
                    conversation_id,
                    "reopened",
                    reason="inbound",
                    event="conversation_reopened",
                    ago=ago,
                )
            message = self.add(
                conversation_id, direction="inbound", text=text, ago=ago, **facts
            )
            conversation["inbound_count"] += 1
            conversation["last_inbound_sequence"] = message["sequence"]
            if conversation["channel"]["kind"] in WINDOWED:
                until = datetime.now(UTC) - timedelta(minutes=ago) + timedelta(hours=24)
                conversation["window_close_time"] = rfc3339(until)
            self.publish(event, conversation_id, message)
            return message

    def provider_says(
        self, message: Json, status: str, error: Json | None = None
    ) -> None:
        """A delivery status arrives; statuses only move up, save to failed."""
        with self.lock:
            if RANK[status] <= RANK[message["status"]]:
                return
            message.update(status=status, error=error)
            conversation = self.conversations[message["conversation_id"]]
            conversation["sequence"] += 1
            self.publish("message_status_changed", conversation["id"], message)

    # What agents do.

    def agent_writes(
        self,
        conversation_id: str,
        author_id: str,
        text: str,
        *,
        ago: float = 0,
        **facts: Any,
    ) -> Json:
        """Stores an outbound message as queued."""
        with self.lock:
            message = self.add(
                conversation_id,
                direction="outbound",
                text=text,
                author_id=author_id,
                status="queued",
                ago=ago,
                **facts,
            )
            self.publish("message_queued", conversation_id, message)
            return message

    def give(
        self,
        conversation_id: str,
        user_id: str | None,
        *,
        actor_id: str | None,
        reason: str,
        ago: float = 0,
    ) -> None:
        """Changes the assignee and says so in the thread."""
        with self.lock:
            conversation = self.conversations[conversation_id]
            former = conversation["assignee_id"]
            if former == user_id:
                return
            conversation["assignee_id"] = user_id
            conversation["assignment_version"] += 1
            for agent_id, change in ((former, -1), (user_id, 1)):
                if agent_id in self.agents:
                    self.agents[agent_id]["load"] += change
            self.timeline(
                conversation_id,
                "assigned" if user_id else "unassigned",
                reason=reason,
                actor_id=actor_id,
                from_id=former,
                to_id=user_id,
                event="assignment_changed",
                ago=ago,
            )

    def close(self, conversation_id: str, actor_id: str, *, ago: float = 0) -> None:
        """Closes; twice is harmless."""
        with self.lock:
            conversation = self.conversations[conversation_id]
            if conversation["state"] == "closed":
                return
            conversation.update(state="closed", close_time=self.moment(ago))
            self.timeline(
                conversation_id,
                "closed",
                actor_id=actor_id,
                event="conversation_closed",
                ago=ago,
            )

    def reopen(self, conversation_id: str, actor_id: str) -> None:
        """Reopens; twice is harmless."""
        with self.lock:
            conversation = self.conversations[conversation_id]
            if conversation["state"] == "open":
                return
            conversation.update(state="open", close_time=None)
            self.timeline(
                conversation_id,
                "reopened",
                actor_id=actor_id,
                event="conversation_reopened",
            )

    def timeline(
        self,
        conversation_id: str,
        what: str,
        *,
        event: str,
        ago: float = 0,
        **facts: Any,
    ) -> None:
        """Adds an entry between the messages and publishes the event."""
        entry = {
            "what": what,
            "actor_id": None,
            "from_id": None,
            "to_id": None,
            "reason": None,
            **facts,
        }
        message = self.add(
            conversation_id,
            direction="internal",
            kind="timeline",
            text="",
            timeline=entry,
            ago=ago,
        )
        self.publish(event, conversation_id, message)

    def add(
        self,
        conversation_id: str,
        *,
        direction: str,
        text: str,
        ago: float = 0,
        kind: str = "text",
        **facts: Any,
    ) -> Json:
        """Appends one entry to the thread."""
        conversation = self.conversations[conversation_id]
        conversation["sequence"] += 1
        moment = self.moment(ago)
        message = {
            "id": self.new_id("ms"),
            "conversation_id": conversation_id,
            "sequence": conversation["sequence"],
            "direction": direction,
            "kind": kind,
            "text": text,
            "author_id": None,
            "status": None,
            "error": None,
            "create_time": moment,
            "provider_time": moment if direction == "inbound" else None,
            "request_id": None,
            "provider_kind": None,
            "timeline": None,
            **BESIDE_TEXT,
            **facts,
        }
        self.messages[conversation_id].append(message)
        if kind != "timeline":
            conversation["last_message"] = message
        conversation["activity_time"] = moment
        return message
