"""
Names and arguments of queues: the part of the bus that lives in the broker.

For the handler `on_x` of service `s`: the queue `s.on_x`, four retry queues
`s.on_x.retry.<seconds>` whose messages return to it after their time, and one
dead-letter queue per service, `s.dead`. All are quorum queues. **The handler's
name is the queue's name**: renaming one is a migration (drain, unbind, delete).
"""

from __future__ import annotations

from collections.abc import Iterable

import amqp

RETRY_SECONDS = (5, 30, 120, 600)
"""Growing delay of the retry queues. The last one repeats."""

ATTEMPTS = 150
"""Retries before an event is dead: the last delay repeats for about a day."""

CRASH_LIMIT = 20
"""Deliveries that end a process before the event counts as poison."""


def dead_queue(service: str) -> str:
    """Return the name of the dead-letter queue of *service*."""
    return f"{service}.dead"


def retry_queue(queue: str, attempt: int) -> str:
    """Return the retry queue for the *attempt*-th retry, counted from 0."""
    return f"{queue}.retry.{RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)]}"


def declare(
    channel: amqp.Channel,
    service: str,
    queue: str,
    source: str,
    routing_keys: Iterable[str],
) -> None:
    """Declare *queue* with all it needs and bind it; safe to repeat."""
    exchange = f"{source}.events"
    channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
    _quorum(channel, dead_queue(service), {})
    for seconds in RETRY_SECONDS:
        _quorum(
            channel,
            f"{queue}.retry.{seconds}",
            {
                "x-message-ttl": seconds * 1000,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": queue,
                # Without these two the broker may drop on the way back.
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            },
        )
    _quorum(
        channel,
        queue,
        {
            "x-delivery-limit": CRASH_LIMIT,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": dead_queue(service),
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )
    for routing_key in routing_keys:
        channel.queue_bind(queue, exchange, routing_key)


def _quorum(channel: amqp.Channel, name: str, arguments: dict[str, object]) -> None:
    channel.queue_declare(
        name,
        durable=True,
        auto_delete=False,
        arguments={"x-queue-type": "quorum", **arguments},
    )
