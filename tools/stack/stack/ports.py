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


def default(environ: Mapping[str, str]) -> dict[str, int]:
    """
    Return the usual ports, as overridden by *environ*.

    Raises:
        PortTaken: One is in use; the message says which variable to set.
    """
    ports = {
        name: int(environ.get(f"{name.upper()}_PORT", port))
        for name, port in DEFAULTS.items()
    }
    taken = [
        f"port {port} is in use: set {name.upper()}_PORT to another one"
        for name, port in ports.items()
        if not _is_free(port)
    ]
    if taken:
        raise PortTaken("; ".join(taken))
    return ports


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
