"""
What a send over Messenger or Instagram must look like.

Sources: reference of Messenger, section 6; of Instagram, section 5; checked
2026-11-21.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulator.graph import Refused
from simulator.model import Kind

# Longest text: characters on Messenger, bytes of UTF-8 on Instagram.
MESSENGER_TEXT, INSTAGRAM_BYTES = 2000, 1000
METADATA_LIMIT, QUICK_REPLIES_LIMIT, IMAGES_LIMIT = 1000, 13, 10
FILES = ("image", "audio", "video", "file")
ACTIONS = ("typing_on", "typing_off", "mark_seen", "react", "unreact")
# Tags that Meta takes no more since 2026-04-27.
RETIRED = ("CONFIRMED_EVENT_UPDATE", "ACCOUNT_UPDATE", "POST_PURCHASE_UPDATE")


@dataclass(frozen=True, slots=True)
class Send:
    """A message, or an action, that the business wants to reach a person."""

    person: str
    kind: str = "text"
    text: str = ""
    tag: str = ""
    quoted_id: str = ""
    metadata: str = ""
    # Each is `{type, payload}`.
    files: tuple[dict[str, Any], ...] = ()
    content: dict[str, Any] = field(default_factory=dict)
    # An action instead of a message, and what it is done to.
    action: str = ""
    target: str = ""
    reaction: str = ""


def read_request(kind: Kind, body: Any) -> Send:
    """
    Read the body of `POST /{page or account}/messages`.

    Raises:
        Refused: It is not what the documentation asks for.
    """
    recipient = body.get("recipient") if isinstance(body, dict) else None
    person = recipient.get("id") if isinstance(recipient, dict) else None
    if not isinstance(person, str) or not person:
        raise Refused(100, "The parameter recipient is required.", kind=kind)
    if "sender_action" in body:
        return _action(kind, person, body)
    tag = _tag(kind, body)
    message = body.get("message")
    if not isinstance(message, dict):
        raise Refused(100, "The parameter message is required.", kind=kind)
    reply = body.get("reply_to") or message.get("reply_to") or {}
    metadata = message.get("metadata", "")
    if not isinstance(metadata, str) or len(metadata) >= METADATA_LIMIT:
        raise Refused(100, "metadata must be a string below 1000.", kind=kind)
    files, content = _attachments(kind, message)
    text = message.get("text", "")
    if files or content:
        if text:
            raise Refused(100, "Only one of the text and attachment fields.", kind=kind)
    else:
        _check_text(kind, text)
    content |= _quick_replies(kind, message)
    return Send(
        person=person,
        kind=_kind(files, content),
        text=text or content.pop("text", ""),
        tag=tag,
        quoted_id=str(reply.get("mid", "")),
        metadata=metadata,
        files=files,
        content=content,
    )


def _tag(kind: Kind, body: dict[str, Any]) -> str:
    how = body.get("messaging_type", "RESPONSE")
    tag = str(body.get("tag", ""))
    if how not in ("RESPONSE", "UPDATE", "MESSAGE_TAG"):
        raise Refused(100, f"messaging_type {how!r} is not supported.", kind=kind)
    if how == "MESSAGE_TAG" and not tag:
        raise Refused(100, "The parameter tag is required.", kind=kind)
    if tag in RETIRED:
        raise Refused(100, f"The tag {tag} is no longer supported.", kind=kind)
    return tag


def _action(kind: Kind, person: str, body: dict[str, Any]) -> Send:
    action = body["sender_action"]
    if action not in ACTIONS:
        raise Refused(100, f"sender_action {action!r} is not supported.", kind=kind)
    payload = body.get("payload") or {}
    if action in ("react", "unreact") and not payload.get("message_id"):
        raise Refused(100, "payload.message_id is required.", kind=kind)
    if action == "react" and not payload.get("reaction"):
        raise Refused(100, "payload.reaction is required.", kind=kind)
    return Send(
        person=person,
        action=action,
        target=str(payload.get("message_id", "")),
        reaction=str(payload.get("reaction", "")),
    )


def _check_text(kind: Kind, text: Any) -> None:
    if not isinstance(text, str) or not text.strip():
        key = 2018032 if kind is Kind.MESSENGER else 100
        raise Refused(key, "Message cannot be empty.", kind=kind)
    if kind is Kind.MESSENGER and len(text) > MESSENGER_TEXT:
        detail = "Length of param message[text] must be less than or equal to 2000"
        raise Refused(100, detail, kind=kind)
    if kind is Kind.INSTAGRAM and len(text.encode()) > INSTAGRAM_BYTES:
        detail = "Length of param message[text] must be at most 1000 bytes in UTF-8"
        raise Refused(100, detail, kind=kind)


def _attachments(
    kind: Kind, message: dict[str, Any]
) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """Return the files, and what else is attached as it is shown."""
    several = message.get("attachments")
    one = message.get("attachment")
    attached = several if isinstance(several, list) else [one] if one else []
    if several is not None and kind is Kind.MESSENGER:
        raise Refused(100, "There is one attachment at most.", kind=kind)
    if len(attached) > IMAGES_LIMIT:
        raise Refused(100, f"There are {IMAGES_LIMIT} images at most.", kind=kind)
    files = []
    content: dict[str, Any] = {}
    for each in attached:
        what = each.get("type") if isinstance(each, dict) else None
        if what in FILES:
            files.append(each)
        elif what == "template":
            content |= _template(kind, each.get("payload") or {})
        elif what in ("MEDIA_SHARE", "like_heart") and kind is Kind.INSTAGRAM:
            content["text"] = "❤️" if what == "like_heart" else "↪"
        else:
            raise Refused(100, f"Attachment type {what!r} is unknown.", kind=kind)
    if several is not None and any(each["type"] != "image" for each in files):
        raise Refused(100, "attachments takes images only.", kind=kind)
    return tuple(files), content


def _template(kind: Kind, payload: dict[str, Any]) -> dict[str, Any]:
    """Return a button or generic template as it is shown."""
    elements = payload.get("elements") or [{}]
    text = str(payload.get("text") or elements[0].get("title") or "")
    buttons = payload.get("buttons") or elements[0].get("buttons") or []
    if not text:
        raise Refused(100, "The template has no text.", kind=kind)
    shown = [
        {
            "kind": "url" if each.get("type") == "web_url" else "postback",
            "text": str(each.get("title", "")),
            "value": str(each.get("url") or each.get("payload") or ""),
        }
        for each in buttons
    ]
    subtitle = str(elements[0].get("subtitle", ""))
    interactive = {
        "type": str(payload.get("template_type", "button")),
        "header": "",
        "footer": subtitle,
        "buttons": shown,
        "list_label": "",
        "rows": [],
    }
    return {"text": text, "interactive": interactive}


def _quick_replies(kind: Kind, message: dict[str, Any]) -> dict[str, Any]:
    replies = message.get("quick_replies") or []
    if len(replies) > QUICK_REPLIES_LIMIT:
        raise Refused(100, "There are 13 quick replies at most.", kind=kind)
    if not replies:
        return {}
    buttons = [
        {
            "kind": "reply",
            "text": str(each.get("title", "")),
            "value": str(each.get("payload", "")),
        }
        for each in replies
    ]
    shown = {"type": "quick_replies", "header": "", "footer": "", "buttons": buttons}
    return {"interactive": shown | {"list_label": "", "rows": []}}


def _kind(files: tuple[dict[str, Any], ...], content: dict[str, Any]) -> str:
    if files:
        kind = str(files[0]["type"])
        return "document" if kind == "file" else kind
    return "interactive" if "interactive" in content else "text"
