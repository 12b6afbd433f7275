"""Runs the simulator: `python -m simulator.main`."""

from __future__ import annotations

import os
import sys

import structlog
from gunicorn.app.base import BaseApplication
from starlette.applications import Starlette

from simulator.app import create
from simulator.settings import Settings, read


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """One gunicorn worker, since the world lives in its memory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Configure the server from the settings alone."""
        options = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": 1,
            "worker_class": "asgi",
            "asgi_lifespan": "on",
            "graceful_timeout": 2,
            "keepalive": 30,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Starlette:
        """Make the application, in the worker."""
        return create(self._settings)


def main() -> None:
    """Read the settings and serve until told to stop."""
    settings = read(os.environ)
    console = sys.stdout.isatty() or os.environ.get("RECADO_LOG") == "console"
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer()
            if console
            else structlog.processors.JSONRenderer(),
        ]
    )
    structlog.get_logger().info(
        "simulator_started", port=settings.port, smtp_port=settings.smtp_port
    )
    Server(settings).run()


if __name__ == "__main__":
    main()
