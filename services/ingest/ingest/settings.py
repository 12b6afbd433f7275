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
    # How often each channel is tried out, and its templates are read anew.
    canary_seconds: float = 300.0
    templates_seconds: float = 900.0
    # Most template names per channel; Meta allows 250 an account by default.
    template_names: int = 250
    # How long the ledger keeps calls.
    ledger_days: int = 90
    # Files. Most bytes of one, whatever the channel: WhatsApp's largest.
    media_max_bytes: int = 100 << 20
    # Where files lie while they are looked at; empty: the system's own folder.
    media_dir: str = ""
    # Files fetched from providers at once, and opened at once, per process.
    media_fetches: int = 4
    media_jobs: int = 2
    # A ClamAV daemon that looks at every file first, `host:port`. Empty: none.
    clamd_address: str = ""
    # How long a provider may fetch what we send by its address.
    media_link_seconds: float = 3600.0
    # Where the bytes are kept. Empty: GridFS in our own database; otherwise
    # `s3://bucket/prefix` at `s3_endpoint`, any store that speaks S3.
    blobs_url: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_key_id: str = ""
    s3_secret_key: str = ""
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
