"""
W3C trace context over HTTP, gRPC and AMQP, on OpenTelemetry's API.

Without an OpenTelemetry SDK in the image, ids still travel, so that the log
lines of one customer's message share a `trace_id` across all services.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from opentelemetry import trace
from opentelemetry.context import attach, detach
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()

_CAUSES: ContextVar[Mapping[str, str]] = ContextVar(
    "causes", default=MappingProxyType({})
)
"""While a batch is handled: event id -> the traceparent it came with."""


def traceparent() -> str:
    """Return the current trace context as a header, or an empty string."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent", "")


def trace_id() -> str:
    """Return the current trace id, 32 hex digits, or an empty string."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


@contextmanager
def continued(header: str | None) -> Iterator[None]:
    """Go on with the caller's trace; begin one when there is no *header*."""
    context = _PROPAGATOR.extract({"traceparent": header} if header else {})
    if not trace.get_current_span(context).get_span_context().is_valid:
        context = trace.set_span_in_context(NonRecordingSpan(_fresh()), context)
    token = attach(context)
    try:
        yield
    finally:
        detach(token)


@contextmanager
def caused_by(headers_by_event: Mapping[str, str]) -> Iterator[None]:
    """Let events made in a batch go on with the trace of their own cause."""
    token = _CAUSES.set(headers_by_event)
    try:
        with continued(next(iter(headers_by_event.values()), None)):
            yield
    finally:
        _CAUSES.reset(token)


def for_cause(causation_id: str) -> str:
    """Return the traceparent for an event caused by *causation_id*."""
    return _CAUSES.get().get(causation_id) or traceparent()


def _fresh() -> SpanContext:
    return SpanContext(
        trace_id=int.from_bytes(os.urandom(16), "big"),
        span_id=int.from_bytes(os.urandom(8), "big"),
        is_remote=False,
        trace_flags=TraceFlags(TraceFlags.DEFAULT),
    )
