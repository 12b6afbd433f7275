"""
`make chaos`: kills everything in turn under traffic, then reconciles.

    python -m chaos.main --seconds 120 --rate 30
    python -m chaos.main --seconds 20 --only rabbitmq,mongo,mongo

Starts a stack of its own, from nothing, in `.local/chaos`. Exits 1 if a
message or a reply was lost or doubled, an event is dead or left over, or an
attendant has more than their capacity.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from stack.stack import NotReady, Stack

from .killer import victims
from .play import Play
from .reconcile import Row
from .table import render

STATE = Path(".local/chaos")
OUT = Path(".local/chaos.json")


def main() -> int:
    """Run, print the table, write the JSON, and tell by the exit code."""
    options = argparse.ArgumentParser(prog="chaos", description="Kill and reconcile.")
    options.add_argument("--seconds", type=float, default=150, help="of traffic")
    options.add_argument("--rate", type=float, default=30, help="messages a second")
    options.add_argument("--only", default="", help="names to kill, by comma")
    chosen = options.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Whoever ends us wants all that we started to end too.
        signal.signal(number, lambda *_: sys.exit(130))
    shutil.rmtree(STATE, ignore_errors=True)
    began = time.monotonic()
    try:
        rows, facts = run(chosen.seconds, chosen.rate, chosen.only)
    except (NotReady, ValueError) as problem:
        print(f"\n  cannot run: {problem}\n", file=sys.stderr)
        return 2
    wrong = sum(row.wrong for row in rows)
    OUT.write_text(json.dumps({**facts, "rows": [r.as_json() for r in rows]}, indent=1))
    print(f"\n{render(rows)}\n")
    print(", ".join(f"{value} {name}" for name, value in facts.items()))
    verdict = f"{wrong} discrepancies" if wrong else "nothing lost, nothing doubled"
    print(f"{verdict}, after {time.monotonic() - began:.0f} s; written to {OUT}")
    return 1 if wrong else 0


def run(seconds: float, rate: float, only: str) -> tuple[list[Row], dict[str, Any]]:
    """Play the whole thing on a stack of its own; return what was found."""
    say("starting a stack of its own, with demo data")
    with Stack(state_dir=STATE, ports="free", demo=True, say=say) as stack:
        names = victims(stack, [name for name in only.split(",") if name])
        return asyncio.run(Play(stack, names, say).run(seconds, rate))


START = time.monotonic()


def say(text: str) -> None:
    """Tell the person who waits what is going on."""
    print(f"{time.monotonic() - START:6.1f} s · {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
