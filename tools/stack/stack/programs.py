"""Every process of Recado: what starts it, and what it is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BACKENDS = ("ingest", "conversations", "routing", "crm_bridge", "notifier")


@dataclass(frozen=True, slots=True)
class Program:
    """A process to start; `ready_url` answers 200 once it is of use."""

    name: str
    module: str
    environ: Mapping[str, str]
    ready_url: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where everything is, and the secrets all share."""

    state: Path
    ports: Mapping[str, int]
    amqp_url: str
    mongo_url: str
    identity_key: str
    ingest_key: str

    def url(self, name: str) -> str:
        """Return the base address of an HTTP process."""
        return f"http://127.0.0.1:{self.ports[name]}"


def programs(place: Place, *, demo: bool) -> list[Program]:
    """Return all processes in the order in which they are to start."""
    found = [_gateway(place, demo=demo), _ingest_http(place)]
    for service in BACKENDS:
        found += [_backend(place, service, kind) for kind in ("worker", "api")]
    if demo:
        found.append(_simulator(place))
    return found


def _common(place: Place, service: str) -> dict[str, str]:
    prefix = service.upper()
    return {
        f"{prefix}_AMQP_URL": place.amqp_url,
        f"{prefix}_MONGO_URL": place.mongo_url,
        f"{prefix}_IDENTITY_KEY": place.identity_key,
        f"{prefix}_LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
    }


def _ingest(place: Place) -> dict[str, str]:
    return {
        **_common(place, "ingest"),
        "INGEST_SECRET_KEY": place.ingest_key,
        "INGEST_PUBLIC_URL": place.url("ingest"),
        "INGEST_GATEWAY_ORIGIN": place.url("gateway"),
        "INGEST_SPOOL_DIR": str(place.state / "spool"),
        "INGEST_HTTP_PORT": str(place.ports["ingest"]),
        "INGEST_HTTP_HOST": "127.0.0.1",
    }


def _ingest_http(place: Place) -> Program:
    return Program(
        "ingest-http",
        "ingest.http_main",
        _ingest(place),
        place.url("ingest") + "/readyz",
    )


def _backend(place: Place, service: str, kind: str) -> Program:
    prefix = service.upper()
    metrics = place.ports[f"{service}_{kind}_metrics"]
    environ = _ingest(place) if service == "ingest" else _common(place, service)
    environ |= {
        f"{prefix}_GRPC_PORT": str(place.ports[f"{service}_grpc"]),
        f"{prefix}_METRICS_PORT": str(metrics),
    }
    if service == "notifier":
        environ |= {
            "NOTIFIER_SMTP_URL": f"smtp://127.0.0.1:{place.ports['smtp']}",
            "NOTIFIER_MAIL_FROM": "Recado <recado@demo.recado>",
            "NOTIFIER_PAGE_URL": place.url("gateway"),
        }
    return Program(
        f"{service}-{kind}",
        f"{service}.{kind}_main",
        environ,
        f"http://127.0.0.1:{metrics}/readyz",
    )


def _gateway(place: Place, *, demo: bool) -> Program:
    environ = _common(place, "gateway") | {
        f"GATEWAY_{service.upper()}_TARGET": f"127.0.0.1:{place.ports[f'{service}_grpc']}"
        for service in BACKENDS
    }
    environ |= {
        "GATEWAY_HTTP_PORT": str(place.ports["gateway"]),
        "GATEWAY_HTTP_HOST": "127.0.0.1",
        "GATEWAY_PUBLIC_URL": place.url("gateway"),
        "GATEWAY_INGEST_PUBLIC_URL": place.url("ingest"),
        "GATEWAY_SECURE_COOKIES": "false",
        "GATEWAY_DEMO_MODE": "true" if demo else "false",
    }
    return Program(
        "gateway-http", "gateway.http_main", environ, place.url("gateway") + "/readyz"
    )


def _simulator(place: Place) -> Program:
    return Program(
        "simulator",
        "simulator.main",
        {
            "SIMULATOR_PORT": str(place.ports["simulator"]),
            "SIMULATOR_SMTP_PORT": str(place.ports["smtp"]),
            "SIMULATOR_STATE": str(place.state / "simulator.json"),
        },
        place.url("simulator") + "/control/channels",
    )


def command(module: str) -> list[str]:
    """Return the command that runs *module* with our Python."""
    return [sys.executable, "-m", module]
