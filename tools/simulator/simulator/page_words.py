"""
Messenger's and Instagram's webhooks: what people make them say.

Sources: reference of Messenger, sections 2 to 5; of Instagram, sections 2 to 4;
checked 2026-11-21.
"""

from __future__ import annotations

import base64
import secrets
import time
from typing import Any
from urllib.parse import quote

from simulator.model import Channel, Customer, Kind, Media, Message

# The app that what staff write in the page's inbox is from.
INBOX_APP_ID = 26390203743090
# Names of the reactions that have one.
REACTIONS = {
    "❤️": "love",
    "❤": "love",
    "😆": "smile",
    "😂": "smile",
    "😮": "wow",
    "😢": "sad",
    "😠": "angry",
    "👍": "like",
}


def new_id(channel: Channel) -> str:
    """Make a message id that looks like Messenger's, or like Instagram's."""
    inside = base64.urlsafe_b64encode(secrets.token_bytes(33)).decode()
    if channel.kind is Kind.INSTAGRAM:
        return f"aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlE{inside}ZD"
    return f"m_{inside}AA"


class PageWords:
    """Writes the webhooks of a page or an Instagram account."""

    def __init__(self, address: str) -> None:
        self._address = address

    def message(
        self, channel: Channel, customer: Customer, message: Message, files: list[Media]
    ) -> dict[str, Any]:
        """Write the webhook of what *customer* wrote."""
        if message.kind == "postback":
            return _from(
                channel, customer, {"postback": _postback(message)}, message.at
            )
        said: dict[str, Any] = {"mid": message.id}
        if message.text:
            said["text"] = message.text
        attachments = self._attachments(message, files)
        if attachments:
            said["attachments"] = attachments
        said |= _beside(channel, message)
        return _from(channel, customer, {"message": said}, message.at)

    def echo(
        self, channel: Channel, customer: Customer, message: Message, files: list[Media]
    ) -> dict[str, Any]:
        """Write the webhook of what the business wrote, here or in its inbox."""
        said: dict[str, Any] = {"mid": message.id, "is_echo": True}
        if channel.kind is Kind.MESSENGER:
            app = INBOX_APP_ID if message.origin == "app" else int(channel.app_id or 0)
            said["app_id"] = app
            if message.opaque:
                said["metadata"] = message.opaque
        if message.text:
            said["text"] = message.text
        attachments = self._attachments(message, files)
        if attachments:
            said["attachments"] = attachments
        event = {
            "sender": {"id": channel.id},
            "recipient": {"id": customer.phone},
            "timestamp": _ms(message.at),
            "message": said,
        }
        return _envelope(channel, event)

    def change(
        self, channel: Channel, customer: Customer, message: Message
    ) -> dict[str, Any]:
        """Write the webhook of *message* edited, or taken back if it is deleted."""
        if message.deleted:
            said = {"mid": message.id, "is_deleted": True}
            return _from(channel, customer, {"message": said})
        edit = {"mid": message.id, "text": message.text, "num_edit": message.edits}
        return _from(channel, customer, {"message_edit": edit})

    def _attachments(
        self, message: Message, files: list[Media]
    ) -> list[dict[str, Any]]:
        found = []
        for shown, media in zip(message.content.get("files", []), files, strict=False):
            url = f"{self._address}/cdn/{media.token}/{quote(media.file_name)}"
            payload: dict[str, Any] = {"url": url}
            kind = {"document": "file", "sticker": "image"}.get(
                shown["kind"], shown["kind"]
            )
            if shown["kind"] == "sticker":
                payload["sticker_id"] = 369239263222822
            if message.kind == "story":
                kind = "story_mention"
            found.append({"type": kind, "payload": payload})
        share = message.content.get("share")
        if share:
            found.append(_share(share))
        if message.content.get("unsupported", {}).get("what") == "ephemeral":
            found.append({"type": "ephemeral"})
        return found


def _share(share: dict[str, Any]) -> dict[str, Any]:
    if share["what"] == "nothing":
        return {"type": "fallback"}
    payload = {"url": share["url"]}
    if share.get("title"):
        payload["title"] = share["title"]
    return {"type": share["what"], "payload": payload}


