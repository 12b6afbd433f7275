"""The administration routes of the fake gateway."""

from __future__ import annotations

from fake_api import route
from fake_feed import Json, Refused
from fake_world import World


@route("GET", "/api/v1/agents")
def get_agents(world: World, user: Json, query: Json, body: Json) -> Json:
    return {"items": list(world.agents.values())}


@route("PATCH", "/api/v1/agents/{id}")
def patch_agent(
    world: World, user: Json, query: Json, body: Json, agent_id: str
) -> Json:
    if body.get("capacity", 0) < 0:
        raise Refused(
            422,
            "CAPACITY_INVALID",
            "Capacity is 0 (no limit) or more.",
            field="capacity",
        )
    agent = world.agents[agent_id]
    agent.update(body)
    world.push(None, "attendant_changed", {"agent": dict(agent)})
    return agent


@route("GET", "/api/v1/sectors")
def get_sectors(world: World, user: Json, query: Json, body: Json) -> Json:
    return {"items": list(world.sectors.values())}


@route("POST", "/api/v1/sectors")
def post_sector(world: World, user: Json, query: Json, body: Json) -> Json:
    if any(s["name"] == body["name"] for s in world.sectors.values()):
        raise Refused(
            409, "SECTOR_NAME_TAKEN", "There is a sector of this name.", field="name"
        )
    sector = {"id": world.new_id("st"), "name": body["name"], "online": False}
    world.sectors[sector["id"]] = sector
    return sector


@route("PATCH", "/api/v1/sectors/{id}")
def patch_sector(
    world: World, user: Json, query: Json, body: Json, sector_id: str
) -> Json:
    world.sectors[sector_id].update(body)
    return world.sectors[sector_id]


@route("GET", "/api/v1/distribution")
def get_distribution(world: World, user: Json, query: Json, body: Json) -> Json:
    return world.distribution


@route("PUT", "/api/v1/distribution")
def put_distribution(world: World, user: Json, query: Json, body: Json) -> Json:
    world.distribution = body
    return body


@route("GET", "/api/v1/users")
def get_users(world: World, user: Json, query: Json, body: Json) -> Json:
    return {"items": list(world.users.values()), "next_cursor": None}


@route("POST", "/api/v1/users")
def post_user(world: World, user: Json, query: Json, body: Json) -> Json:
    if any(u["email"] == body["email"] for u in world.users.values()):
        raise Refused(409, "EMAIL_TAKEN", "Somebody has this address.", field="email")
    made = {
        "id": world.new_id("us"),
        "language": "en",
        "active": True,
        "is_attendant": True,
        **body,
    }
    world.users[made["id"]] = made
    return made


@route("PATCH", "/api/v1/users/{id}")
def patch_user(world: World, user: Json, query: Json, body: Json, user_id: str) -> Json:
    world.users[user_id].update(body)
    return world.users[user_id]


@route("GET", "/api/v1/tokens")
def get_tokens(world: World, user: Json, query: Json, body: Json) -> Json:
    return {"items": list(world.tokens.values()), "next_cursor": None}


@route("POST", "/api/v1/tokens")
def post_token(world: World, user: Json, query: Json, body: Json) -> Json:
    token = {
        "id": world.new_id("tk"),
        "name": body["name"],
        "create_time": world.moment(),
        "last_used_time": None,
    }
    world.tokens[token["id"]] = token
    return {**token, "token": "rcd_" + token["id"]}


@route("DELETE", "/api/v1/tokens/{id}")
def delete_token(
    world: World, user: Json, query: Json, body: Json, token_id: str
) -> Json:
    world.tokens.pop(token_id, None)
    return {}
