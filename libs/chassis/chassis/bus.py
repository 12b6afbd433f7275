"""
The bus side of a service, on nameko. For worker processes only.

The one module that knows nameko. It replaces nameko's own consumers, which
acknowledge a message whose handler raised (it is gone) or requeue it at once
(it spins). Here a handler gets whatever waits, one event or many, and what
happens to each is decided by `fate` (see `chassis.failures`):

    nothing raised   ack
    Malformed        to the dead-letter queue
    Conflict         again, up to 3 times, then as Unavailable
    Unavailable      to a retry queue (5 s, 30 s, 2 min, 10 min …)
    Refusal          ack: saying no is handling
    anything else    dead-letter queue; 20 in a row stop the process, so that
                     bad code leaves the queue full and not the dead letters
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import eventlet
from eventlet.event import Event
from google.protobuf.message import Message
from nameko.extensions import DependencyProvider, Entrypoint
from nameko.runners import ServiceRunner
from nameko.timer import Timer

from . import telemetry
from .consumer import Consumer
from .delivery import Delivery
from .envelope import routing_key

log = telemetry.get(__name__)


class Subscription(Entrypoint):
    """
    Feeds one handler from one queue, in order, in batches of what waits.

    A handler whose work nobody waits for may linger: wait a little after the
    first event, so that more of them share one write.
    """

    def __init__(
        self,
        source: str,
        *message_types: type[Message],
        batch: int = 1,
        linger_seconds: float = 0,
        **kwargs: Any,
    ) -> None:
        self.source = source
        self.message_types = message_types
        self.batch = batch
        self.linger_seconds = linger_seconds
        self._thread: Any = None
        self._consumer: Consumer | None = None
        super().__init__(**kwargs)

    def setup(self) -> None:
        """Prepare the consumer; nothing is connected yet."""
        service = self.container.service_name
        self._consumer = Consumer(
            self.container.config["amqp_url"],
            service=service,
            queue=f"{service}.{self.method_name}",
            source=self.source,
            types={routing_key(t): t for t in self.message_types},
            batch=self.batch,
            linger_seconds=self.linger_seconds,
            handle=self._handle,
            heartbeat=self.container.config["heartbeat"],
            alive=self.container.config["alive"],
        )

    def start(self) -> None:
        """Begin to consume."""
        self._thread = self.container.spawn_managed_thread(self._consumer.run)  # type: ignore[union-attr]  # made in setup

    def stop(self) -> None:
        """Finish the batch in hand, then stop; the rest stays in the queue."""
        self._consumer.stop()  # type: ignore[union-attr]  # made in setup
        self._thread.wait()

    def kill(self) -> None:
        """Stop at once; what was in hand comes again."""
        self._thread.kill()

    @property
    def ready(self) -> bool:
        """Whether the queue is being consumed now."""
        return self._consumer is not None and self._consumer.connected

    def _handle(self, deliveries: Sequence[Delivery]) -> Any:
        """Run the handler as a nameko worker and return what it returned."""
        messages = [delivery.message for delivery in deliveries]
        done = Event()

        def finished(_: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            if exc_info is None:
                done.send(result)
            else:
                done.send_exception(exc_info[1])
            # nameko logs what it is told of; the consumer knows better how.
            return result, None

        self.container.spawn_worker(
            self,
            (messages if self.batch > 1 else messages[0],),
            {},
            handle_result=finished,
        )
        return done.wait()


subscribe = Subscription.decorator
every = Timer.decorator
"""`@every(seconds)`: run the method again and again, never two at once."""


class Injected(DependencyProvider):
    """Gives every worker the object that `run` was handed under *key*."""

    def __init__(self, key: str) -> None:
        self.key = key

    def get_dependency(self, worker_ctx: Any) -> Any:  # noqa: ARG002  # nameko's
        """Return the object."""
        return self.container.config[self.key]


class Heartbeat:
    """Touches a file while the consumer loops turn: liveness for Kubernetes."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None

    def __call__(self) -> None:
        """Say that a loop turned."""
        if self._path is not None:
            self._path.touch()


def run(service: type, config: Any, *, outbox: Any = None, **injected: Any) -> None:
    """
    Run the worker of *service* until SIGTERM or SIGINT, then drain.

    *config* has `amqp_url`, `metrics_port`, `log_level`, `heartbeat_file`.
    Each `Injected(key)` of the service is filled from *injected*.
    """
    runner = ServiceRunner(
        {
            "amqp_url": config.amqp_url,
            "heartbeat": Heartbeat(config.heartbeat_file),
            "alive": outbox.alive if outbox is not None else lambda: True,
            "max_workers": 50,
            **injected,
        }
    )
    runner.add_service(service)
    [container] = runner.containers
    subscriptions = [e for e in container.entrypoints if isinstance(e, Subscription)]
    telemetry.serve_ops(
        config.metrics_port, lambda: all(s.ready for s in subscriptions)
    )
    if outbox is not None:
        outbox.start()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _once(stopping, runner.stop))
    runner.start()
    runner.wait()
    if outbox is not None:
        outbox.stop()
    log.info("process_stopped")


def _once(stopping: threading.Event, stop: Callable[[], None]) -> Callable[..., None]:
    def handle(*_: Any) -> None:
        if not stopping.is_set():
            stopping.set()
            # The signal may arrive in the hub, which must not wait itself.
            eventlet.spawn(stop)

    return handle
