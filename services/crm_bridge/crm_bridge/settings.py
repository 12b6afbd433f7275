"""Everything the CRM bridge can be told from outside, read once at start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Field `amqp_url` is read from `CRM_BRIDGE_AMQP_URL`, and so on.

    A field without a default is required.
    """

    amqp_url: str
    mongo_url: str
    # Shared by all services; verifies who calls.
    identity_key: str
    mongo_name: str = "recado_crm_bridge"
    grpc_port: int = 50054
    grpc_workers: int = 8
    metrics_port: int = 9107
    log_level: str = "INFO"
    # Touched while the worker's loops turn. Empty: none.
    heartbeat_file: str = ""
    # Whose numbers are written without a country code: ISO 3166-1 alpha-2.
    phone_region: str = "BR"
