"""
The whole of Recado on one machine: `make run`, the system tests, the bench.

    with Stack(state_dir=folder, ports="free", demo=True) as stack:
        stack.urls["gateway"]
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, Self

from . import keys, servers
from . import ports as ports_module
from .logfiles import LogFiles
from .process import Process
from .programs import Place, Program, command, programs
from .reviving import Reviving

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 90  # until something that does not get ready is given up
STOP_SECONDS = 25  # until something that does not stop is killed

Say = Callable[[str], None]


class NotReady(Exception):
    """Something did not start; the message says what and why."""


class Stack:
    """
    Starts everything, and stops everything it started and nothing else.

    `ports` is "default" (8080 …, overridable by environment) or "free".
    `demo` also starts the simulator and makes the demo account. *only* limits
    it to the processes of some services.
    """

    def __init__(
        self,
        state_dir: Path | str = ".local",
        ports: Literal["default", "free"] = "default",
        *,
        demo: bool = True,
        only: frozenset[str] = frozenset(),
        on_line: Callable[[str, str], None] | None = None,
        say: Say = lambda _: None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.state_dir = Path(state_dir).resolve()
        self.state_dir.mkdir(parents=True, exist_ok=True)
        self._demo = demo and not only
        self._say = say
        self._render = on_line
        self._logs = LogFiles(self.state_dir / "log")
        self._ports = (
            ports_module.free()
            if ports == "free"
            else ports_module.default(environ, only)
        )
        kept = keys.kept(self.state_dir / "secrets.json")
        self.place = Place(
            state=self.state_dir,
            ports=self._ports,
            amqp_url=environ.get("AMQP_URL")
            or f"amqp://guest:guest@127.0.0.1:{self._ports['amqp']}//",
            mongo_url=environ.get("MONGO_URL")
            or f"mongodb://127.0.0.1:{self._ports['mongo']}/?directConnection=true&serverMonitoringMode=poll",
            identity_key=kept["identity_key"],
            ingest_key=kept["ingest_key"],
        )
        self._own_broker = not environ.get("AMQP_URL")
        self._own_database = not environ.get("MONGO_URL")
        self._programs = {
            p.name: p
            for p in programs(self.place, demo=self._demo)
            if not only or p.name.partition("-")[0] in only
        }
        self._servers: list[Process] = []
        self._processes: dict[str, Process] = {}
        self._errands: list[subprocess.Popen[str]] = []
        self._came_up = False
        self._stopping = threading.Event()
        # Held while something is started: `stop` must not miss it.
        self._starting = threading.Lock()

    @property
    def urls(self) -> dict[str, str]:
        """Addresses: gateway, ingest, simulator, amqp, mongo."""
        return {
            "gateway": self.place.url("gateway"),
            "ingest": self.place.url("ingest"),
            "simulator": self.place.url("simulator"),
            "amqp": self.place.amqp_url,
            "mongo": self.place.mongo_url,
        }

    @property
    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {name: one.pid for name, one in self._all().items()}

    def __enter__(self) -> Self:
        """Start."""
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def start(self) -> None:
        """
        Start everything and return once it is ready and the demo is made.

        Raises:
            NotReady: Something did not start.
        """
        self._say("starting the broker, the database and every process")
        if self._own_broker:
            self._servers += servers.rabbitmq(self.state_dir, self._ports, self._line)
        if self._own_database:
            self._servers.append(servers.mongo(self.state_dir, self._ports, self._line))
        for server in self._servers:
            self._start_process(server)
        # A worker waits for the broker by itself; the database must answer
        # first, since a process prepares its collections as it starts.
        self._until(
            lambda: servers.database_answers(self.place.mongo_url), "the database"
        )
        for program in self._programs.values():
            self._start_program(program)
        Reviving(self._processes, self._begin_again, self._line, self._stopping).start()
        for name in self._programs:
            self._until_ready(name)
        self._came_up = True
        if self._demo:
            self._seed()

    def stop(self) -> None:
        """Stop in order: doors first, then those behind them, then the servers."""
        with self._starting:
            self._stopping.set()
        for errand in self._errands:
            errand.kill()
        order = ("-http", "simulator", "-worker", "-api")
        for suffix in order:
            leaving = [p for n, p in self._processes.items() if n.endswith(suffix)]
            _end(leaving)
        # A broker that is still starting does not listen; it holds nothing yet.
        seconds = STOP_SECONDS if self._came_up else 2
        _end([p for p in reversed(self._servers) if p.name != "epmd"], seconds)
        _end([p for p in self._servers if p.name == "epmd"])
        self._logs.close()

    def kill(self, name: str) -> None:
        """End a process at once, as a crash would; it stays down."""
        self._all()[name].kill()
        self._release()

    def restart(self, name: str) -> None:
        """Start a process that was killed, and wait until it is ready."""
        self._start_process(self._all()[name])
        if name == "rabbitmq":
            self._until(lambda: servers.broker_answers(self._ports["amqp"]), name)
        elif name == "mongo":
            self._until(lambda: servers.database_answers(self.place.mongo_url), name)
        else:
            self._until_ready(name)

    def memory(self) -> dict[str, int]:
        """Return the memory of each process in MiB, shared pages split."""
        return {
            name: round(one.memory_bytes() / 2**20) for name, one in self._all().items()
        }

    def run_module(self, module: str, *arguments: str, **environ: str) -> str:
        """
        Run a command of ours beside the stack and return what it printed.

        Raises:
            NotReady: It failed, or everything is to stop.
        """
        with self._starting:
            if self._stopping.is_set():
                raise NotReady(f"told to stop before {module} was run")
            running = subprocess.Popen(
                [*command(module), *arguments],
                cwd=ROOT,
                env={**os.environ, **environ},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            self._errands.append(running)
        said, complained = running.communicate()
        if running.returncode:
            raise NotReady(f"{module} failed:\n{said}{complained}")
        return said

    def _all(self) -> dict[str, Process]:
        return {p.name: p for p in self._servers} | self._processes

    def _start_program(self, program: Program) -> None:
        process = Process(
            program.name,
            command(program.module),
            {**os.environ, **program.environ},
            folder=ROOT,
            on_line=self._line,
        )
        self._processes[program.name] = process
        self._start_process(process)

    def _start_process(self, process: Process) -> None:
        if not self._begin(process):
            raise NotReady("told to stop before everything was started")

    def _begin(self, process: Process) -> bool:
        """Start *process*, unless everything is to stop."""
        with self._starting:
            if self._stopping.is_set():
                return False
            process.start()
            return True

    def _begin_again(self, process: Process) -> bool:
        """Start a process that died, and end what it left open."""
        self._release()
        return self._begin(process)

    def _release(self) -> None:
        if self._own_database:
            servers.end_transactions(self.place.mongo_url)

    def _seed(self) -> None:
        self._say("making the demo account")
        gateway = self._programs["gateway-http"].environ
        made = self.run_module("gateway.manage", "seed-demo", **gateway)
        (self.state_dir / "demo-account.json").write_text(made)
        self._say("connecting channels, writing some history")
        self.run_module(
            "demo.seed",
            "--gateway",
            self.urls["gateway"],
            "--ingest",
            self.urls["ingest"],
            "--simulator",
            self.urls["simulator"],
            "--state-dir",
            str(self.state_dir),
        )

    def _until_ready(self, name: str) -> None:
        url = self._programs[name].ready_url

        def ready() -> bool:
            process = self._processes[name]
            if not process.alive and process.exit_code is not None:
                raise NotReady(
                    f"{name} ended with {process.exit_code}: {self.tail(name)}"
                )
            return servers.http_answers(url)

        self._until(ready, name)

    def _until(self, ready: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if self._stopping.is_set():
                raise NotReady(f"told to stop before {what} was ready")
            if time.monotonic() > deadline:
                raise NotReady(
                    f"{what} is not ready after {START_SECONDS} s: {self.tail(what)}"
                )
            time.sleep(0.1)

    def tail(self, name: str) -> str:
        """Return the last lines that a process wrote."""
        return self._logs.tail(name)

    def _line(self, name: str, line: str) -> None:
        self._logs.write(name, line)
        if self._render is not None:
            self._render(name, line)


def _end(processes: list[Process], seconds: float = STOP_SECONDS) -> None:
    for process in processes:
        process.ask_to_stop()
    deadline = time.monotonic() + seconds
    for process in processes:
        if not process.wait(max(deadline - time.monotonic(), 0.1)):
            process.kill()
