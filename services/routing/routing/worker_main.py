"""Runs the bus side of routing: `python -m routing.worker_main`."""

import chassis.patched  # first: makes every later socket cooperative

import os

from chassis import bus, settings, telemetry
from routing.app import build
from routing.settings import Settings
from routing.worker import RoutingWorker


def main() -> None:
    config = settings.read(Settings, "ROUTING_", os.environ)
    telemetry.start("routing-worker", config)
    app, outbox, _ = build(config)
    bus.run(RoutingWorker, config, app=app, outbox=outbox)


if __name__ == "__main__":
    main()
