"""Events in hand, and where those go that could not be handled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import amqp
from google.protobuf.message import DecodeError, Message

from . import telemetry, topology

PROBLEM_LENGTH = 500  # characters of a failure kept with a dead letter

log = telemetry.get(__name__)


@dataclass(slots=True)
class Delivery:
    """One event in hand, and how the broker knows it."""

    raw: amqp.Message
    event: str
    message: Any

    @property
    def headers(self) -> dict[str, Any]:
        """The AMQP headers; empty when there are none."""
        return self.raw.headers or {}

    @property
    def event_id(self) -> str:
        """The event's own id."""
        return str(self.message.metadata.event_id)


def event_name(raw: amqp.Message) -> str:
    """Return the event's name; a routing key is lost on the way of a retry."""
    return str(raw.properties.get("type") or raw.delivery_info["routing_key"])


def parse(
    raw: amqp.Message, types: Mapping[str, type[Message]]
) -> tuple[Delivery | None, str]:
    """Return the delivery, or None and why it cannot be read."""
    event = event_name(raw)
    if event not in types:
        return None, f"{event!r} is not an event this queue reads"
    try:
        body = raw.body if isinstance(raw.body, bytes) else raw.body.encode()
        return Delivery(raw, event, types[event].FromString(body)), ""
    except DecodeError as error:
        return None, f"the body is no {event}: {error}"


class Aside:
    """Puts events aside, confirmed by the broker before it returns."""

    def __init__(self, channel: amqp.Channel, service: str, queue: str) -> None:
        self._channel = channel
        self._service = service
        self._queue = queue
        channel.confirm_select()

    def park(self, delivery: Delivery) -> bool:
        """Send the event to a retry queue, or say that it had its chances."""
        attempt = int(delivery.headers.get("x-recado-attempt", 0))
        if attempt >= topology.ATTEMPTS:
            return False
        self._forward(
            delivery.raw,
            {**delivery.headers, "x-recado-attempt": attempt + 1},
            topology.retry_queue(self._queue, attempt),
        )
        return True

    def bury(self, raw: amqp.Message, problem: str) -> None:
        """Send the event to the dead letters, with the reason."""
        headers = {
            **(raw.headers or {}),
            "x-recado-queue": self._queue,
            "x-recado-problem": problem[:PROBLEM_LENGTH],
        }
        self._forward(raw, headers, topology.dead_queue(self._service))
        log.warning("event_dead", queue=self._queue, problem=problem[:PROBLEM_LENGTH])

    def _forward(self, raw: amqp.Message, headers: dict[str, Any], queue: str) -> None:
        properties = {
            name: raw.properties[name]
            for name in ("content_type", "message_id", "type")
            if name in raw.properties
        }
        self._channel.basic_publish_confirm(
            amqp.Message(
                raw.body, delivery_mode=2, application_headers=headers, **properties
            ),
            exchange="",
            routing_key=queue,
        )
