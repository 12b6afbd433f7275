"""
Passwords: what is good enough, and how they are kept.

argon2id with 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet
(2025). A hash made with other parameters is still verified.
"""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from .domain.errors import PasswordUnfit

SHORTEST = 10
LONGEST = 200  # characters; longer only costs time

DEMO_PASSWORD = "recado-demo"  # noqa: S105  # public on purpose, refused outside demo mode

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Of a random password that nobody kept: what an unknown e-mail is checked
# against, so that the answer takes as long as for a known one.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$Gt0S1QXm9Ic8EwYEEwcwcQ"
    "$ZGHKTs2SvKJE4ipbhOtccyFpU+9w71wjwpwrbLLDU3Q"
)


def hashed(password: str, *, demo_mode: bool) -> str:
    """
    Return what is stored for *password*.

    Raises:
        PasswordUnfit: It is too short, too long, or the demo's.
    """
    text = _normal(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise PasswordUnfit(
            f"a password has {SHORTEST} to {LONGEST} characters", field="password"
        )
    if text == DEMO_PASSWORD and not demo_mode:
        raise PasswordUnfit(
            "this password is printed in the documentation; choose another",
            field="password",
        )
    return _HASHER.hash(text)


def matches(password: str, password_hash: str | None, *, demo_mode: bool) -> bool:
    """
    Tell whether *password* belongs to the hash; None never matches.

    Always costs one hash, so that time tells nothing about the reason.
    """
    text = _normal(password[: LONGEST + 1])
    try:
        good = _HASHER.verify(password_hash or _NOBODY, text)
    except (VerificationError, InvalidHashError):
        return False
    return good and password_hash is not None and (demo_mode or text != DEMO_PASSWORD)


def _normal(password: str) -> str:
    # Keyboards differ in how they compose an accent (NIST SP 800-63B, 5.1.1.2).
    return unicodedata.normalize("NFKC", password)
