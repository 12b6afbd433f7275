"""Every route of the API: what is served, validated and described."""

from __future__ import annotations

from typing import Any

from ..endpoint import Endpoint
from . import (
    agents,
    assignments,
    campaigns,
    channels,
    contacts,
    conversations,
    events,
    ledger,
    me,
    media,
    messages,
    sending,
    session,
    templates,
    tokens,
    users,
)

ENDPOINTS: tuple[Endpoint[Any, Any], ...] = (
    *session.ENDPOINTS,
    *me.ENDPOINTS,
    *conversations.ENDPOINTS,
    *assignments.ENDPOINTS,
    *messages.ENDPOINTS,
    *sending.ENDPOINTS,
    *media.ENDPOINTS,
    *templates.ENDPOINTS,
    *campaigns.ENDPOINTS,
    *events.ENDPOINTS,
    *agents.ENDPOINTS,
    *channels.ENDPOINTS,
    *ledger.ENDPOINTS,
    *contacts.ENDPOINTS,
    *users.ENDPOINTS,
    *tokens.ENDPOINTS,
)


def by_path() -> dict[str, list[Endpoint[Any, Any]]]:
    """Return the endpoints of each path; a plain path before one with an id."""
    found: dict[str, list[Endpoint[Any, Any]]] = {}
    for endpoint in sorted(ENDPOINTS, key=_generality):
        found.setdefault(endpoint.path, []).append(endpoint)
    return found


def _generality(endpoint: Endpoint[Any, Any]) -> list[bool]:
    return [part.startswith("{") for part in endpoint.path.split("/")]
