"""Runs the bus side of ingest: `python -m ingest.worker_main`."""

import chassis.patched  # first: makes every later socket cooperative

import os

from chassis import bus, settings, telemetry
from ingest.app import build
from ingest.settings import Settings
from ingest.worker import IngestWorker


def main() -> None:
    config = settings.read(Settings, "INGEST_", os.environ)
    telemetry.start("ingest-worker", config)
    app, outbox, _ = build(config)
    bus.run(IngestWorker, config, app=app, outbox=outbox)
    app.stop()


if __name__ == "__main__":
    main()
