"""Runs the HTTP side of ingest: `python -m ingest.http_main`."""

import os

from chassis import http, settings, telemetry
from ingest.http.site import build
from ingest.settings import Settings


def create() -> http.App:
    config = settings.read(Settings, "INGEST_", os.environ)
    telemetry.start("ingest-http", config)
    return build(config)


def main() -> None:
    config = settings.read(Settings, "INGEST_", os.environ)
    http.run("ingest.http_main:create", port=config.http_port, host=config.http_host)


if __name__ == "__main__":
    main()
