"""Runs the gRPC side of conversations: `python -m conversations.api_main`."""

import os

from chassis import rpc, settings, telemetry
from conversations.api.register import register
from conversations.app import build
from conversations.settings import Settings


def main() -> None:
    config = settings.read(Settings, "CONVERSATIONS_", os.environ)
    telemetry.start("conversations-api", config)
    app, outbox, ready = build(config)
    rpc.serve(
        config,
        register(app, stream_limit=config.stream_limit),
        outbox=outbox,
        ready=ready,
    )


if __name__ == "__main__":
    main()
