"""
What goes over the bus: a protobuf body with CloudEvents attributes.

Bodies are binary (`application/protobuf`); the attributes travel as AMQP
headers in the CloudEvents AMQP binding (`cloudEvents:id`, …), so that any
language can subscribe with a queue of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from . import clock, ids, trace

CONTENT_TYPE = "application/protobuf"


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready for the wire, and the shape in which the outbox keeps it."""

    routing_key: str
    body: bytes
    headers: dict[str, str]
    event_id: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event to publish; *subject* is the id of what it is about."""

    routing_key: str
    message: Any
    subject: str = ""

    def encode(self, source: str) -> Encoded:
        """Return the event as *source* puts it on the wire."""
        metadata = self.message.metadata
        headers = {
            "cloudEvents:specversion": "1.0",
            "cloudEvents:id": metadata.event_id,
            "cloudEvents:type": self.message.DESCRIPTOR.full_name,
            "cloudEvents:source": f"/recado/{source}",
            "cloudEvents:time": metadata.occur_time.ToJsonString(),
            "cloudEvents:dataschema": self.message.DESCRIPTOR.file.name,
        }
        if self.subject:
            headers["cloudEvents:subject"] = self.subject
        traceparent = trace.for_cause(metadata.causation_id)
        if traceparent:
            headers["traceparent"] = traceparent
        return Encoded(
            routing_key=self.routing_key,
            body=self.message.SerializeToString(),
            headers=headers,
            event_id=metadata.event_id,
        )


def stamp(
    message: Any,
    *,
    account_id: str,
    at: datetime | None = None,
    causation_id: str = "",
    event_id: str | None = None,
) -> Any:
    """Fill `metadata` of an event and return the event; *at* defaults to now."""
    metadata = message.metadata
    metadata.event_id = event_id or ids.new("ev")
    metadata.account_id = account_id
    metadata.causation_id = causation_id
    metadata.occur_time.FromDatetime(at or clock.now())
    return message


def routing_key(message_type: type[Message]) -> str:
    """Return the routing key of an event type: its name in snake case."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", message_type.DESCRIPTOR.name).lower()
