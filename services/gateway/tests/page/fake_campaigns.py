"""Campaigns of the fake account; a test plays the hours that pass."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

from fake_api import page, route
from fake_feed import Json, Refused
from fake_world import World

STATES = ("planned", "skipped", "queued", "sent", "delivered", "read", "failed")
MOVES = {
    "start": "running",
    "pause": "paused",
    "resume": "running",
    "stop": "stopped",
}


def counted(world: World, campaign: Json) -> Json:
    """Counts a campaign's recipients anew and tells the page."""
    people = world.recipients[campaign["id"]]
    found = Counter(p["state"] for p in people)
    campaign["counts"] = {
        "total": len(people),
        **{state: found[state] for state in STATES},
        "replied": sum(p["replied"] for p in people),
    }
    world.push(None, "campaign_changed", {"campaign": dict(campaign)})
    return campaign


def provider_sends(
    world: World, campaign_id: str, number: int, state: str = "delivered"
) -> None:
    """Lets so many of those that are planned come to a state."""
    with world.lock:
        waiting = [p for p in world.recipients[campaign_id] if p["state"] == "planned"]
        for person in waiting[:number]:
            person["state"] = state
        counted(world, world.campaigns[campaign_id])


def check(rows: list[dict[str, str]]) -> list[Json]:
    """Reads a list as the real one does: who is left out, and why (ACT-4, ACT-5)."""
    seen: set[str] = set()
    people = []
    for line, row in enumerate(rows, 1):
        phone = "+" + "".join(c for c in row["phone"] if c.isdigit())
        reason = ""
        if len(phone) < 10:
            reason = "PHONE_INVALID"
        elif phone in seen:
            reason = "DUPLICATE"
        elif not row.get("opt_in"):
            reason = "NO_OPT_IN"
        seen.add(phone)
        people.append(
            {
                "line": line,
                "given_phone": row["phone"],
                "phone": "" if reason == "PHONE_INVALID" else phone,
                "name": row.get("name", ""),
                "variables": {},
                "opt_in": row.get("opt_in", ""),
                "state": "skipped" if reason else "planned",
                "reason": reason,
                "message_id": None,
                "replied": False,
            }
        )
    return people


def make(world: World, user_id: str, body: Json, **facts: Any) -> Json:
    """Keeps a campaign with its list."""
    rows = list(csv.DictReader(io.StringIO(body["csv"])))
    campaign: Json = {
        "id": world.new_id("ca"),
        **{k: body[k] for k in ("name", "channel_id", "template_id", "purpose")},
        "state": "ready",
        "reason": "",
        "counts": {},
        "batch_size": body.get("batch_size", 50),
        "batch_seconds": body.get("batch_seconds", 600),
        "daily_limit": body.get("daily_limit", 1000),
        "creator_id": user_id,
        "create_time": world.moment(),
        "end_time": None,
        "next_time": None,
        **facts,
    }
    world.campaigns[campaign["id"]] = campaign
    world.recipients[campaign["id"]] = check(rows)
    return counted(world, campaign)


def find(world: World, user: Json, campaign_id: str) -> Json:
    """The campaign, for who may."""
    if "campaigns.manage" not in user["permissions"]:
        raise Refused(403, "PERMISSION_MISSING", "Ask an administrator.")
    if campaign_id not in world.campaigns:
        raise Refused(404, "CAMPAIGN_UNKNOWN", "There is no such campaign.")
    return world.campaigns[campaign_id]


@route("GET", "/api/v1/campaigns")
def get_campaigns(world: World, user: Json, query: Json, body: Json) -> Json:
    return page(list(reversed(world.campaigns.values())), query)


@route("POST", "/api/v1/campaigns")
def post_campaign(world: World, user: Json, query: Json, body: Json) -> Json:
    if world.templates[body["template_id"]]["state"] != "approved":
        raise Refused(409, "TEMPLATE_REFUSED", "Choose another template.")
    campaign = make(world, user["id"], body)
    left_out = [p for p in world.recipients[campaign["id"]] if p["state"] == "skipped"]
    return {"campaign": campaign, "skipped": left_out[:100]}


@route("GET", "/api/v1/campaigns/{id}")
def get_campaign(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    return find(world, user, cid)


@route("GET", "/api/v1/campaigns/{id}/recipients")
def get_recipients(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    find(world, user, cid)
    wanted = query.get("state")
    return page(
        [p for p in world.recipients[cid] if wanted in (None, "", p["state"])], query
    )


@route("POST", "/api/v1/campaigns/{id}/(start|pause|resume|stop)")
def post_move(
    world: World, user: Json, query: Json, body: Json, cid: str, action: str
) -> Json:
    campaign = find(world, user, cid)
    if campaign["state"] in ("stopped", "finished"):
        raise Refused(409, "CAMPAIGN_ENDED", "It has ended.")
    campaign.update(
        state=MOVES[action],
        reason="user" if action == "pause" else "",
        next_time=world.moment(-10) if MOVES[action] == "running" else None,
        end_time=world.moment() if action == "stop" else None,
    )
    return counted(world, campaign)
