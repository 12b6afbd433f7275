"""
Logs, metrics and health: what an SRE sees of a process.

Logs are JSON lines on stdout, or coloured text on a terminal. The message is
a constant in snake case; everything that varies is a key. The chassis writes
one canonical line per unit of work: `events_handled`, `rpc_served`,
`http_served`. Bodies, names, addresses and tokens are never logged.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog
from prometheus_client import REGISTRY, Counter, Gauge, Histogram, make_wsgi_app

from . import trace

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

# One per event a worker is done with. outcome: the service's Outcome value, or
# done, refused, retried, dead.
BUS_EVENTS = Counter(
    "bus_events_total", "Events that a worker is done with.", ["event", "outcome"]
)

# One per batch handed to a handler, in seconds.
BUS_HANDLING = Histogram(
    "bus_handling_seconds",
    "Time a handler took for one batch.",
    ["handler"],
    buckets=BUCKETS,
)

# One per batch: events in it.
BUS_BATCH = Histogram(
    "bus_batch_events",
    "Events handled together.",
    ["handler"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)

# One per batch, of its oldest event: now less occur_time, in seconds.
BUS_DELAY = Histogram(
    "bus_delivery_delay_seconds",
    "Age of an event when its handling begins.",
    ["handler"],
    buckets=BUCKETS,
)

# Outbox entries that wait to be published.
OUTBOX_PENDING = Gauge("outbox_pending_events", "Outbox entries not yet published.")

# Age of the oldest of them, in seconds.
OUTBOX_OLDEST = Gauge("outbox_oldest_seconds", "Age of the oldest outbox entry.")

# One per call served. code: a gRPC status name.
RPC_SERVED = Counter("rpc_served_total", "gRPC calls served.", ["method", "code"])

# One per call served, in seconds.
RPC_SERVING = Histogram(
    "rpc_serving_seconds", "Time to serve a gRPC call.", ["method"], buckets=BUCKETS
)

# One per HTTP request served. route: its pattern, never the path.
HTTP_SERVED = Counter("http_served_total", "HTTP requests served.", ["route", "status"])

# One per HTTP request served, in seconds; streams are left out.
HTTP_SERVING = Histogram(
    "http_serving_seconds", "Time to serve an HTTP request.", ["route"], buckets=BUCKETS
)


class Logger(Protocol):
    """The part of structlog that we use: a constant message, then keys."""

    def debug(self, event: str, **keys: Any) -> Any: ...
    def info(self, event: str, **keys: Any) -> Any: ...
    def warning(self, event: str, **keys: Any) -> Any: ...
    def error(self, event: str, **keys: Any) -> Any: ...
    def exception(self, event: str, **keys: Any) -> Any: ...


def get(name: str) -> Logger:
    """Return a logger that names its module."""
    logger: Logger = structlog.get_logger(module=name)
    return logger


def start(process: str, config: Any) -> None:
    """
    Configure logging for this process; *config* has `log_level`.

    Lines of libraries that use `logging` come out in the same shape, from
    warnings upwards.
    """
    level = logging.getLevelNamesMapping()[config.log_level.upper()]
    final: list[Any] = (
        [structlog.dev.ConsoleRenderer()]
        if sys.stdout.isatty()
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_serialise),
        ]
    )
    structlog.configure(
        processors=[
            _identified(process),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            *final,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Forward()], level=logging.WARNING, force=True)
    get(__name__).info("process_started")


def _identified(process: str) -> Any:
    def add(_: Any, __: str, keys: dict[str, Any]) -> dict[str, Any]:
        keys["process"] = process
        trace_id = trace.trace_id()
        if trace_id:
            keys["trace_id"] = trace_id
        return keys

    return add


def _serialise(keys: Any, **options: Any) -> str:
    return json.dumps(keys, ensure_ascii=False, separators=(",", ":"), default=str)


class _Forward(logging.Handler):
    """Brings lines of the standard `logging` into our shape."""

    def emit(self, record: logging.LogRecord) -> None:
        get(record.name).warning(
            "library_message",
            detail=record.getMessage(),
            level_name=record.levelname,
            **({"exc_info": record.exc_info} if record.exc_info else {}),
        )


def outbox_pending(entries: int, oldest_seconds: float) -> None:
    """Set the two gauges of the outbox."""
    OUTBOX_PENDING.set(entries)
    OUTBOX_OLDEST.set(oldest_seconds)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # inherited name
        """Say nothing: scrapes are not work."""


def serve_ops(port: int, ready: Callable[[], bool], *, host: str = "") -> WSGIServer:
    """
    Serve `/metrics`, `/healthz` (alive) and `/readyz` in a thread.

    `/healthz` asks no dependency; `/readyz` is 503 while *ready* says no.
    """
    metrics = make_wsgi_app(REGISTRY)

    def app(environ: dict[str, Any], respond: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return metrics(environ, respond)  # type: ignore[no-any-return]  # untyped
        if path not in ("/healthz", "/readyz"):
            respond("404 Not Found", [("Content-Type", "text/plain")])
            return [b"try /metrics, /healthz or /readyz\n"]
        good = path == "/healthz" or ready()
        respond(
            "200 OK" if good else "503 Service Unavailable",
            [("Content-Type", "text/plain")],
        )
        return [b"ok\n" if good else b"not ready\n"]

    server = make_server(host, port, app, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, name="ops", daemon=True).start()
    return server
