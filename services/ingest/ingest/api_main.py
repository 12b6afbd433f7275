"""Runs the gRPC side of ingest: `python -m ingest.api_main`."""

import os

from chassis import rpc, settings, telemetry
from ingest.api import register
from ingest.app import build
from ingest.settings import Settings


def main() -> None:
    config = settings.read(Settings, "INGEST_", os.environ)
    telemetry.start("ingest-api", config)
    app, outbox, ready = build(config)
    rpc.serve(config, register(app), outbox=outbox, ready=ready)


if __name__ == "__main__":
    main()
