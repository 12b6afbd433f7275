"""Everything ingest can be told from outside, read once at start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Field `amqp_url` is read from `INGEST_AMQP_URL`, and so on.

    A field without a default is required. Durations are seconds.
    """

    amqp_url: str
    mongo_url: str
    # Shared by all services; verifies who calls.
    identity_key: str
    # Seals channel secrets: 32 characters or more each, comma-separated. The
    # first one seals, any of them opens.
    secret_key: str
    mongo_name: str = "recado_ingest"
    # Where providers and visitors reach the HTTP side; Twilio signs it.
    public_url: str = "http://127.0.0.1:8081"
    # Where the inbox is; it may always show the widget.
    gateway_origin: str = "http://127.0.0.1:8080"
    # Where calls wait while the broker is away. One process per folder.
    spool_dir: str = ".local/spool"
    # How long a worker may be silent before another takes over its sends.
    lease_seconds: float = 15.0
    http_host: str = "0.0.0.0"  # a pod's own address
    http_port: int = 8081
    grpc_port: int = 50051
    grpc_workers: int = 16
    metrics_port: int = 9101
    log_level: str = "INFO"
    # Touched while the worker's loops turn. Empty: none.
    heartbeat_file: str = ""

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The keys in `secret_key`, the present one first."""
        return tuple(key.strip() for key in self.secret_key.split(",") if key.strip())
