"""Ports of either kind, for what holds of both."""

from __future__ import annotations

import pytest
from house import in_memory


@pytest.fixture(params=["memory", "mongo"])
def house(request):
    """The service on fakes, then on the real database."""
    return in_memory() if request.param == "memory" else request.getfixturevalue("real")
