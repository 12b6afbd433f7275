"""
The child process that opens files: `python -m ingest.media.bench <folder>`.

It reads `job.json` in the folder, writes `result.json`, and ends. Whatever a
hostile file does to a decoder happens here: without our secrets in the
environment, and within limits of memory, time and disk.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from .jobs import AUDIO_COPIED, DEMUXERS, OPENED, VIDEO_COPIED
from .sniff import UNKNOWN

MEMORY_BYTES = 2 << 30
"""Address space; what is really used is far less."""

CPU_SECONDS = 60
WRITTEN_BYTES = 256 << 20
OPEN_FILES = 64


def main() -> None:
    """Do the job in the folder that the command line names."""
    folder = Path(sys.argv[1])
    _limit()
    job = json.loads((folder / "job.json").read_text())
    result = WORK[job["work"]](job, folder)
    fresh = folder / "result.new"
    fresh.write_text(json.dumps(result))
    fresh.replace(folder / "result.json")


def _limit() -> None:
    os.nice(5)
    with suppress(OSError):
        # Where memory runs out, this process goes and not the one that asked.
        Path("/proc/self/oom_score_adj").write_text("1000")
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _look(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    from .pictures import Undecodable  # here, so that limits hold for imports too

    path, media_type = Path(job["path"]), job["media_type"]
    facts: dict[str, Any] = {"media_type": media_type}
    preview = folder / "preview"
    try:
        if media_type in OPENED:
            from . import pictures

            facts |= pictures.look(path, media_type, preview)
        elif media_type in DEMUXERS:
            from . import sound

            facts |= sound.look(path, media_type, preview)
    except Undecodable:
        return {"media_type": UNKNOWN}
    if job["playable"]:
        facts |= _playable(path, facts["media_type"], folder / "playable")
    return facts


def _playable(path: Path, media_type: str, target: Path) -> dict[str, str]:
    from . import sound
    from .pictures import Undecodable

    try:
        if media_type in AUDIO_COPIED:
            sound.convert(path, media_type, "audio/mp4", target)
            return {"playable_type": "audio/mp4"}
        if media_type in VIDEO_COPIED:
            sound.film(path, media_type, target)
            return {"playable_type": "video/mp4"}
    except Undecodable:
        target.unlink(missing_ok=True)
    return {}


def _convert(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    from . import pictures, sound

    path, media_type, wanted = Path(job["path"]), job["media_type"], job["wanted"]
    try:
        if wanted in pictures.FORMATS and media_type in pictures.FORMATS:
            pictures.convert(path, media_type, wanted, folder / "made")
        elif wanted in sound.SOUNDS and media_type in DEMUXERS:
            sound.convert(path, media_type, wanted, folder / "made")
        else:
            return {"made": False}
    except pictures.Undecodable:
        return {"made": False}
    return {"made": True}


def _strip(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    from .pictures import Undecodable
    from .strip import strip

    try:
        strip(Path(job["path"]), job["media_type"], folder / "made")
    except Undecodable:
        return {"made": False}
    return {"made": True}


WORK = {"look": _look, "convert": _convert, "strip": _strip}

if __name__ == "__main__":
    main()
