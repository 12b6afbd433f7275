"""Runs the bus side of the notifier: `python -m notifier.worker_main`."""

import chassis.patched  # first: makes every later socket cooperative

import os

from chassis import bus, settings, telemetry
from notifier.app import build
from notifier.settings import Settings
from notifier.worker import NotifierWorker


def main() -> None:
    config = settings.read(Settings, "NOTIFIER_", os.environ)
    telemetry.start("notifier-worker", config)
    app, outbox, _ = build(config)
    bus.run(NotifierWorker, config, app=app, outbox=outbox)


if __name__ == "__main__":
    main()
