"""Everything the gateway can be told from outside, read once at start."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).parents[1] / "web"


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Field `amqp_url` is read from `GATEWAY_AMQP_URL`, and so on.

    A field without a default is required. Targets are gRPC addresses:
    `127.0.0.1:50051`, or `dns:///routing-api:50051` for several replicas.
    `proxy_hops` is how many trusted proxies stand in front: the client's
    address is then the one that the outermost of them saw. `web_watch` reads
    the page's files anew when they change, for working on them. `ingest_url` is
    where ingest's HTTP side is reached from here, for files; empty is the
    public address.
    """

    amqp_url: str
    mongo_url: str
    identity_key: str
    ingest_target: str
    conversations_target: str
    routing_target: str
    crm_bridge_target: str
    notifier_target: str
    mongo_name: str = "recado_gateway"
    http_host: str = "0.0.0.0"  # a pod's own address
    http_port: int = 8080
    public_url: str = "http://127.0.0.1:8080"
    ingest_public_url: str = "http://127.0.0.1:8081"
    ingest_url: str = ""
    demo_mode: bool = False
    session_days: int = 30
    secure_cookies: bool = True
    proxy_hops: int = 0
    web_dir: str = str(WEB)
    web_watch: bool = False
    log_level: str = "INFO"
