"""A broker and a database alone, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from . import ports, servers
from .process import Process

START_SECONDS = 60


class Servers:
    """Starts both on free ports; entering gives their addresses."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._ports = ports.free()
        self._processes: list[Process] = []

    def __enter__(self) -> dict[str, str]:
        """Start, and wait until both answer."""

        def ignore(_: str, __: str) -> None:
            """Drop what they say: nobody reads it."""

        self._processes = [
            servers.mongo(self._state, self._ports, ignore),
            *servers.rabbitmq(self._state, self._ports, ignore),
        ]
        for process in self._processes:
            process.start()
        mongo = f"mongodb://127.0.0.1:{self._ports['mongo']}/?directConnection=true&serverMonitoringMode=poll"
        try:
            _wait(lambda: servers.database_answers(mongo), "the database")
            _wait(lambda: servers.broker_answers(self._ports["amqp"]), "the broker")
        except BaseException:
            self.__exit__()
            raise
        return {
            "mongo": mongo,
            "amqp": f"amqp://guest:guest@127.0.0.1:{self._ports['amqp']}//",
        }

    def __exit__(self, *_: object) -> None:
        """Stop both; nobody needs their data."""
        for process in reversed(self._processes):
            process.kill()


def _wait(ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start within {START_SECONDS} s")
        time.sleep(0.05)
