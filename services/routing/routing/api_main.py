"""Runs the gRPC side of routing: `python -m routing.api_main`."""

import os

from chassis import rpc, settings, telemetry
from routing.api.register import register
from routing.app import build
from routing.settings import Settings


def main() -> None:
    config = settings.read(Settings, "ROUTING_", os.environ)
    telemetry.start("routing-api", config)
    app, outbox, ready = build(config)
    rpc.serve(config, register(app), outbox=outbox, ready=ready)


if __name__ == "__main__":
    main()
