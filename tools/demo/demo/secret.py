"""The demo's secrets: made once per state folder, the same ever after."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def kept(state_dir: Path) -> Mapping[str, str]:
    """
    Return the secrets of the state folder's channels, made if there are none.

    They are on disk before any service hears of them, so that a crash cannot
    leave a channel whose secrets nobody knows.
    """
    path = state_dir / "demo-secrets.json"
    found: dict[str, str] = {}
    if path.exists():
        found = json.loads(path.read_text(encoding="utf-8"))
    made = {
        "app_secret": secrets.token_hex(16),
        "verify_token": secrets.token_urlsafe(16),
        "access_token": "EAAdemo" + secrets.token_hex(24),
        "page_token": "EAApage" + secrets.token_hex(24),
        "instagram_token": "IGAdemo" + secrets.token_hex(24),
        "account_sid": "AC" + secrets.token_hex(16),
        "auth_token": secrets.token_hex(16),
    }
    if set(made) <= set(found):
        return found
    # What an older version made stays as it is.
    write(path, made | found)
    return made | found


def write(path: Path, value: object) -> None:
    """Write JSON whole or not at all, readable by its owner only."""
    fresh = path.with_suffix(".new")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as file:
        json.dump(value, file, indent=2, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
