"""Runs the bus side of conversations: `python -m conversations.worker_main`."""

import chassis.patched  # first: makes every later socket cooperative

import os

from chassis import bus, settings, telemetry
from conversations.app import build
from conversations.settings import Settings
from conversations.worker import ConversationsWorker


def main() -> None:
    config = settings.read(Settings, "CONVERSATIONS_", os.environ)
    telemetry.start("conversations-worker", config)
    app, outbox, _ = build(config)
    bus.run(ConversationsWorker, config, app=app, outbox=outbox)


if __name__ == "__main__":
    main()
