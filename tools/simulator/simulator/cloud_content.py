"""
What a WhatsApp Cloud webhook says of each kind of message.

Source: reference of WhatsApp Cloud, section 5, checked 2026-11-21.
"""

from __future__ import annotations

import base64
import hmac
import json
import time
from typing import Any

from simulator.model import Channel, Media, Message

# How long the address of a file in a webhook holds, in seconds.
ADDRESS_SECONDS = 300
FILES = ("image", "audio", "video", "document", "sticker")
UNSUPPORTED = {
    "code": 131051,
    "title": "Message type unknown",
    "message": "Message type unknown",
    "error_data": {"details": "Message type is currently not supported."},
}
TOO_LARGE = {
    "code": 131052,
    "title": "Media file size too big",
    "message": "Media file size too big",
    "error_data": {
        "details": "Media file size too big. Max file size we currently support: 100MB."
    },
}


def inbound(
    message: Message, files: list[Media], address: str, channel: Channel
) -> tuple[str, dict[str, Any]]:
    """Return the type, and what stands beside the fields all messages have."""
    content, kind = message.content, message.kind
    inside: dict[str, Any] = {"text": {"body": message.text}}
    told = "text"
    match kind:
        case _ if kind in FILES and files:
            told, inside = kind, {kind: _file(message, files[0], address, channel)}
        case "location":
            told, inside = kind, {kind: content[kind]}
        case "contacts":
            told, inside = kind, {kind: [_card(each) for each in content[kind]]}
        case "choice":
            told, inside = _choice(content["choice"])
        case "order":
            told, inside = kind, {kind: _order(message)}
        case "unsupported":
            told, inside = _unsupported(content)
    return told, inside


def _file(
    message: Message, media: Media, address: str, channel: Channel
) -> dict[str, Any]:
    file: dict[str, Any] = {
        "mime_type": media.media_type,
        "sha256": base64.b64encode(bytes.fromhex(media.sha256)).decode(),
        "id": media.id,
        "url": media_url(channel, media, address, ADDRESS_SECONDS) + "&source=webhook",
    }
    shown = message.content["files"][0]
    if message.kind == "audio":
        file["voice"] = bool(shown.get("voice"))
    if message.kind == "sticker":
        file["animated"] = bool(shown.get("animated"))
    if message.kind == "document":
        file["filename"] = media.file_name
    if message.text and message.kind not in ("audio", "sticker"):
        file["caption"] = message.text
    return file


def media_url(channel: Channel, media: Media, address: str, seconds: float) -> str:
    """Return an address of *media* that holds for *seconds*."""
    until = int(time.time() + channel.modes.clock_shift_seconds + seconds)
    query = f"mid={media.id}&ext={until}&hash={url_hash(channel, media.id, until)}"
    return f"{address}/whatsapp_business/attachments/?{query}"


def url_hash(channel: Channel, media_id: str, until: int) -> str:
    """Return what shows that an address was given out by us."""
    words = f"{media_id}:{until}".encode()
    return "ARm-" + hmac.new(channel.app_secret.encode(), words, "sha256").hexdigest()


def _card(card: dict[str, Any]) -> dict[str, Any]:
    if card.get("own"):
        phones = [
            {"phone": p, "wa_id": _digits(p), "type": "CELL"} for p in card["phones"]
        ]
        return {"origin": "contact_request", "phones": phones}
    first, _, last = card["name"].partition(" ")
    name = {"first_name": first, "formatted_name": card["name"]}
    if last:
        name["last_name"] = last
    told: dict[str, Any] = {"name": name, "origin": "other"}
    if card.get("organization"):
        told["org"] = {"company": card["organization"]}
    if card.get("phones"):
        told["phones"] = [
            {"phone": p, "wa_id": _digits(p), "type": "CELL"} for p in card["phones"]
        ]
    if card.get("emails"):
        told["emails"] = [{"email": each, "type": "WORK"} for each in card["emails"]]
    return told


def _digits(phone: str) -> str:
    return "".join(each for each in phone if each.isdigit())


def _choice(choice: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    offered = choice["offered_as"]
    if offered == "template":
        return "button", {"button": {"payload": choice["id"], "text": choice["title"]}}
    if offered == "form":
        reply = {
            "name": "flow",
            "body": "Sent",
            "response_json": json.dumps(choice["form"], ensure_ascii=False),
        }
        return "interactive", {"interactive": {"type": "nfm_reply", "nfm_reply": reply}}
    name = "list_reply" if offered == "list" else "button_reply"
    reply = {"id": choice["id"], "title": choice["title"]}
    if choice.get("description") and offered == "list":
        reply["description"] = choice["description"]
    return "interactive", {"interactive": {"type": name, name: reply}}


def _order(message: Message) -> dict[str, Any]:
    order = message.content["order"]
    items = [
        {
            "product_retailer_id": each["product_id"],
            "quantity": each["quantity"],
            "item_price": each["price"],
            "currency": each["currency"],
        }
        for each in order["items"]
    ]
    return {
        "catalog_id": order["catalog_id"],
        "text": message.text,
        "product_items": items,
    }


def _unsupported(content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    what = content.get("unsupported", {}).get("what", "")
    if what == "media_too_large":
        return "unsupported", {"errors": [TOO_LARGE]}
    told: dict[str, Any] = {"errors": [UNSUPPORTED]}
    if what:
        told["unsupported"] = {"type": what}
    return "unsupported", told


def context(channel: Channel, message: Message) -> dict[str, Any]:
    """Return what is said of a quoted message, or of forwarding."""
    told: dict[str, Any] = {}
    if message.quoted_id:
        told = {"from": _digits(channel.phone_number), "id": message.quoted_id}
    product = message.content.get("product")
    if product:
        told |= {"from": _digits(channel.phone_number)}
        told["referred_product"] = {
            "catalog_id": product["catalog_id"],
            "product_retailer_id": product["product_id"],
        }
    forwarded = message.content.get("forwarded")
    if forwarded:
        told["frequently_forwarded" if forwarded == "often" else "forwarded"] = True
    return told


def referral(given: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of the ad or post that a customer came from."""
    told = {
        "source_url": given["url"],
        "source_id": given["source_id"],
        "source_type": given["source"],
        "body": given["body"],
        "headline": given["headline"],
    }
    if given.get("image_url"):
        told |= {"media_type": "image", "image_url": given["image_url"]}
    if given.get("click_id"):
        told["ctwa_clid"] = given["click_id"]
    if given.get("welcome"):
        told["welcome_message"] = {"text": given["welcome"]}
    return told
