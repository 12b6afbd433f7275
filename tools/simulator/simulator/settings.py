"""Everything about the simulator that can be configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Settings:
    """
    Field `port` is read from `SIMULATOR_PORT`, and so on.

    Durations are seconds. Everything has a default, since it is a tool.
    """

    host: str = "127.0.0.1"
    port: int = 8090
    # Journal file that lets the simulator continue after a restart. Empty
    # keeps everything in memory only.
    state: str = ""
    # Address under which the business reaches it; empty for host and port.
    url: str = ""
    # Where the mail catcher listens. 0 turns it off.
    smtp_port: int = 8025
    # How long a customer's phone takes to get and to show a message.
    sent_after_seconds: float = 0.15
    delivered_after_seconds: float = 0.6
    read_after_seconds: float = 2.0
    # How long the review of a template takes.
    review_seconds: float = 3.0
    # How long Meta's address of a file holds; documented as five minutes.
    media_url_seconds: float = 300.0
    # First pause before a webhook is repeated; it doubles with each attempt.
    retry_seconds: float = 1.0
    # Longest pause between two attempts.
    retry_ceiling_seconds: float = 60.0
    # Attempts after which a webhook is given up, the first one included.
    retry_attempts: int = 14

    @property
    def address(self) -> str:
        """Return the address that webhooks tell for files."""
        return self.url.rstrip("/") or f"http://{self.host}:{self.port}"


def read(environ: Mapping[str, str]) -> Settings:
    """
    Read the settings from *environ*.

    Raises:
        SystemExit: With every malformed variable in one message, code 2.
    """
    values: dict[str, str | int | float] = {}
    mistakes: list[str] = []
    kinds = {"str": str, "int": int, "float": float}
    for field in fields(Settings):
        variable = f"SIMULATOR_{field.name.upper()}"
        if variable not in environ:
            continue
        try:
            values[field.name] = kinds[str(field.type)](environ[variable])
        except ValueError:
            mistakes.append(f"{variable}={environ[variable]!r} is not {field.type}")
    if mistakes:
        print("simulator: " + "; ".join(mistakes))
        raise SystemExit(2)
    return Settings(**values)  # type: ignore[arg-type]  # checked by the loop
