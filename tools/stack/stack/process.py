"""One process that we started, and all that it started in turn."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Line = Callable[[str, str], None]
"""Gets the process's name and one line that it wrote."""


class Process:
    """
    A command in a session of its own, whose output goes to *on_line*.

    A session of its own, so that Ctrl-C reaches us alone and we decide in
    which order things end; and so that killing it leaves no children.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        folder: Path,
        on_line: Line,
    ) -> None:
        self.name = name
        self._command = list(command)
        self._environ = dict(environ)
        self._folder = folder
        self._on_line = on_line
        self._running: subprocess.Popen[str] | None = None
        self.wanted = False

    def start(self) -> None:
        """Start it."""
        self._running = subprocess.Popen(
            self._command,
            env=self._environ,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        # Only now: whoever looks between would think it dead, and start another.
        self.wanted = True
        threading.Thread(target=self._pump, args=(self._running,), daemon=True).start()

    @property
    def pid(self) -> int:
        """Its process id; 0 before the first start."""
        return self._running.pid if self._running else 0

    @property
    def alive(self) -> bool:
        """Whether it runs now."""
        return self._running is not None and self._running.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._running.poll() if self._running else None

    def ask_to_stop(self) -> None:
        """Send SIGTERM: finish what is in hand."""
        self.wanted = False
        self._signal(signal.SIGTERM)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; True if it came in time."""
        if self._running is None:
            return True
        try:
            self._running.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End it and its children at once, unasked (SIGKILL)."""
        self.wanted = False
        self._signal(signal.SIGKILL, group=True)
        self.wait(10)

    def memory_bytes(self) -> int:
        """Return the proportional memory of it and its children."""
        return sum(_proportional(pid) for pid in self._session())

    def _session(self) -> list[int]:
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    stat = Path(f"/proc/{entry}/stat").read_text()
                except OSError:
                    continue
                if int(stat.rpartition(")")[2].split()[3]) == self.pid:
                    found.append(int(entry))
        return found

    def _signal(self, number: int, *, group: bool = False) -> None:
        if not self.alive:
            return
        try:
            if group:
                os.killpg(self.pid, number)
            else:
                os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def _pump(self, running: subprocess.Popen[str]) -> None:
        assert running.stdout is not None  # a pipe, by how it was started
        with running.stdout:
            for line in running.stdout:
                self._on_line(self.name, line.rstrip("\n"))


def _proportional(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0
