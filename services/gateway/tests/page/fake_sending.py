"""The routes of the fake gateway for one message: sending, retrying, reacting, its story."""

from __future__ import annotations

from fake_api import find, route
from fake_feed import Json, Refused
from fake_world import World


def filled(text: str, values: Json) -> str:
    """Fills the blanks of a template."""
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def content(**parts: object) -> Json:
    """Makes what a message holds beside its text."""
    return {
        "attachments": [],
        "location": None,
        "cards": [],
        "choice": None,
        "order": None,
        "share": None,
        "template": None,
        "notice": None,
        "referral": None,
        "forwarded": False,
        "frequently_forwarded": False,
        "raw": "",
        **parts,
    }


def said(world: World, cid: str, message_id: str) -> Json:
    """Finds a message of a conversation, or says that there is none."""
    for message in world.messages[cid]:
        if message["id"] == message_id:
            return message
    raise Refused(404, "MESSAGE_UNKNOWN", "There is no such message.")


def quote(world: World, cid: str, message_id: str) -> Json:
    """What is kept of a message that another answers."""
    message = said(world, cid, message_id)
    return {
        "message_id": message_id,
        "direction": message["direction"],
        "kind": message["kind"],
        "text": message["text"][:200],
    }


def to_send(world: World, cid: str, body: Json) -> Json:
    """Reads what a request wants to send."""
    facts: Json = {"text": body.get("text", ""), "request_id": body["request_id"]}
    if body["kind"] == "media":
        held = world.uploads[body["attachment_id"]]
        file = {k: v for k, v in held.items() if k != "query"}
        facts |= {"kind": file["kind"], "content": content(attachments=[file])}
    if body["kind"] == "location":
        place = body["location"]
        if place.keys() - {"latitude", "longitude", "name", "address"}:
            raise Refused(422, "INVALID", "Extra inputs are not permitted")
        facts |= {"kind": "location", "content": content(location={**place, "url": ""})}
    if body.get("reply_to_message_id"):
        facts["quote"] = quote(world, cid, body["reply_to_message_id"])
    return facts


@route("GET", "/api/v1/conversations/{id}/templates")
def get_templates(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    """TPL-1: the approved ones of that very channel, filled from the contact."""
    conversation = find(world, cid)
    values = {"nome": conversation["contact"]["name"].split()[0]}
    items = []
    for template in world.templates.values():
        if (
            template["channel_id"] != conversation["channel"]["id"]
            or template["state"] != "approved"
        ):
            continue
        names = [v["name"] for v in template["variables"]]
        items.append(
            {
                "template": template,
                "values": {n: values[n] for n in names if n in values},
                "missing": [n for n in names if n not in values],
            }
        )
    return {"items": items}


@route("POST", "/api/v1/conversations/{id}/resume")
def post_resume(world: World, user: Json, query: Json, body: Json, cid: str) -> Json:
    conversation = find(world, cid)
    for message in world.messages[cid]:
        if message["request_id"] == body["request_id"]:
            return {
                "message": message,
                "conversation": world.view(conversation, user["id"]),
            }
    template = world.templates[body["template_id"]]
    for variable in template["variables"]:
        if not body["variables"].get(variable["name"]):
            raise Refused(
                422, "VARIABLE_MISSING", "Fill it in.", variable=variable["name"]
            )
    header = template["header"] or {"kind": "", "text": ""}
    use = {
        "template_id": template["id"],
        "name": template["name"],
        "language": template["language"],
        "variables": body["variables"],
        "header": filled(header["text"], body["variables"]),
        "footer": template["footer"],
        "buttons": [b["text"] for b in template["buttons"]],
    }
    files = []
    if body.get("header_attachment_id"):
        held = world.uploads[body["header_attachment_id"]]
        files = [{k: v for k, v in held.items() if k != "query"}]
    message = world.agent_writes(
        cid,
        user["id"],
        filled(template["body"], body["variables"]),
        kind="template",
        content=content(template=use, attachments=files),
        request_id=body["request_id"],
    )
    return {"message": message, "conversation": world.view(conversation, user["id"])}


@route("POST", "/api/v1/conversations/{id}/messages/{id}/retry")
def post_retry(
    world: World, user: Json, query: Json, body: Json, cid: str, mid: str
) -> Json:
    message = said(world, cid, mid)
    if message["status"] not in ("failed", "unknown"):
        raise Refused(409, "RETRY_REFUSED", "It is on its way.")
    world.change(
        message,
        "retried",
        status="queued",
        error=None,
        retries=message["retries"] + 1,
    )
    return {"message": message}


@route("PUT", "/api/v1/conversations/{id}/messages/{id}/reaction")
def put_reaction(
    world: World, user: Json, query: Json, body: Json, cid: str, mid: str
) -> Json:
    message = said(world, cid, mid)
    theirs = [r for r in message["reactions"] if r["user_id"] is None]
    mine = {
        "user_id": user["id"],
        "emoji": body["emoji"],
        "react_time": world.moment(),
    }
    world.change(
        message, "reacted", reactions=[*theirs, mine] if body["emoji"] else theirs
    )
    return {"message": message}


@route("GET", "/api/v1/conversations/{id}/messages/{id}/delivery")
def get_delivery(
    world: World, user: Json, query: Json, body: Json, cid: str, mid: str
) -> Json:
    message = said(world, cid, mid)
    return {"status": message["status"], "steps": world.stories.get(mid, [])}


@route("POST", "/api/v1/media/{id}/fetch")
def post_fetch(
    world: World, user: Json, query: Json, body: Json, attachment_id: str
) -> Json:
    for thread in world.messages.values():
        for message in thread:
            for file in (message["content"] or content())["attachments"]:
                if file["id"] == attachment_id:
                    file.update(state="ready", reason="")
                    return file
    raise Refused(404, "ATTACHMENT_UNKNOWN", "There is no such file.")
