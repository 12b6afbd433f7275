"""What we start, we stop, with all that it started; what dies comes back."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waiting import until

from stack.process import Process
from stack.reviving import LIMIT, Reviving

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
child.wait()
"""

OBEDIENT = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: (print("drained", flush=True), sys.exit(0)))
print("up", flush=True)
signal.pause()
"""


@contextmanager
def _running(code: str) -> Iterator[tuple[Process, list[str]]]:
    lines: list[str] = []
    process = Process(
        "one",
        [sys.executable, "-c", code],
        os.environ,
        folder=Path.cwd(),
        on_line=lambda _, line: lines.append(line),
    )
    process.start()
    try:
        yield process, lines
    finally:
        process.kill()


def _exists(pid: int) -> bool:
    """Whether a process runs; one that ended and nobody waited for does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_killing_leaves_no_children():
    with _running(PARENT) as (process, lines):
        until(lambda: bool(lines))
        child = int(lines[0])

        process.kill()

        until(lambda: not _exists(child))
        assert not process.alive
        assert not process.wanted


def test_a_process_that_is_asked_to_stop_may_finish():
    with _running(OBEDIENT) as (process, lines):
        until(lambda: lines == ["up"])

        process.ask_to_stop()

        assert process.wait(60)
        until(lambda: lines == ["up", "drained"])
        assert process.exit_code == 0


def test_memory_counts_the_children_too():
    with _running(PARENT) as (process, lines):
        until(lambda: bool(lines))

        alone = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        [own] = [int(x.split()[1]) for x in alone.splitlines() if x.startswith("Pss:")]
        assert process.memory_bytes() > own * 1024


def test_what_died_is_started_again_and_reported():
    with _running(OBEDIENT) as (process, lines):
        until(lambda: lines == ["up"])
        reports: list[dict[str, object]] = []
        reviving = _reviving(process, reports)
        first = process.pid

        os.kill(first, 9)
        until(lambda: not process.alive)
        reviving.look()

        assert process.alive
        assert process.pid != first
        assert reports == [
            {
                "event": "process_died",
                "level": "error",
                "process": "one",
                "exit_code": -9,
                "restarted": True,
            }
        ]


def test_what_dies_over_and_over_is_left_dead():
    with _running("") as (process, _):
        reports: list[dict[str, object]] = []
        reviving = _reviving(process, reports)

        for _time in range(LIMIT + 3):
            until(lambda: not process.alive)
            reviving.look()

        assert [r["restarted"] for r in reports] == [True] * LIMIT + [False]


def test_what_was_killed_on_purpose_stays_down():
    with _running(OBEDIENT) as (process, _):
        reports: list[dict[str, object]] = []

        process.kill()
        _reviving(process, reports).look()

        assert not process.alive
        assert reports == []


def _reviving(process: Process, reports: list[dict[str, object]]) -> Reviving:
    def start(one: Process) -> bool:
        one.start()
        return True

    return Reviving(
        {"one": process},
        start,
        lambda _, line: reports.append(json.loads(line)),
        threading.Event(),
    )
