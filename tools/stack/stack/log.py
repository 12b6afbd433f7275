"""One readable log out of many JSON ones."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import zlib
from typing import Any

HIDDEN = {
    "event",
    "level",
    "time",
    "timestamp",
    "process",
    "module",
    "trace_id",
    "logger",
}
LEVELS = {"debug": "2", "info": "0", "warning": "33", "error": "31", "critical": "31"}
QUIET = {"http_served", "rpc_served", "events_handled"}
"""Canonical lines: shown dimmed, since there are many."""


SERVERS = {"rabbitmq", "mongo", "epmd"}
LOUD = re.compile(r"(?i)\b(warning|error|critical|fatal|crash)\b")
"""Of servers that are not ours, only trouble is worth a line."""


class Console:
    """Renders lines of all processes; raw JSON with `RECADO_LOG=json`."""

    def __init__(self) -> None:
        self._raw = os.environ.get("RECADO_LOG") == "json"
        self._colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._lock = threading.Lock()

    def __call__(self, process: str, line: str) -> None:
        """Show one line."""
        shown = line if self._raw else self._shown(process, line)
        if shown:
            with self._lock:
                sys.stdout.write(shown + "\n")
                sys.stdout.flush()

    def _shown(self, process: str, line: str) -> str:
        keys = _parsed(line)
        if process in SERVERS and not LOUD.search(line):
            return ""
        if keys is None:
            return f"         {self._named(process)} {line}" if line.strip() else ""
        time = str(keys.get("time") or keys.get("timestamp") or "")[11:19]
        level = str(keys.get("level", "info"))
        event = str(keys.get("event", ""))
        rest = " ".join(
            f"{name}={value}"
            for name, value in keys.items()
            if name not in HIDDEN and value not in (None, "")
        )
        style = "2" if event in QUIET and level == "info" else LEVELS.get(level, "0")
        return (
            f"{time:8} {self._named(process)} {self._paint(f'{event} {rest}', style)}"
        )

    def _named(self, process: str) -> str:
        hue = 31 + zlib.crc32(process.partition("-")[0].encode()) % 6
        return self._paint(f"{process:20}", str(hue))

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colour else text


def _parsed(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
