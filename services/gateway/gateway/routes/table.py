"""Every route of the API: what is served, validated and described."""

from __future__ import annotations

from typing import Any

from ..endpoint import Endpoint
from . import (
    agents,
    assignments,
    channels,
    contacts,
    conversations,
    events,
    me,
    messages,
    session,
    tokens,
    users,
)

ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    *session.ENDPOINTS,
    *me.ENDPOINTS,
    *conversations.ENDPOINTS,
    *assignments.ENDPOINTS,
    *messages.ENDPOINTS,
    *events.ENDPOINTS,
    *agents.ENDPOINTS,
    *channels.ENDPOINTS,
    *contacts.ENDPOINTS,
    *users.ENDPOINTS,
    *tokens.ENDPOINTS,
)


def by_path() -> dict[str, list[Endpoint[Any, Any]]]:
    """Return the endpoints of each path, in the order of the table."""
    found: dict[str, list[Endpoint[Any, Any]]] = {}
    for endpoint in ENDPOINTS:
        found.setdefault(endpoint.path, []).append(endpoint)
    return found
