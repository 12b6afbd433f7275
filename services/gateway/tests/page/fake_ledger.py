"""The ledger of the fake account."""

from __future__ import annotations

import json
from typing import Any

from fake_api import page, route
from fake_feed import Json, Refused
from fake_world import World


def call(
    world: World, fate: str = "forwarded", *, ago: float = 0, **facts: Any
) -> Json:
    """Notes a call of a provider."""
    made: Json = {
        "id": world.new_id("pc"),
        "channel_id": "ch_cloud",
        "provider": "meta",
        "fate": fate,
        "reason": "",
        "receive_time": world.moment(ago),
        "body_bytes": 712,
        "counts": {fate: 1},
        "replay_of": None,
        **facts,
    }
    world.calls.append(made)
    return made


@route("GET", "/api/v1/ledger")
def get_ledger(world: World, user: Json, query: Json, body: Json) -> Json:
    wanted = [
        c
        for c in world.calls
        if query.get("fate") in (None, "", c["fate"])
        and query.get("channel") in (None, "", c["channel_id"])
    ]
    return page(wanted, query)


@route("GET", "/api/v1/ledger/{id}")
def get_call(world: World, user: Json, query: Json, body: Json, call_id: str) -> Json:
    found = next((c for c in world.calls if c["id"] == call_id), None)
    if found is None:
        raise Refused(404, "CALL_UNKNOWN", "This call is no longer kept.")
    sent = {
        "object": "whatsapp_business_account",
        "entry": [{"changes": [{"value": {"messages": [{"text": {"body": "Oi!"}}]}}]}],
        "access_token": "***",
    }
    return {**found, "body": json.dumps(sent), "content_type": "application/json"}


@route("POST", "/api/v1/ledger/replay")
def post_replay(world: World, user: Json, query: Json, body: Json) -> Json:
    if "channels.manage" not in user["permissions"]:
        raise Refused(403, "PERMISSION_MISSING", "Ask an administrator.")
    known = {c["id"]: c for c in world.calls}
    for call_id in body["call_ids"]:
        again = {**known[call_id], "id": world.new_id("pc"), "replay_of": call_id}
        world.calls.insert(0, {**again, "receive_time": world.moment()})
    return {"replayed": len(body["call_ids"])}
