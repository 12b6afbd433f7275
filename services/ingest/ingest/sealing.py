"""
Keeps secrets unreadable at rest and on the bus.

From each text in `secret_key` come four keys: one to seal, one to sign
visitors' tokens, one to sign links to files, one for fingerprints. The first
text is the present one; the others are old and still open what they sealed. To
rotate: add the new key at the end everywhere, then move it to the front
everywhere.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST_KEY = 32
"""Characters; a Fernet key has 44."""


class Unopened(Exception):
    """No key of ours opens this: it is damaged, or its key is gone."""


class Sealer:
    """Seals with the first of *keys*, opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise ValueError(
                f"every secret key needs {SHORTEST_KEY} characters or more; make one "
                "with: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        self._fernet = MultiFernet(
            [Fernet(base64.urlsafe_b64encode(_derived(key, b"seal"))) for key in keys]
        )
        self._print_keys = [_derived(key, b"print") for key in keys]
        self.visitor_keys = [_derived(key, b"visitor") for key in keys]
        self.link_keys = [_derived(key, b"link") for key in keys]

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        """Return *secrets* unreadable."""
        return self._fernet.encrypt(json.dumps(dict(secrets)).encode())

    def open(self, sealed: bytes) -> dict[str, str]:
        """
        Return what was sealed.

        Raises:
            Unopened: No key opens it.
        """
        found: dict[str, str] = json.loads(self.open_bytes(sealed))
        return found

    def seal_bytes(self, raw: bytes) -> bytes:
        """Return *raw* unreadable."""
        return self._fernet.encrypt(raw)

    def open_bytes(self, sealed: bytes) -> bytes:
        """
        Return what was sealed.

        Raises:
            Unopened: No key opens it.
        """
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise Unopened("no key opens it: is the old key still listed?") from None

    def prints(self, secret: str) -> tuple[str, ...]:
        """Return fingerprints of *secret*, the present key's first."""
        return tuple(_mac(key, secret.encode()).hex()[:24] for key in self._print_keys)


def _derived(key: str, purpose: bytes) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(), length=32, salt=b"recado-ingest", info=purpose
    ).derive(key.encode())


def _mac(key: bytes, message: bytes) -> bytes:
    mac = HMAC(key, hashes.SHA256())
    mac.update(message)
    return mac.finalize()
