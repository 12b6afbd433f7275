"""The subscribers of all services, and ids that do not change."""

from __future__ import annotations

from pathlib import Path

import pytest
import subscribers as declared
from subscribers import Subscriber

from chassis import ids


@pytest.fixture(scope="session")
def subscribers(tmp_path_factory: pytest.TempPathFactory) -> list[Subscriber]:
    """Every handler with every kind of event that it subscribes to."""
    folder: Path = tmp_path_factory.mktemp("spool")
    return declared.subscribers(folder)


@pytest.fixture(autouse=True)
def _fixed_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader makes of an event twice is then the same."""
    monkeypatch.setattr(ids, "new", lambda prefix: f"{prefix}_new")
