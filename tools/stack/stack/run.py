"""`make run`: starts everything, says where to go, stays in the foreground."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from .log import Console
from .ports import PortTaken
from .servers import MissingProgram
from .stack import NotReady, Stack

WELCOME = """
  Recado is ready, {seconds:.1f} s after it was asked to be.

    the page          {gateway}
    sign in as        admin@demo.recado, ana@…, bruno@…, carla@…, diego@demo.recado
    password          recado-demo
    be a customer     {simulator}
    a shop with chat  {simulator}/webchat-demo
    mails it sent     {simulator}/mail
    the API           {gateway}/api/docs
    for programs      {demo}

  Ctrl-C stops everything.
"""


def main() -> int:
    """Run until told to stop."""
    only = frozenset(filter(None, os.environ.get("SERVICE", "").split(",")))
    state = Path(os.environ.get("STATE_DIR", ".local"))
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    began = time.monotonic()
    try:
        stack = Stack(
            state, "default", demo=True, only=only, on_line=Console(), say=say
        )
    except (PortTaken, MissingProgram) as problem:
        return _sorry(problem)
    starting = threading.Thread(
        target=_start, args=(stack, stopping, began), daemon=True
    )
    starting.start()
    stopping.wait()
    say("stopping")
    stack.stop()
    say("stopped")
    return 1 if failed else 0


failed: list[str] = []


def _start(stack: Stack, stopping: threading.Event, began: float) -> None:
    try:
        stack.start()
    except (NotReady, MissingProgram) as problem:
        if not stopping.is_set():
            failed.append(str(problem))
            _sorry(problem)
            stopping.set()
        return
    print(
        WELCOME.format(
            seconds=time.monotonic() - began,
            demo=stack.state_dir / "demo.json",
            **stack.urls,
        ),
        flush=True,
    )


def _sorry(problem: Exception) -> int:
    print(f"\n  cannot run: {problem}\n", file=sys.stderr)
    return 1


def say(text: str) -> None:
    """Tell the person who waits what is going on."""
    print(f"· {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
