"""The secrets of one installation on one machine, made at its first start."""

from __future__ import annotations

import json
import secrets
from pathlib import Path


def kept(path: Path) -> dict[str, str]:
    """Return the secrets in *path*, by name; makes them when it is not there."""
    if path.exists():
        return json.loads(path.read_text())  # type: ignore[no-any-return]  # ours
    made = {
        "identity_key": secrets.token_urlsafe(32),
        "ingest_key": secrets.token_urlsafe(32),
    }
    path.touch(mode=0o600)
    path.write_text(json.dumps(made))
    return made
