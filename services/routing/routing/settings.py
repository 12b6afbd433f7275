"""Everything routing can be told from outside, read once at start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Field `amqp_url` is read from `ROUTING_AMQP_URL`, and so on.

    A field without a default is required. Durations are seconds.
    """

    amqp_url: str
    mongo_url: str
    # Shared by all services; verifies who calls.
    identity_key: str
    mongo_name: str = "recado_routing"
    grpc_port: int = 50053
    grpc_workers: int = 16
    metrics_port: int = 9103
    log_level: str = "INFO"
    # Touched while the worker's loops turn. Empty: none.
    heartbeat_file: str = ""
    # How long a user without a session still counts as online.
    presence_grace_seconds: float = 15.0
    # How long a new conversation waits for the CRM to say whose it is.
    owner_wait_seconds: float = 5.0
    # Most waiting conversations given away in one pass, per account.
    drain_batch: int = 20
    # Most of them to one attendant, so that nobody is flooded.
    drain_per_attendant: int = 3
