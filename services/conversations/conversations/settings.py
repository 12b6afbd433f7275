"""Everything conversations can be told from outside, read once at start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Field `amqp_url` is read from `CONVERSATIONS_AMQP_URL`, and so on.

    A field without a default is required. An empty `heartbeat_file` means
    none is touched. `feed_days` is for how long events can be read again,
    `stream_limit` how many subscribers one API process streams to at once:
    each holds a thread of `grpc_workers`. `window_warning_minutes` is how long
    before a reply window shuts its owner is warned; 0 never.
    """

    amqp_url: str
    mongo_url: str
    identity_key: str
    mongo_name: str = "recado_conversations"
    grpc_port: int = 50052
    grpc_workers: int = 16
    metrics_port: int = 9102
    log_level: str = "INFO"
    heartbeat_file: str = ""
    feed_days: int = 30
    stream_limit: int = 4
    window_warning_minutes: int = 30
