"""The answers of the fake gateway: one function per route of the HTTP API."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from typing import Any

from fake_feed import Json, Refused
from fake_world import World

PASSWORD = "recado-demo"
ROUTES: list[tuple[str, re.Pattern[str], Callable[..., Any]]] = []
ALL_PERMISSIONS = [
    "inbox",
    "contacts.edit",
    "channels.manage",
    "settings.manage",
    "ledger.view",
    "users.manage",
    "templates.manage",
    "campaigns.manage",
]


def route(method: str, path: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a handler `(world, user, query, body, *path parts)`."""

    def register(handler: Callable[..., Any]) -> Callable[..., Any]:
        ROUTES.append(
            (method, re.compile(path.replace("{id}", "([^/]+)") + "$"), handler)
        )
        return handler

    return register


def plain(text: str | None) -> str:
    """Folds case and accents away, for search."""
    folded = unicodedata.normalize("NFD", text or "").casefold()
    return "".join(c for c in folded if not unicodedata.combining(c))


def page(items: list[Json], query: Json) -> Json:
    """Cuts one page out of a list; the cursor is an offset."""
    start, limit = int(query.get("cursor") or 0), int(query.get("limit") or 30)
    following = start + limit
    return {
        "items": items[start:following],
        "next_cursor": str(following) if following < len(items) else None,
    }


def me(world: World, user: Json) -> Json:
    """The signed-in user as the page needs them."""
    agent = world.agents[user["id"]]
    return {
        "user": {
            k: user[k]
            for k in ("id", "name", "email", "language", "permissions", "is_attendant")
        },
        "account": {"id": "ac_1", "name": "Demo"},
        "availability": {
            k: agent[k] for k in ("available", "online", "load", "capacity")
        },
        "csrf_token": "csrf-" + user["id"],
        "demo": True,
        "ingest_url": "http://127.0.0.1:8081",
    }


@route("GET", "/api/v1/me")
def get_me(world: World, user: Json, query: Json, body: Json) -> Json:
    return me(world, user)


@route("PATCH", "/api/v1/me")
def patch_me(world: World, user: Json, query: Json, body: Json) -> Json:
    user.update({k: body[k] for k in ("language", "name") if k in body})
    return me(world, user)


@route("PUT", "/api/v1/me/availability")
def put_availability(world: World, user: Json, query: Json, body: Json) -> Json:
    agent = world.agents[user["id"]]
    agent["available"] = body["available"]
    world.push(None, "attendant_changed", {"agent": dict(agent)})
    return {k: agent[k] for k in ("available", "online", "load", "capacity")}


@route("GET", "/api/v1/me/notifications")
def get_preferences(world: World, user: Json, query: Json, body: Json) -> Json:
    """NTF-13: mine and assigned on for desktop, everything else off."""
    fresh = {
        t: {"desktop": t in ("mine", "assigned"), "email": False}
        for t in ("mine", "others", "unassigned", "assigned")
    }
    return world.preferences.setdefault(user["id"], fresh)


@route("PUT", "/api/v1/me/notifications")
def put_preferences(world: World, user: Json, query: Json, body: Json) -> Json:
    world.preferences[user["id"]] = body
    return body


@route("GET", "/api/v1/counts")
def get_counts(world: World, user: Json, query: Json, body: Json) -> Json:
    counts = dict.fromkeys(("unassigned", "mine", "others", "closed"), 0)
    for conversation in world.conversations.values():
        if query.get("channel") in (None, "", conversation["channel"]["id"]):
            counts[world.section(conversation, user["id"])] += 1
    return counts


@route("GET", "/api/v1/conversations")
def get_conversations(world: World, user: Json, query: Json, body: Json) -> Json:
    wanted = plain(query.get("q"))
    views = [world.view(c, user["id"]) for c in world.conversations.values()]
    found = [
        v
        for v in views
        if query.get("section") in (None, "", v["section"])
        and query.get("channel") in (None, "", v["channel"]["id"])
        and (query.get("unread") != "true" or v["unread"])
        and (not wanted or mentions(world, v, wanted))
    ]
    found.sort(key=lambda v: v["activity_time"], reverse=True)
    if query.get("order") == "closes_first":
        end = "window_close_time"
        found = [v for v in found if v[end] and v[end] > world.moment()]
        found.sort(key=lambda v: v["window_close_time"])
    return {**page(found, query), "position": world.position}


