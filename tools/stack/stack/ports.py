"""Which address everything listens at."""

from __future__ import annotations

import socket
from collections.abc import Mapping

DEFAULTS = {
    "gateway": 8080,
    "ingest": 8081,
    "simulator": 8090,
    "smtp": 8025,
    "amqp": 5673,
    "amqp_dist": 25673,
    "epmd": 4370,
    "mongo": 27117,
    "ingest_grpc": 50051,
    "conversations_grpc": 50052,
    "routing_grpc": 50053,
    "crm_bridge_grpc": 50054,
    "notifier_grpc": 50055,
    "ingest_worker_metrics": 9101,
    "ingest_api_metrics": 9102,
    "conversations_worker_metrics": 9103,
    "conversations_api_metrics": 9104,
    "routing_worker_metrics": 9105,
    "routing_api_metrics": 9106,
    "crm_bridge_worker_metrics": 9107,
    "crm_bridge_api_metrics": 9108,
    "notifier_worker_metrics": 9109,
    "notifier_api_metrics": 9110,
}
"""Name to port; `GATEWAY_PORT` and so on override."""


class PortTaken(Exception):
    """Somebody else listens there."""


BROKER = {"amqp", "amqp_dist", "epmd"}
DATABASE = {"mongo"}


def default(
    environ: Mapping[str, str], only: frozenset[str] = frozenset()
) -> dict[str, int]:
    """
    Return the usual ports, as overridden by *environ*.

    *only* names the services that are started; empty: all.

    Raises:
        PortTaken: One that we need is in use; the message says which variable
            to set.
    """
    ports = {
        name: int(environ.get(f"{name.upper()}_PORT", port))
        for name, port in DEFAULTS.items()
    }
    taken = [
        f"port {port} is in use: set {name.upper()}_PORT to another one"
        for name, port in ports.items()
        if _is_needed(name, environ, only) and not _is_free(port)
    ]
    if taken:
        raise PortTaken("; ".join(taken))
    return ports


def _is_needed(name: str, environ: Mapping[str, str], only: frozenset[str]) -> bool:
    if name in BROKER:
        return not environ.get("AMQP_URL")
    if name in DATABASE:
        return not environ.get("MONGO_URL")
    return not only or name.startswith(tuple(only))


def free() -> dict[str, int]:
    """Return ports that nobody uses now, for tests beside a running stack."""
    held = []
    ports = {}
    for name in DEFAULTS:
        sock = socket.socket()
        sock.bind(("127.0.0.1", 0))
        held.append(sock)
        ports[name] = sock.getsockname()[1]
    for sock in held:
        sock.close()
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
