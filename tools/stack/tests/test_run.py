"""`make run` ends when it is told to, however often."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROUTING_PORTS = ("ROUTING_GRPC", "ROUTING_WORKER_METRICS", "ROUTING_API_METRICS")


def test_signals_in_a_burst_end_it_once(tmp_path: Path):
    """make and a terminal may both tell it, at the same moment."""
    running = subprocess.Popen(
        [sys.executable, "-m", "stack.run"],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "STATE_DIR": str(tmp_path),
            "SERVICE": "routing",
            # Nobody is there: it waits, and starts nothing.
            "AMQP_URL": "amqp://127.0.0.1:1//",
            "MONGO_URL": "mongodb://127.0.0.1:1/",
            **{f"{name}_PORT": "0" for name in ROUTING_PORTS},
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert running.stdout is not None
    with running.stdout:
        assert running.stdout.readline().startswith("· starting")

        for _ in range(50):
            running.send_signal(signal.SIGTERM)
            running.send_signal(signal.SIGINT)

        said = running.stdout.read()
    assert running.wait() == 0
    assert said == "· stopping\n· stopped\n"
