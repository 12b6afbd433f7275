"""
`make test`: every test session, one after another, and one line at the end.

Each service has a session of its own, with its own paths, as it would have
alone. All share one private broker and database. A failing session does not
stop the others: all that is wrong is seen at once.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .private import Servers
from .stack import ROOT

SERVICES = ("conversations", "routing", "ingest", "crm_bridge", "notifier", "gateway")


@dataclass(frozen=True, slots=True)
class Session:
    """A test session: where it runs and what."""

    name: str
    folder: str
    command: tuple[str, ...]
    needs_servers: bool = True


def sessions(*, unit_only: bool) -> list[Session]:
    """Return all sessions that exist, quickest first."""
    pytest = (sys.executable, "-m", "pytest", "-q")
    found = [
        Session(
            "chassis", "libs/chassis", (*pytest, "tests/unit") if unit_only else pytest
        ),
        *(
            Session(s, f"services/{s}", (*pytest, "tests/unit"), needs_servers=False)
            if unit_only
            else Session(s, f"services/{s}", (*pytest, "--ignore=tests/page"))
            for s in SERVICES
        ),
        Session("simulator", "tools/simulator", pytest, needs_servers=False),
        Session("demo", "tools/demo", pytest, needs_servers=False),
        Session("stack", "tools/stack", pytest, needs_servers=False),
        Session("bench", "tools/bench", pytest, needs_servers=False),
        Session("chaos", "tools/chaos", pytest, needs_servers=False),
        Session("contract", "tests/contract", pytest, needs_servers=False),
        Session("deploy", "tests/deploy", pytest, needs_servers=False),
        Session(
            "page-modules",
            "services/gateway/web",
            ("node", "--import", "./tests/import-map.mjs", "--test", *_modules()),
            needs_servers=False,
        ),
    ]
    if not unit_only:
        found += [
            Session("page", "services/gateway", (*pytest, "tests/page")),
            Session("system", "tests/system", pytest),
        ]
    return [s for s in found if _exists(s)]


def main(arguments: Sequence[str]) -> int:
    """Run the sessions that ONLY names, or all."""
    wanted = set(filter(None, os.environ.get("ONLY", "").split(",")))
    chosen = [
        s
        for s in sessions(unit_only="unit" in arguments)
        if not wanted or s.name in wanted or s.name.partition("-")[0] in wanted
    ]
    if not chosen:
        print(f"no session is named {sorted(wanted)}")
        return 2
    if any(s.needs_servers for s in chosen):
        with tempfile.TemporaryDirectory() as state, Servers(Path(state)) as urls:
            return _run(chosen, urls)
    return _run(chosen, {})


def _run(chosen: Sequence[Session], urls: dict[str, str]) -> int:
    environ = os.environ | {f"TEST_{name.upper()}_URL": u for name, u in urls.items()}
    passed = failed = 0
    broken: list[str] = []
    for session in chosen:
        print(f"\n=== {session.name}", flush=True)
        began = time.monotonic()
        good, bad, code = _session(session, environ)
        passed, failed = passed + good, failed + bad + (code != 0 and bad == 0)
        if code:
            broken.append(session.name)
        print(f"=== {session.name}: {time.monotonic() - began:.0f} s", flush=True)
    if broken:
        print(f"\nnot good: {', '.join(broken)}")
    print(f"\n{passed} passed, {failed} failed", flush=True)
    return 1 if broken else 0


def _session(session: Session, environ: dict[str, str]) -> tuple[int, int, int]:
    """Run one session, echo it, and return passed, failed and its exit code."""
    running = subprocess.Popen(
        session.command,
        cwd=ROOT / session.folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    tail: list[str] = []
    for line in running.stdout or ():
        print(line, end="", flush=True)
        tail = [*tail[-30:], line]
    code = running.wait()
    text = "".join(tail)
    return _count(text, "passed", "pass"), _count(text, "failed", "error", "fail"), code


def _count(text: str, *words: str) -> int:
    """Add up what pytest (`3 passed`) or Node (`pass 3` after a sign) says."""
    total = 0
    for word in words:
        for pattern in (rf"\b(\d+) {word}s?\b", rf"^\S {word} (\d+)$"):
            found = re.findall(pattern, text, re.MULTILINE)
            total += int(found[-1]) if found else 0
    return total


def _modules() -> list[str]:
    folder = ROOT / "services/gateway/web"
    return sorted(str(p.relative_to(folder)) for p in folder.glob("tests/*.test.js"))


def _exists(session: Session) -> bool:
    folder = ROOT / session.folder
    if session.name == "page-modules":
        return bool(_modules())
    if session.name == "page":
        return (folder / "tests/page").is_dir()
    return any(folder.glob("test_*.py")) or any(folder.glob("tests/**/test_*.py"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
