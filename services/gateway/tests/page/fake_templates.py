"""The templates of the fake account, written, submitted and synced."""

from __future__ import annotations

from fake_api import route
from fake_feed import Json, Refused
from fake_world import World

LOCKED = ("pending", "approved")


def told(world: World, template: Json) -> Json:
    """Keeps a template and tells the page."""
    template["update_time"] = world.moment()
    world.templates[template["id"]] = template
    world.push(None, "template_changed", {"template": dict(template)})
    return template


def may(user: Json) -> None:
    """Changing templates takes a permission (TPL-11)."""
    if "templates.manage" not in user["permissions"]:
        raise Refused(403, "PERMISSION_MISSING", "Ask an administrator.")


def find(world: World, template_id: str) -> Json:
    """The template, or a 404 as the API gives it."""
    if template_id not in world.templates:
        raise Refused(404, "TEMPLATE_UNKNOWN", "There is no such template.")
    return world.templates[template_id]


@route("GET", "/api/v1/templates")
def get_templates(world: World, user: Json, query: Json, body: Json) -> Json:
    found = [
        t
        for t in world.templates.values()
        if query.get("channel") in (None, "", t["channel_id"])
        and query.get("state") in (None, "", t["state"])
    ]
    return {"items": sorted(found, key=lambda t: (t["name"], t["language"]))}


@route("POST", "/api/v1/templates")
def post_template(world: World, user: Json, query: Json, body: Json) -> Json:
    may(user)
    for other in world.templates.values():
        if all(other[k] == body[k] for k in ("channel_id", "name", "language")):
            raise Refused(409, "TEMPLATE_NAME_TAKEN", "Taken.", field="name")
    blank = {"state": "draft", "quality": "unknown", "reason": "", "provider_id": ""}
    return told(world, {"id": world.new_id("tp"), **body, **blank, "sync_time": None})


@route("PUT", "/api/v1/templates/{id}")
def put_template(world: World, user: Json, query: Json, body: Json, tid: str) -> Json:
    may(user)
    if find(world, tid)["state"] in LOCKED:
        raise Refused(409, "TEMPLATE_LOCKED", "It is under review or approved.")
    return told(world, {**find(world, tid), **body, "state": "draft", "reason": ""})


@route("POST", "/api/v1/templates/{id}/submit")
def post_submit(world: World, user: Json, query: Json, body: Json, tid: str) -> Json:
    may(user)
    template = find(world, tid)
    if "duplicate" in template["name"]:
        raise Refused(409, "TEMPLATE_REFUSED", "It duplicates another one (2388023).")
    if "refused" in template["name"]:
        raise Refused(
            409, "TEMPLATE_INVALID", "the provider takes no such name", field="name"
        )
    return told(world, {**template, "state": "pending", "provider_id": "77"})


@route("DELETE", "/api/v1/templates/{id}")
def delete_template(
    world: World, user: Json, query: Json, body: Json, tid: str
) -> Json:
    may(user)
    gone = find(world, tid)
    del world.templates[tid]
    world.push(None, "template_changed", {"template": {**gone, "state": "removed"}})
    return {}


@route("POST", "/api/v1/channels/{id}/templates/sync")
def post_sync(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    may(user)
    mine = [t for t in world.templates.values() if t["channel_id"] == cid]
    for template in mine:
        if template["state"] == "pending":
            told(world, {**template, "state": "approved"})
    return {"templates": len(mine)}
