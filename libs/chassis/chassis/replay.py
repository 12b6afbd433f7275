"""
Reads a dead-letter queue, and puts events back where they came from.

    python -m chassis.replay --amqp-url … --service routing           lists them
    python -m chassis.replay --amqp-url … --service routing --return  puts back

An event goes back to the queue that gave it up, with its attempts forgotten;
the dead letter is removed only once the broker has confirmed the copy.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

import amqp
from kombu import Connection

from . import topology


def dead_letters(channel: amqp.Channel, service: str) -> Iterator[amqp.Message]:
    """Yield each dead letter of *service* once, unacknowledged."""
    queue = topology.dead_queue(service)
    waiting = channel.queue_declare(queue, passive=True).message_count
    for _ in range(waiting):
        raw = channel.basic_get(queue)
        if raw is None:
            return
        yield raw


def describe(raw: amqp.Message) -> str:
    """Return one line that says what it is and why it is here."""
    headers = raw.headers or {}
    return "  ".join(
        [
            str(raw.properties.get("message_id", "?")),
            str(raw.properties.get("type", "?")),
            _origin(raw) or "?",
            str(headers.get("x-recado-problem") or headers.get("x-death") or "?")[:200],
        ]
    )


def put_back(channel: amqp.Channel, raw: amqp.Message) -> bool:
    """Return the event to its queue; False when it does not say which."""
    queue = _origin(raw)
    if not queue:
        return False
    headers = {
        name: value
        for name, value in (raw.headers or {}).items()
        if not name.startswith(("x-recado-", "x-death", "x-first-death"))
    }
    channel.basic_publish_confirm(
        amqp.Message(
            raw.body,
            delivery_mode=2,
            application_headers=headers,
            content_type=raw.properties.get("content_type"),
            message_id=raw.properties.get("message_id"),
            type=raw.properties.get("type"),
        ),
        exchange="",
        routing_key=queue,
    )
    channel.basic_ack(raw.delivery_tag)
    return True


def _origin(raw: amqp.Message) -> str:
    """Return the queue that gave the event up: ours, or the broker's word."""
    headers = raw.headers or {}
    return str(
        headers.get("x-recado-queue") or headers.get("x-first-death-queue") or ""
    )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--amqp-url", default=os.environ.get("AMQP_URL"))
    parser.add_argument("--service", required=True, help="e.g. routing")
    parser.add_argument("--return", dest="put_back", action="store_true")
    chosen = parser.parse_args()
    if not chosen.amqp_url:
        parser.error("say where the broker is: --amqp-url or AMQP_URL")
    with Connection(chosen.amqp_url) as connection:
        connection.connect()
        channel = connection.connection.channel()
        channel.confirm_select()
        found = back = 0
        for raw in dead_letters(channel, chosen.service):
            found += 1
            print(describe(raw))  # a command talks to its user
            back += chosen.put_back and put_back(channel, raw)
        print(f"{found} dead letter(s), {back} put back")  # as above


if __name__ == "__main__":
    main()
