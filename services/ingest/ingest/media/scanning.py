"""
Asks a virus scanner about a file, where one is connected.

ClamAV's daemon gets the bytes over its own protocol and keeps nothing.
Source: clamd(8), `INSTREAM`, as of ClamAV 1.4.
"""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from chassis.errors import Unavailable

SECONDS = 60.0
PART_BYTES = 256 << 10
ANSWER_BYTES = 4096


class NoScanner:
    """The `Scanner` port where nothing is connected."""

    def harmful(self, path: Path) -> bool:  # noqa: ARG002  # the port's
        """Know of no harm."""
        return False


class Clamd:
    """The `Scanner` port over ClamAV's daemon."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError("clamd_address: expected host:port")
        self._address = (host, int(port))
        self._seconds = seconds

    def harmful(self, path: Path) -> bool:
        """Tell whether the scanner knows harm in a file; see `Scanner.harmful`."""
        try:
            answer = self._ask(path)
        except OSError as error:
            raise Unavailable(
                f"the virus scanner did not answer: {type(error).__name__}"
            ) from error
        if answer.endswith(b"OK"):
            return False
        if answer.endswith(b"FOUND"):
            return True
        # Too large for its limits, or its database is missing.
        raise Unavailable(f"the virus scanner answered: {answer[:80]!r}")

    def _ask(self, path: Path) -> bytes:
        with (
            socket.create_connection(self._address, self._seconds) as scanner,
            path.open("rb") as body,
        ):
            scanner.settimeout(self._seconds)
            scanner.sendall(b"zINSTREAM\0")
            while part := body.read(PART_BYTES):
                scanner.sendall(struct.pack(">I", len(part)) + part)
            scanner.sendall(struct.pack(">I", 0))
            answer = b""
            while (part := scanner.recv(ANSWER_BYTES)) and len(answer) < ANSWER_BYTES:
                answer += part
        return answer.rstrip(b"\0\n ")
