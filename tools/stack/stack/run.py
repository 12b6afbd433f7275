"""`make run`: starts everything, says where to go, stays in the foreground."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue

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


ALONE = """
  {only} is ready, {seconds:.1f} s after it was asked to be, with a broker at
  {amqp} and a database at {mongo}.

  Ctrl-C stops everything.
"""


def main() -> int:
    """Run until told to stop."""
    only = frozenset(filter(None, os.environ.get("SERVICE", "").split(",")))
    state = Path(os.environ.get("STATE_DIR", ".local"))
    # A queue, for a signal may interrupt the handler of another one, and an
    # Event would then wait for itself.
    ends: SimpleQueue[str] = SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ends.put(""))
    began = time.monotonic()
    try:
        stack = Stack(
            state, "default", demo=True, only=only, on_line=Console(), say=say
        )
    except (PortTaken, MissingProgram) as problem:
        return _sorry(str(problem))
    threading.Thread(
        target=_start, args=(stack, ends, only, began), daemon=True
    ).start()
    problem_found = _wait_for(ends)
    if problem_found:
        _sorry(problem_found)
    say("stopping")
    stack.stop()
    say("stopped")
    # The interpreter takes handlers back on its way out, but not this: a late
    # signal of a burst must not end as a failure what ended well.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    return 1 if problem_found else 0


def _wait_for(ends: SimpleQueue[str]) -> str:
    """
    Return what ends the run.

    Awake now and then: a signal that comes just before the wait begins does
    not end it, and its handler runs only between two waits.
    """
    while True:
        try:
            return ends.get(timeout=0.5)
        except Empty:
            continue


def _start(
    stack: Stack, ends: SimpleQueue[str], only: frozenset[str], began: float
) -> None:
    try:
        stack.start()
    except (NotReady, MissingProgram) as problem:
        # Nobody reads it any more if this is because we were told to stop.
        ends.put(str(problem))
        return
    text = ALONE if only else WELCOME
    print(
        text.format(
            seconds=time.monotonic() - began,
            demo=stack.state_dir / "demo.json",
            only=", ".join(sorted(only)),
            **stack.urls,
        ),
        flush=True,
    )


def _sorry(problem: str) -> int:
    print(f"\n  cannot run: {problem}\n", file=sys.stderr)
    return 1


def say(text: str) -> None:
    """Tell the person who waits what is going on."""
    print(f"· {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