def mentions(world: World, view: Json, wanted: str) -> bool:
    """Whether a search finds a conversation (FLT-4)."""
    texts = [
        view["contact"]["name"],
        view["contact"]["phone"],
        view["contact"]["handle"],
    ]
    texts += [m["text"] for m in world.messages[view["id"]]]
    return any(wanted in plain(text) for text in texts)


def find(world: World, conversation_id: str) -> Json:
    """The conversation, or a 404 as the API gives it."""
    if conversation_id not in world.conversations:
        raise Refused(404, "CONVERSATION_UNKNOWN", "There is no such conversation.")
    return world.conversations[conversation_id]


@route("GET", "/api/v1/conversations/{id}")
def get_conversation(
    world: World, user: Json, query: Json, body: Json, cid: str
) -> Json:
    return world.view(find(world, cid), user["id"])


def check_target(world: World, user_id: str) -> None:
    """AVL-3: nobody may be given a conversation while unavailable."""
    agent = world.agents.get(user_id)
    if agent is None:
        raise Refused(404, "USER_UNKNOWN", "There is no such user.")
    if not agent["available"]:
        raise Refused(
            409,
            "ATTENDANT_UNAVAILABLE",
            f"{agent['name']} does not accept conversations now.",
            assignee_id=user_id,
        )
    if agent["capacity"] and agent["load"] >= agent["capacity"]:
        raise Refused(
            409,
            "ATTENDANT_FULL",
            f"{agent['name']} is at capacity.",
            assignee_id=user_id,
        )


@route("POST", "/api/v1/conversations/{id}/claim")
def post_claim(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    conversation = find(world, cid)
    holder = conversation["assignee_id"]
    if holder and holder != user["id"]:
        raise Refused(
            409, "ALREADY_ASSIGNED", "Somebody was first.", assignee_id=holder
        )
    check_target(world, user["id"])
    world.give(cid, user["id"], actor_id=user["id"], reason="claim")
    return world.view(conversation, user["id"])


@route("POST", "/api/v1/conversations/{id}/assign")
def post_assign(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    conversation = find(world, cid)
    seen = body.get("seen_version")
    if seen and seen != conversation["assignment_version"]:
        raise Refused(
            409,
            "ASSIGNMENT_CHANGED",
            "Somebody changed the assignee meanwhile.",
            assignee_id=conversation["assignee_id"] or "",
            version=conversation["assignment_version"],
        )
    check_target(world, body["user_id"])
    world.give(cid, body["user_id"], actor_id=user["id"], reason="manual")
    return world.view(conversation, user["id"])


@route("POST", "/api/v1/conversations/{id}/unassign")
def post_unassign(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    world.give(cid, None, actor_id=user["id"], reason="manual")
    return world.view(find(world, cid), user["id"])


@route("POST", "/api/v1/conversations/{id}/close")
def post_close(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    world.close(cid, user["id"])
    return world.view(find(world, cid), user["id"])


@route("POST", "/api/v1/conversations/{id}/reopen")
def post_reopen(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    world.reopen(cid, user["id"])
    return world.view(find(world, cid), user["id"])


@route("POST", "/api/v1/conversations/{id}/(read|unread)")
def post_read(
    world: World, user: Json, query: Json, body: Json, cid: str, verb: str
) -> Json:
    mark, conversation = world.read_mark(cid, user["id"]), find(world, cid)
    if verb == "read":
        mark.update(
            inbound_count=body.get("inbound_count", conversation["inbound_count"]),
            marked_unread=False,
        )
    else:
        mark["marked_unread"] = True
    world.push(user["id"], "read_mark_changed", {"conversation_id": cid, **mark})
    return {"read": dict(mark)}


def sign_in(world: World, body: Json) -> tuple[str, Json]:
    """Checks e-mail and password; returns a session key and the user."""
    for user in world.users.values():
        if user["email"] == body.get("email") and body.get("password") == PASSWORD:
            return secrets.token_hex(8) + "." + user["id"], user
    raise Refused(401, "CREDENTIALS_WRONG", "E-mail or password are wrong.")
