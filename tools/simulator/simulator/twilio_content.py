"""
Twilio's Content API: message texts with variables, and their approval.

Source: reference of Twilio, section 7, checked 2026-11-21.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.cloud_templates import CATEGORIES, VARIABLE
from simulator.model import Template
from simulator.twilio_sends import Refused

NAME = re.compile(r"[a-z0-9_]{1,450}")
TYPES = frozenset(
    {
        "twilio/text",
        "twilio/media",
        "twilio/location",
        "twilio/list-picker",
        "twilio/call-to-action",
        "twilio/quick-reply",
        "twilio/card",
        "twilio/catalog",
        "twilio/carousel",
        "twilio/flows",
        "twilio/schedule",
        "whatsapp/card",
        "whatsapp/authentication",
        "whatsapp/flows",
    }
)


def create(account: str, body: Any) -> Template:
    """
    Return the content that *body* describes.

    Raises:
        Refused: It is not what the documentation asks for.
    """
    if not isinstance(body, dict) or not isinstance(body.get("types"), dict):
        raise Refused(20001, "The parameter types is required.")
    types = body["types"]
    if not types or not set(types) <= TYPES:
        raise Refused(20001, "types holds none, or an unknown one.")
    if not body.get("language"):
        raise Refused(20001, "The parameter language is required.")
    for each in types.values():
        if not isinstance(each, dict):
            raise Refused(20001, "Each of types must be an object.")
    variables = body.get("variables") or {}
    return Template(
        id=f"HX{secrets.token_hex(16)}",
        owner=account,
        name=str(body.get("friendly_name", "")),
        language=str(body["language"]),
        category="",
        status="UNSUBMITTED",
        at=time.time(),
        types=types,
        variables={str(name): str(value) for name, value in variables.items()},
    )


def check_approval(body: Any) -> tuple[str, str]:
    """
    Return the name and category that a text is handed in under.

    Raises:
        Refused: They are not what WhatsApp takes.
    """
    name = body.get("name") if isinstance(body, dict) else None
    category = body.get("category") if isinstance(body, dict) else None
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Refused(20001, "name has small letters, digits and underscores only.")
    if category not in CATEGORIES:
        raise Refused(20001, f"category must be one of {', '.join(CATEGORIES)}.")
    return name, str(category)


def resource(template: Template) -> dict[str, Any]:
    """Write the Content resource."""
    url = f"https://content.twilio.com/v1/Content/{template.id}"
    made = _iso(template.at)
    return {
        "sid": template.id,
        "account_sid": template.owner,
        "friendly_name": template.name,
        "language": template.language,
        "variables": template.variables,
        "types": template.types,
        "url": url,
        "date_created": made,
        "date_updated": made,
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
    }


def approval(template: Template) -> dict[str, Any]:
    """Write what became of the approval."""
    return {
        "type": "whatsapp",
        "name": template.approval_name,
        "category": template.category,
        "content_type": next(iter(template.types)),
        "status": template.status.lower(),
        "rejection_reason": template.reason,
        "allow_category_change": True,
    }


def approval_resource(template: Template) -> dict[str, Any]:
    """Write the approval as its own resource."""
    return {
        "sid": template.id,
        "account_sid": template.owner,
        "whatsapp": approval(template),
        "url": f"https://content.twilio.com/v1/Content/{template.id}/ApprovalRequests",
    }


def with_approval(template: Template) -> dict[str, Any]:
    """Write content and approval in one."""
    whole = resource(template) | {"approval_requests": approval(template)}
    return {
        name: value for name, value in whole.items() if name not in ("links", "url")
    }


def page(
    items: list[dict[str, Any]], query: Mapping[str, str], base: str
) -> dict[str, Any]:
    """Write one page of a list."""
    size = _number(query.get("PageSize", ""), 50, 500)
    number = _number(query.get("Page", ""), 0, 10_000)
    start = number * size
    more = len(items) > start + size
    path = f"{base}?PageSize={size}&Page="
    return {
        "contents": items[start : start + size],
        "meta": {
            "page": number,
            "page_size": size,
            "first_page_url": f"{path}0",
            "previous_page_url": f"{path}{number - 1}" if number else None,
            "url": f"{path}{number}",
            "next_page_url": f"{path}{number + 1}" if more else None,
            "key": "contents",
        },
    }


def _number(text: str, default: int, most: int) -> int:
    return min(int(text), most) if text.isdigit() else default


def filled(template: Template, given: Mapping[str, str]) -> dict[str, Any]:
    """
    Return what a customer sees of *template* with the variables *given*.

    Samples stand in for what is not given, as at Twilio.
    """
    values = {**template.variables, **given}

    def fill(words: Any) -> str:
        return VARIABLE.sub(lambda m: values.get(m[1], m[0]), str(words or ""))

    kind, body = _richest(template)
    buttons = [
        {
            "kind": str(each.get("type") or "QUICK_REPLY").lower(),
            "text": fill(each.get("title")),
            "value": fill(each.get("url") or each.get("phone") or each.get("id") or ""),
        }
        for each in body.get("actions", [])
    ]
    media = [fill(each) for each in body.get("media", [])]
    return {
        "name": template.approval_name or template.name,
        "language": template.language,
        "category": template.category,
        "type": kind,
        "header": fill(body.get("header_text") or body.get("title")),
        "body": fill(body.get("body")),
        "footer": fill(body.get("footer") or body.get("subtitle")),
        "buttons": buttons,
        "media_url": media[0] if media else "",
    }


def _richest(template: Template) -> tuple[str, dict[str, Any]]:
    """Return the type that WhatsApp shows: any but the plain text, if there is one."""
    kinds = [name for name in template.types if name != "twilio/text"]
    kind = (kinds or list(template.types))[0]
    return kind, template.types[kind]


def _iso(at: float) -> str:
    return datetime.fromtimestamp(int(at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
