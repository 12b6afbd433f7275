"""The routes of the fake gateway for a thread and the contact behind it."""

from __future__ import annotations

from fake_api import find, page, route
from fake_feed import Json, Refused
from fake_sending import to_send
from fake_world import World


@route("GET", "/api/v1/conversations/{id}/decisions")
def get_decisions(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    return {"items": world.decisions.get(cid, [])}


@route("GET", "/api/v1/conversations/{id}/contact")
def get_conversation_contact(
    world: World, user: Json, query: Json, body: Json, cid: str
) -> Json:
    contact_id = find(world, cid)["contact"]["id"]
    if contact_id not in world.contacts:
        raise Refused(404, "CONTACT_UNKNOWN", "None matched yet.")
    return world.contacts[contact_id]


@route("PATCH", "/api/v1/contacts/{id}")
def patch_contact(
    world: World, user: Json, query: Json, body: Json, contact_id: str
) -> Json:
    contact = world.contacts[contact_id]
    if "contacts.edit" not in user["permissions"]:
        raise Refused(
            403,
            "PERMISSION_MISSING",
            "You may not edit contacts.",
            permission="contacts.edit",
        )
    if body.pop("seen_version", contact["version"]) != contact["version"]:
        raise Refused(
            409, "CONTACT_CHANGED", "Somebody changed this contact meanwhile."
        )
    if "@" not in (body.get("email") or "@"):
        raise Refused(
            422, "CONTACT_INVALID", "This is not an e-mail address.", field="email"
        )
    contact.update(body, version=contact["version"] + 1)
    for conversation in world.conversations.values():
        if conversation["contact"]["id"] == contact_id:
            conversation["contact"] = {
                **conversation["contact"],
                "name": contact["name"],
                "phone": contact["phone"],
            }
            conversation["sequence"] += 1
            world.publish("contact_changed", conversation["id"])
    return contact


@route("GET", "/api/v1/conversations/{id}/messages")
def get_messages(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    find(world, cid)
    return page(sorted(world.messages[cid], key=lambda m: -m["sequence"]), query)


@route("POST", "/api/v1/conversations/{id}/messages")
def post_message(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    conversation = find(world, cid)
    for message in world.messages[cid]:
        if message["request_id"] == body["request_id"]:
            return {
                "message": message,
                "conversation": world.view(conversation, user["id"]),
            }
    if conversation["state"] == "closed":
        raise Refused(409, "CONVERSATION_CLOSED", "Reopen the conversation first.")
    if (
        conversation["window_close_time"]
        and conversation["window_close_time"] <= world.moment()
    ):
        raise Refused(409, "WINDOW_ENDED", "The reply window has ended.")
    if body["seen_sequence"] not in (-1, conversation["last_inbound_sequence"]):
        raise Refused(
            409,
            "STALE_REPLY",
            "The person wrote meanwhile.",
            last_inbound_sequence=str(conversation["last_inbound_sequence"]),
        )
    message = world.agent_writes(cid, user["id"], **to_send(world, cid, body))
    return {"message": message, "conversation": world.view(conversation, user["id"])}
