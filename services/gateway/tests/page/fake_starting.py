"""Writing to somebody first in the fake account (ACT-1 to ACT-3)."""

from __future__ import annotations

import re

from fake_api import route
from fake_feed import Json, Refused
from fake_sending import filled
from fake_world import World

OPTED_OUT = "+5511900000000"


@route("POST", "/api/v1/conversations/start")
def post_start(world: World, user: Json, query: Json, body: Json) -> Json:
    if not re.fullmatch(r"\+55\d{10,11}", body["phone"]):
        raise Refused(422, "PHONE_INVALID", "Write it in E.164.", field="phone")
    if body["phone"] == OPTED_OUT:
        raise Refused(409, "OPTED_OUT", "This person wants no messages.")
    for conversation in world.conversations.values():
        same = conversation["contact"]["phone"] == body["phone"]
        if same and conversation["state"] == "open":
            raise Refused(
                409, "IN_PROGRESS", "Open.", conversation_id=conversation["id"]
            )
    template = world.templates[body["template_id"]]
    if template["state"] != "approved":
        raise Refused(409, "TEMPLATE_REFUSED", "Choose another template.")
    cid = world.customer_opens(
        body["channel_id"], body["name"] or body["phone"], "-", phone=body["phone"]
    )
    world.messages[cid].clear()
    conversation = world.conversations[cid]
    conversation.update(inbound_count=0, window_close_time=None)
    world.give(cid, user["id"], actor_id=user["id"], reason="claim")
    text = filled(template["body"], body["variables"])
    message = world.agent_writes(cid, user["id"], text)
    return {"conversation": world.view(conversation, user["id"]), "message": message}
