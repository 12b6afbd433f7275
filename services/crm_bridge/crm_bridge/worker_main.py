"""Runs the bus side of the CRM bridge: `python -m crm_bridge.worker_main`."""

import chassis.patched  # first: makes every later socket cooperative

import os

from chassis import bus, settings, telemetry
from crm_bridge.app import build
from crm_bridge.settings import Settings
from crm_bridge.worker import CrmBridgeWorker


def main() -> None:
    config = settings.read(Settings, "CRM_BRIDGE_", os.environ)
    telemetry.start("crm_bridge-worker", config)
    app, outbox, _ = build(config)
    bus.run(CrmBridgeWorker, config, app=app, outbox=outbox)


if __name__ == "__main__":
    main()
