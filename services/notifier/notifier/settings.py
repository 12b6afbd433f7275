"""Everything the notifier can be told from outside, read once at start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Field `amqp_url` is read from `NOTIFIER_AMQP_URL`, and so on.

    A field without a default is required.
    """

    amqp_url: str
    mongo_url: str
    # Shared by all services; verifies who calls.
    identity_key: str
    mongo_name: str = "recado_notifier"
    grpc_port: int = 50055
    grpc_workers: int = 8
    metrics_port: int = 9109
    log_level: str = "INFO"
    # Touched while the worker's loops turn. Empty: none.
    heartbeat_file: str = ""
    # Where mails go: `smtp://`, `smtp+starttls://` or `smtps://`, then
    # `[user:password@]host[:port]`. Empty: no e-mail.
    smtp_url: str = ""
    mail_from: str = "Recado <recado@localhost>"
    # Where users open the page; mails link to it.
    page_url: str = "http://127.0.0.1:8080"
