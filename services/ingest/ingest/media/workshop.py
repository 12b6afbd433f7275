"""
Has files opened by a process of its own, one per job.

The decoders are large and written in C, and what they open was sent by
strangers. The child has no secrets in its environment and its limits are set
in `bench`; here it is watched and ended. Polling keeps it the same in a plain
thread and in the worker's green ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from chassis import telemetry

from .. import metrics
from .jobs import DEMUXERS, OPENED, Look
from .sniff import UNKNOWN

SECONDS = 90.0
"""How long a job may take."""

FIRST_PAUSE = 0.005
LONGEST_PAUSE = 0.05

log = telemetry.get(__name__)


class Bench:
    """The `Workshop` port: results lie in the folder of the file."""

    def __init__(self, at_once: int = 2, seconds: float = SECONDS) -> None:
        self._places = threading.Semaphore(at_once)
        self._seconds = seconds

    def look(self, path: Path, media_type: str, *, playable: bool = True) -> Look:
        """Return what is in a file; see `Workshop.look`."""
        if media_type not in OPENED and media_type not in DEMUXERS:
            return Look(media_type)
        folder = _folder(path, "look")
        asked = {"work": "look", "media_type": media_type, "playable": playable}
        found = self._run(path, folder, asked)
        if found is None:
            # It ended badly: nobody else should be made to open it.
            return Look(UNKNOWN)
        return Look(
            media_type=found["media_type"],
            width=found.get("width", 0),
            height=found.get("height", 0),
            duration_seconds=found.get("duration_seconds", 0.0),
            animated=found.get("animated", False),
            sound=found.get("sound", ""),
            preview=folder / "preview" if "preview_type" in found else None,
            preview_type=found.get("preview_type", ""),
            playable=folder / "playable" if "playable_type" in found else None,
            playable_type=found.get("playable_type", ""),
        )

    def convert(self, path: Path, media_type: str, wanted: str) -> Path | None:
        """Return a copy of another type; see `Workshop.convert`."""
        asked = {"work": "convert", "media_type": media_type, "wanted": wanted}
        return self._made(path, _folder(path, "convert"), asked)

    def strip(self, path: Path, media_type: str) -> Path | None:
        """Return a copy that does not say where it was made."""
        asked = {"work": "strip", "media_type": media_type}
        return self._made(path, _folder(path, "strip"), asked)

    def _made(self, path: Path, folder: Path, job: dict[str, Any]) -> Path | None:
        found = self._run(path, folder, job)
        return folder / "made" if found and found["made"] else None

    def _run(
        self, path: Path, folder: Path, job: dict[str, Any]
    ) -> dict[str, Any] | None:
        """Have a job done; None if the child ended without a result."""
        (folder / "job.json").write_text(json.dumps({**job, "path": str(path)}))
        with self._places:
            begun = time.monotonic()
            code = self._watch(folder)
        metrics.JOBS.labels(job["work"], "done" if code == 0 else "lost").inc()
        metrics.JOB_SECONDS.observe(time.monotonic() - begun)
        result = folder / "result.json"
        if code != 0 or not result.exists():
            log.warning("job_lost", work=job["work"], code=code)
            return None
        found: dict[str, Any] = json.loads(result.read_text())
        return found

    def _watch(self, folder: Path) -> int:
        child = subprocess.Popen(  # noqa: S603  # our own module, no shell
            [sys.executable, "-m", "ingest.media.bench", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=folder,
        )
        try:
            ends, pause = time.monotonic() + self._seconds, FIRST_PAUSE
            while (code := child.poll()) is None and time.monotonic() < ends:
                time.sleep(pause)
                pause = min(pause * 1.5, LONGEST_PAUSE)
        finally:
            if child.poll() is None:
                child.kill()
                child.wait()
        return child.returncode if code is None else code


def _folder(path: Path, work: str) -> Path:
    """Make a folder for a job beside the file; it goes when the file's goes."""
    for number in range(1000):
        folder = path.parent / f"{work}-{number}"
        if not folder.exists():
            folder.mkdir()
            return folder
    raise OSError("too many jobs on one file")


def _environment() -> dict[str, str]:
    """Return what the child needs to find our code, and nothing else."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    paths = [each for each in sys.path if each]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
