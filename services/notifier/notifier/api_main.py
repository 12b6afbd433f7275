"""Runs the gRPC side of the notifier: `python -m notifier.api_main`."""

import os

from chassis import rpc, settings, telemetry
from notifier.api import register
from notifier.app import build
from notifier.settings import Settings


def main() -> None:
    config = settings.read(Settings, "NOTIFIER_", os.environ)
    telemetry.start("notifier-api", config)
    app, outbox, ready = build(config)
    rpc.serve(config, register(app), outbox=outbox, ready=ready)


if __name__ == "__main__":
    main()
