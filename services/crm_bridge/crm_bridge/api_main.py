"""Runs the gRPC side of the CRM bridge: `python -m crm_bridge.api_main`."""

import os

from chassis import rpc, settings, telemetry
from crm_bridge.api import register
from crm_bridge.app import build
from crm_bridge.settings import Settings


def main() -> None:
    config = settings.read(Settings, "CRM_BRIDGE_", os.environ)
    telemetry.start("crm_bridge-api", config)
    app, outbox, ready = build(config)
    rpc.serve(config, register(app), outbox=outbox, ready=ready)


if __name__ == "__main__":
    main()
