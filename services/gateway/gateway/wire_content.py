"""What a message holds beside its text, as JSON; see `wire`."""

from __future__ import annotations

import json
from typing import Any

from recado.conversations.v1 import message_pb2
from recado.ingest.v1 import content_pb2 as content

from . import shapes_content as shapes
from .moments import write_time

File = content.Attachment

FILE_KINDS: dict[int, Any] = {
    File.KIND_IMAGE: "image",
    File.KIND_VIDEO: "video",
    File.KIND_AUDIO: "audio",
    File.KIND_DOCUMENT: "document",
    File.KIND_STICKER: "sticker",
}
FILE_STATES: dict[int, Any] = {
    File.STATE_WAITING: "waiting",
    File.STATE_READY: "ready",
    File.STATE_FAILED: "failed",
}

MEDIA = "/api/v1/media"


def write_attachment(file: content.Attachment) -> shapes.Attachment:
    """Return a file; a kind of tomorrow can be downloaded at least."""
    id_ = file.attachment_id
    return {
        "id": id_,
        "kind": FILE_KINDS.get(file.kind, "document"),
        "state": FILE_STATES.get(file.state, "waiting"),
        "media_type": file.media_type,
        "file_name": file.file_name,
        "size_bytes": file.size_bytes,
        "reason": file.reason,
        "width": file.width,
        "height": file.height,
        "duration_seconds": file.duration_seconds,
        "voice": file.voice,
        "animated": file.animated,
        "url": address(id_),
        "preview_url": address(id_, "preview") if file.has_preview else None,
        "playable_url": address(id_, "playable") if file.has_playable else None,
    }


def address(attachment_id: str, variant: str = "") -> str:
    """Return where a file is found, or its *variant*: `preview` or `playable`."""
    return f"{MEDIA}/{attachment_id}" + (f"?variant={variant}" if variant else "")


def write_content(found: content.Content) -> shapes.Content:
    """Return what a message holds beside its text."""
    return {
        "attachments": [write_attachment(file) for file in found.attachments],
        "location": _location(found.location) if found.HasField("location") else None,
        "cards": [_card(card) for card in found.cards],
        "choice": _choice(found.choice) if found.HasField("choice") else None,
        "order": _order(found.order) if found.HasField("order") else None,
        "share": _share(found.share) if found.HasField("share") else None,
        "template": _template(found.template) if found.HasField("template") else None,
        "notice": _notice(found.notice) if found.HasField("notice") else None,
        "referral": (
            write_referral(found.referral) if found.HasField("referral") else None
        ),
        "forwarded": found.forwarded,
        "frequently_forwarded": found.frequently_forwarded,
        "raw": found.raw,
    }


def write_referral(referral: content.Referral) -> shapes.Referral:
    """Return what led a person to write."""
    return {
        "source": referral.source,
        "source_id": referral.source_id,
        "url": referral.url,
        "headline": referral.headline,
        "body": referral.body,
        "click_id": referral.click_id,
        "ref": referral.ref,
        "image_url": referral.image_url,
    }


def write_quote(quote: message_pb2.Quote, directions: Any) -> shapes.Quote:
    """Return the message that another answers."""
    return {
        "message_id": quote.message_id or None,
        "direction": directions.get(quote.direction, "internal"),
        "kind": quote.kind,
        "text": quote.text,
    }


def write_reaction(reaction: content.Reaction) -> shapes.Reaction:
    """Return what somebody feels about a message."""
    told = reaction.HasField("react_time")
    return {
        "user_id": reaction.user_id or None,
        "emoji": reaction.emoji,
        "react_time": write_time(reaction.react_time) if told else None,
    }


def _location(place: content.Location) -> shapes.Location:
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "name": place.name,
        "address": place.address,
        "url": place.url,
    }


def _card(card: content.ContactCard) -> shapes.ContactCard:
    return {
        "name": card.name,
        "phones": list(card.phones),
        "emails": list(card.emails),
        "organization": card.organization,
        "own": card.own,
    }


def _choice(choice: content.Choice) -> shapes.Choice:
    return {
        "offered_as": choice.offered_as,
        "choice_id": choice.choice_id,
        "title": choice.title,
        "description": choice.description,
        "form": _form(choice.form_json),
    }


def _form(text: str) -> dict[str, Any] | None:
    """Return a form's answers; what a customer's phone sent need not be JSON."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _order(order: content.Order) -> shapes.Order:
    return {
        "catalog_id": order.catalog_id,
        "items": [
            {
                "product_id": item.product_id,
                "quantity": item.quantity,
                "price": item.price,
                "currency": item.currency,
            }
            for item in order.items
        ],
    }


def _share(share: content.Share) -> shapes.Share:
    return {"what": share.what, "url": share.url, "title": share.title}


def _template(use: content.TemplateUse) -> shapes.TemplateUse:
    return {
        "template_id": use.template_id,
        "name": use.name,
        "language": use.language,
        "variables": dict(use.variables),
        "header": use.header,
        "footer": use.footer,
        "buttons": list(use.buttons),
    }


def _notice(notice: content.Notice) -> shapes.Notice:
    return {"what": notice.what, "before": notice.before, "after": notice.after}
