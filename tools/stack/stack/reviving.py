"""Starts again what died unasked."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Mapping

from .process import Line, Process

LIMIT = 5  # times one process is started again
LOOK_SECONDS = 0.5


class Reviving(threading.Thread):
    """
    Looks after *processes* until *stopping* is set.

    *start* may refuse, once everything is to stop. Each death is reported to *on_line*. A process that dies over and over is
    left dead after some times: starting it again would hide what is wrong.
    """

    def __init__(
        self,
        processes: Mapping[str, Process],
        start: Callable[[Process], bool],
        on_line: Line,
        stopping: threading.Event,
    ) -> None:
        super().__init__(name="reviving", daemon=True)
        self._processes = processes
        self._start_again = start
        self._on_line = on_line
        self._stopping = stopping
        self._deaths: Counter[str] = Counter()

    def run(self) -> None:
        """Look every half second."""
        while not self._stopping.wait(LOOK_SECONDS):
            self.look()

    def look(self) -> None:
        """Look once at every process."""
        for process in list(self._processes.values()):
            if process.wanted and not process.alive:
                self._revive(process)

    def _revive(self, process: Process) -> None:
        self._deaths[process.name] += 1
        process.wanted = self._deaths[process.name] <= LIMIT
        report = {
            "event": "process_died",
            "level": "error",
            "process": process.name,
            "exit_code": process.exit_code,
            "restarted": process.wanted,
        }
        self._on_line(process.name, json.dumps(report))
        if process.wanted:
            self._start_again(process)
