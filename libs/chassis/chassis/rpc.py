"""gRPC servers and clients. For API and HTTP processes only: no eventlet here."""

from __future__ import annotations

import contextlib
import functools
import queue
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent import futures
from contextvars import ContextVar
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_status import rpc_status

from . import identity, telemetry, trace
from .errors import Conflict, Malformed, Refusal, Unavailable
from .mongo import translated

DEADLINE = 2.0
"""Seconds a client waits for an answer unless told otherwise."""

GRACE = 20
"""Seconds that calls in hand may still take once told to stop."""

CHASSIS_STATUS: Mapping[type[Exception], tuple[grpc.StatusCode, str]] = {
    Malformed: (grpc.StatusCode.INVALID_ARGUMENT, "MALFORMED"),
    Conflict: (grpc.StatusCode.ABORTED, "CONFLICT"),
    Unavailable: (grpc.StatusCode.UNAVAILABLE, "UNAVAILABLE"),
}

_CALLER: ContextVar[identity.Identity] = ContextVar("caller")

log = telemetry.get(__name__)


def caller(context: grpc.ServicerContext) -> identity.Identity:  # noqa: ARG001  # says whose
    """Return the verified identity that the present call acts for."""
    return _CALLER.get()


def refusals(
    base: type[Refusal],
    status_of: Mapping[type[Refusal], grpc.StatusCode],
    *,
    domain: str,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """
    Turn a service's own errors into statuses with an `ErrorInfo`.

    Only *base* and below, and the three of `chassis.errors`, are translated.
    Anything else is a bug: the interceptor logs it and answers UNKNOWN
    without the traceback.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def wrapped(self: Any, request: Any, context: grpc.ServicerContext) -> Any:
            try:
                return method(self, request, context)
            except base as error:
                refuse(
                    context,
                    status_of[type(error)],
                    error.reason,
                    str(error),
                    domain,
                    error.facts,
                )
            except Exception as error:
                known = CHASSIS_STATUS.get(type(translated(error)))
                if known is None:
                    raise
                refuse(context, *known, str(error), domain, {})

        return wrapped

    return decorate


def refuse(  # noqa: PLR0917  # the parts of one answer
    context: grpc.ServicerContext,
    code: grpc.StatusCode,
    reason: str,
    message: str,
    domain: str,
    facts: Mapping[str, str],
) -> None:
    """End the call with *code* and an `ErrorInfo`; does not return."""
    detail = any_pb2.Any()
    detail.Pack(
        error_details_pb2.ErrorInfo(reason=reason, domain=domain, metadata=dict(facts))
    )
    context.abort_with_status(
        rpc_status.to_status(
            status_pb2.Status(code=code.value[0], message=message, details=[detail])
        )
    )


class _Serving(grpc.ServerInterceptor):  # type: ignore[misc]  # grpc is untyped
    """Verifies who calls, goes on with their trace, logs and counts."""

    def __init__(self, identity_key: str) -> None:
        self._key = identity_key

    def intercept_service(self, continuation: Any, details: Any) -> Any:
        handler = continuation(details)
        if handler is None or details.method.startswith("/grpc.health."):
            return handler
        metadata = dict(details.invocation_metadata)
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(
                self._stream(handler.unary_stream, details.method, metadata),
                handler.request_deserializer,
                handler.response_serializer,
            )
        return grpc.unary_unary_rpc_method_handler(
            self._unary(handler.unary_unary, details.method, metadata),
            handler.request_deserializer,
            handler.response_serializer,
        )

    def _unary(self, behaviour: Any, method: str, metadata: dict[str, str]) -> Any:
        def serve(request: Any, context: grpc.ServicerContext) -> Any:
            begun = time.monotonic()
            with trace.continued(metadata.get("traceparent")):
                try:
                    _CALLER.set(self._caller(metadata, context))
                    return behaviour(request, context)
                except Exception as error:
                    _bug(context, method, error)
                    raise
                finally:
                    _served(method, context, begun)

        return serve

    def _stream(self, behaviour: Any, method: str, metadata: dict[str, str]) -> Any:
        def serve(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            begun = time.monotonic()
            try:
                _CALLER.set(self._caller(metadata, context))
                yield from behaviour(request, context)
            except Exception as error:
                _bug(context, method, error)
                raise
            finally:
                _served(method, context, begun)

        return serve

    def _caller(
        self, metadata: dict[str, str], context: grpc.ServicerContext
    ) -> identity.Identity:
        kind, _, token = metadata.get("authorization", "").partition(" ")
        try:
            if kind.lower() != "bearer":
                raise identity.Forged("no identity token was sent")
            return identity.verify(token, self._key)
        except identity.Forged as error:
            refuse(
                context,
                grpc.StatusCode.UNAUTHENTICATED,
                "IDENTITY_INVALID",
                str(error),
                "chassis.recado",
                {},
            )
            raise


def _bug(context: Any, method: str, error: Exception) -> None:
    """Log what nobody translated; an abort was logged where it was decided."""
    if context.code() is None:
        log.error("rpc_failed", method=method, exc_info=error)


def _served(method: str, context: Any, begun: float) -> None:
    duration = time.monotonic() - begun
    code = context.code() or grpc.StatusCode.OK
    # `abort` keeps the plain number, `set_code` the enumeration.
    name = (
        code.name if isinstance(code, grpc.StatusCode) else _NAMES.get(code, str(code))
    )
    short = method.rpartition("/")[2]
    telemetry.RPC_SERVED.labels(short, name).inc()
    telemetry.RPC_SERVING.labels(short).observe(duration)
    who = _CALLER.get(None)
    log.info(
        "rpc_served",
        method=short,
        outcome=name,
        duration_seconds=round(duration, 4),
        account_id=who.account_id if who else None,
        user_id=who.user_id if who else None,
    )


_NAMES = {code.value[0]: code.name for code in grpc.StatusCode}


def build(
    register: Callable[[grpc.Server], None],
    *,
    identity_key: str,
    workers: int,
    port: int,
) -> tuple[grpc.Server, int, health.HealthServicer]:
    """Return a server not yet started, the port it got, and its health."""
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=workers, thread_name_prefix="rpc"),
        interceptors=[_Serving(identity_key)],
        options=[
            ("grpc.so_reuseport", 0),
            ("grpc.max_receive_message_length", 8 << 20),
        ],
    )
    register(server)
    servicer = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    return server, server.add_insecure_port(f"[::]:{port}"), servicer


def serve(
    config: Any,
    register: Callable[[grpc.Server], None],
    *,
    outbox: Any = None,
    ready: Callable[[], bool] = lambda: True,
) -> None:
    """
    Serve until SIGTERM or SIGINT, then drain.

    *config* has `grpc_port`, `grpc_workers`, `identity_key`, `metrics_port`.
    Health is SERVING while *ready* says so, looked at every second.
    """
    server, _, servicer = build(
        register,
        identity_key=config.identity_key,
        workers=config.grpc_workers,
        port=config.grpc_port,
    )
    if outbox is not None:
        outbox.start()
    # A queue: an Event, set by a signal that interrupts another, waits for itself.
    told: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda signum, _: told.put(signum))
    telemetry.serve_ops(config.metrics_port, ready)
    server.start()
    while True:
        servicer.set(
            "",
            health_pb2.HealthCheckResponse.SERVING
            if ready()
            else health_pb2.HealthCheckResponse.NOT_SERVING,
        )
        with contextlib.suppress(queue.Empty):
            told.get(timeout=1)
            break
    servicer.enter_graceful_shutdown()
    server.stop(grace=GRACE).wait()
    if outbox is not None:
        outbox.stop()
    log.info("process_stopped")


class _Calling(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[misc]  # untyped
    """Gives every call a deadline and the current trace."""

    async def intercept_unary_unary(
        self, continuation: Any, details: Any, request: Any
    ) -> Any:
        metadata = grpc.aio.Metadata(*(details.metadata or ()))
        traceparent = trace.traceparent()
        if traceparent:
            metadata.add("traceparent", traceparent)
        return await continuation(
            details._replace(
                timeout=DEADLINE if details.timeout is None else details.timeout,
                metadata=metadata,
            ),
            request,
        )


def aio_channel(target: str) -> grpc.aio.Channel:
    """
    Return a channel whose every unary call has a deadline.

    Make it in the ASGI lifespan, after the fork. Replicas behind a headless
    service (`dns:///routing-api:50051`) are used in turn.
    """
    return grpc.aio.insecure_channel(
        target,
        interceptors=[_Calling()],
        options=[
            ("grpc.lb_policy_name", "round_robin"),
            ("grpc.max_receive_message_length", 8 << 20),
            ("grpc.initial_reconnect_backoff_ms", 200),
            ("grpc.max_reconnect_backoff_ms", 2000),
        ],
    )


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    """Return the call metadata that carries an identity token."""
    return (("authorization", f"Bearer {token}"),)


def error_info(error: grpc.RpcError) -> tuple[str, dict[str, str], str] | None:
    """Return reason, facts and message of a refusal; None if it is none."""
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            info = error_details_pb2.ErrorInfo()
            detail.Unpack(info)
            return info.reason, dict(info.metadata), status.message
    return None