def _beside(channel: Channel, message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {}
    content = message.content
    if message.quoted_id:
        said["reply_to"] = {"mid": message.quoted_id}
        if channel.kind is Kind.MESSENGER:
            said["reply_to"]["is_self_reply"] = False
    story = content.get("story")
    if story and story.get("reply"):
        said["reply_to"] = {"story": {"id": story["id"], "url": story["url"]}}
    choice = content.get("choice")
    if choice:
        said["quick_reply"] = {"payload": choice["id"]}
    if content.get("referral"):
        said["referral"] = referral(content["referral"])
    if message.kind == "unsupported" and content["unsupported"]["what"] != "ephemeral":
        said["is_unsupported"] = True
    return said


def _postback(message: Message) -> dict[str, Any]:
    postback = {
        "mid": message.id,
        "title": message.text,
        "payload": message.content["postback"]["payload"],
    }
    if message.content.get("referral"):
        postback["referral"] = referral(message.content["referral"])
    return postback


def referral(given: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of the ad or link that a person came from."""
    if given["source"] != "ad":
        return {"ref": given["ref"], "source": "SHORTLINK", "type": "OPEN_THREAD"}
    context = {"ad_title": given["headline"]}
    if given.get("image_url"):
        context["photo_url"] = given["image_url"]
    return {
        "ref": given["ref"],
        "ad_id": given["source_id"],
        "source": "ADS",
        "type": "OPEN_THREAD",
        "ads_context_data": context,
    }


def referral_webhook(
    channel: Channel, customer: Customer, given: dict[str, Any]
) -> dict[str, Any]:
    """Write the webhook of somebody known coming back through an ad or link."""
    return _from(channel, customer, {"referral": referral(given)})


def reaction_webhook(
    channel: Channel, customer: Customer, message: Message, emoji: str
) -> dict[str, Any]:
    """Write the webhook of *customer* reacting; an empty *emoji* takes it back."""
    reaction = {"mid": message.id, "action": "react" if emoji else "unreact"}
    if emoji:
        reaction |= {"reaction": REACTIONS.get(emoji, "other"), "emoji": emoji}
    return _from(channel, customer, {"reaction": reaction})


def status_webhook(
    channel: Channel, customer: Customer, message: Message
) -> dict[str, Any] | None:
    """
    Write the webhook of the status that *message* has reached.

    None for the statuses that nobody is told: sent, and on Instagram delivered.
    """
    if channel.kind is Kind.INSTAGRAM:
        if message.status != "read":
            return None
        return _from(channel, customer, {"read": {"mid": message.id}})
    watermark = _ms(message.at)
    if message.status == "delivered":
        told: dict[str, Any] = {"mids": [message.id], "watermark": watermark}
        return _from(channel, customer, {"delivery": told})
    if message.status == "read":
        return _from(channel, customer, {"read": {"watermark": watermark}})
    return None


def policy_webhook(channel: Channel, action: str) -> dict[str, Any]:
    """Write the webhook of Meta warning, blocking or unblocking a page."""
    event = {
        "recipient": {"id": channel.id},
        "timestamp": _ms(time.time()),
        "policy_enforcement": {
            "action": action,
            "reason": "The bot violated our policy on messages.",
        },
    }
    return _envelope(channel, event)


def handover_webhook(channel: Channel, customer: Customer) -> dict[str, Any]:
    """Write the webhook of the page's inbox taking a thread."""
    taken = {
        "previous_owner_app_id": channel.app_id,
        "new_owner_app_id": str(INBOX_APP_ID),
        "metadata": "",
    }
    return _from(channel, customer, {"take_thread_control": taken})


def _from(
    channel: Channel, customer: Customer, what: dict[str, Any], at: float = 0.0
) -> dict[str, Any]:
    event = {
        "sender": {"id": customer.phone},
        "recipient": {"id": channel.id},
        "timestamp": _ms(at or time.time()),
        **what,
    }
    return _envelope(channel, event)


def _envelope(channel: Channel, event: dict[str, Any]) -> dict[str, Any]:
    entry = {"id": channel.id, "time": _ms(time.time()), "messaging": [event]}
    name = "instagram" if channel.kind is Kind.INSTAGRAM else "page"
    return {"object": name, "entry": [entry]}


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
