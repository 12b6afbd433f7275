"""What each process wrote, kept in a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

LARGEST_BYTES = 20_000_000  # a file begins anew past this
TAIL_LINES = 15


class LogFiles:
    """Files `<process>.log` in *folder*, begun anew at each start of the stack."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, TextIO] = {}

    def write(self, name: str, line: str) -> None:
        """Keep a line that the process *name* wrote."""
        log = self._open.get(name)
        if log is None or (not log.closed and log.tell() > LARGEST_BYTES):
            if log is not None:
                log.close()
            self._folder.mkdir(exist_ok=True)
            log = self._path(name).open("w", buffering=1)
            self._open[name] = log
        # A process may say its last words after all was stopped.
        if not log.closed:
            log.write(line + "\n")

    def tail(self, name: str) -> str:
        """Return the last lines that the process *name* wrote."""
        path = self._path(name)
        return (
            "\n".join(path.read_text().splitlines()[-TAIL_LINES:])
            if path.exists()
            else ""
        )

    def close(self) -> None:
        """Write no more."""
        for log in self._open.values():
            log.close()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.log"
