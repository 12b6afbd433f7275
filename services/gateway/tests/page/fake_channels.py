"""Channels of the fake account, with a provider that refuses some credentials."""

from __future__ import annotations

from typing import Any

from fake_api import route
from fake_feed import Json, Refused
from fake_rules import CAPABILITIES
from fake_world import World

BAD = "wrong-secret"
"""A secret that the provider refuses."""

PATHS = {
    "webchat": "/webchat/widget.js",
    "whatsapp_twilio": "/webhooks/twilio/1",
}


def told(world: World, channel: Json, **facts: Any) -> Json:
    """Changes a channel and tells the page."""
    channel.update(facts)
    world.push(None, "channel_changed", {"channel": dict(channel)})
    return channel


def answered(world: World, *, good: bool = True, detail: str = "") -> Json:
    """Makes the result of a round trip, two minutes old."""
    return {
        "check_time": world.moment(2),
        "good": good,
        "milliseconds": 212,
        "detail": detail,
    }


def notice(
    world: World, channel_id: str | None, what: str, detail: str, **facts: Any
) -> None:
    """Lets the provider tell something of a channel."""
    world.notices.insert(
        0,
        {
            "id": world.new_id("nt"),
            "channel_id": channel_id,
            "what": what,
            "severity": "info",
            "detail": detail,
            "notice_time": world.moment(90),
            **facts,
        },
    )


def check_secrets(secrets: Json) -> None:
    """Asks the provider, which knows one secret that is wrong."""
    if BAD in secrets.values():
        raise Refused(409, "CREDENTIALS_REFUSED", "Error validating access token (190)")


@route("GET", "/api/v1/channels")
def get_channels(world: World, user: Json, query: Json, body: Json) -> Json:
    return {"items": list(world.channels.values())}


@route("GET", "/api/v1/channels/notices")
def get_notices(world: World, user: Json, query: Json, body: Json) -> Json:
    wanted = query.get("channel")
    return {"items": [n for n in world.notices if wanted in (None, n["channel_id"])]}


@route("POST", "/api/v1/channels")
def post_channel(world: World, user: Json, query: Json, body: Json) -> Json:
    if any(c["name"] == body["name"] for c in world.channels.values()):
        raise Refused(
            409, "CHANNEL_NAME_TAKEN", "There is a channel of this name.", field="name"
        )
    facts = body.get("provider_facts", {})
    if not facts.get("app_id", "1").strip().isalnum():
        raise Refused(
            422,
            "CHANNEL_INVALID",
            "expected the id of the Meta app",
            field="provider_facts.app_id",
        )
    check_secrets(body.get("secrets", {}))
    path = PATHS.get(body["kind"], "/webhooks/meta/app")
    channel = {
        "id": world.new_id("ch"),
        "kind": body["kind"],
        "name": body["name"],
        "installer_id": user["id"],
        "visibility": body.get("visibility", "shared"),
        "provider_id": "site_1",
        "health": "connected",
        "health_detail": "",
        "create_time": world.moment(),
        "provider_facts": facts,
        "webhook_path": path,
        "webhook_url": "https://in.demo.recado" + path,
        "capabilities": CAPABILITIES[body["kind"]],
        "stopped": False,
        "canary": None,
    }
    world.channels[channel["id"]] = channel
    world.push(None, "channel_changed", {"channel": channel})
    return channel


@route("PATCH", "/api/v1/channels/{id}")
def patch_channel(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    return told(world, own(world, user, cid), **body)


@route("DELETE", "/api/v1/channels/{id}")
def delete_channel(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    channel = own(world, user, cid)
    del world.channels[cid]
    world.push(None, "channel_removed", {"channel": channel})
    return {}


@route("POST", "/api/v1/channels/{id}/check")
def post_check(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    canary = {**answered(world), "check_time": world.moment()}
    return told(
        world,
        world.channels[cid],
        health="connected",
        health_detail="",
        canary=canary,
    )


@route("POST", "/api/v1/channels/{id}/stop")
def post_stop(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    return told(world, world.channels[cid], stopped=True)


@route("POST", "/api/v1/channels/{id}/start")
def post_start(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    return told(world, world.channels[cid], stopped=False)


@route("PUT", "/api/v1/channels/{id}/credentials")
def put_credentials(
    world: World, user: Json, query: Json, body: Json, cid: str
) -> Json:
    check_secrets(body["secrets"])
    return told(world, world.channels[cid], health="connected", health_detail="")


def own(world: World, user: Json, channel_id: str) -> Json:
    """The channel, for who connected it (PRM-8)."""
    channel = world.channels[channel_id]
    if channel["installer_id"] != user["id"]:
        raise Refused(
            403, "INSTALLER_ONLY", "Only who connected the channel may change it."
        )
    return channel
