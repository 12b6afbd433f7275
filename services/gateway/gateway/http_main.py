"""Runs the gateway: `python -m gateway.http_main`."""

import os

from chassis import http, settings, telemetry
from chassis.http import App
from gateway.app import build
from gateway.outside import connect
from gateway.settings import Settings


def create() -> App:
    """Make the application; called in the worker, after the fork."""
    config = settings.read(Settings, "GATEWAY_", os.environ)
    telemetry.start("gateway-http", config)
    return build(config, connect=connect)


def main() -> None:
    config = settings.read(Settings, "GATEWAY_", os.environ)
    http.run("gateway.http_main:create", port=config.http_port, host=config.http_host)


if __name__ == "__main__":
    main()
