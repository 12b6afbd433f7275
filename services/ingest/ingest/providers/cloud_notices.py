"""
What Meta tells of a WhatsApp number or account as such, and of its templates.

Source: Meta, "WhatsApp Business Platform webhooks", as of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..domain.inbound import Address, Ignored, Quarantined
from ..domain.news import AboutTemplate, Part, Told
from ..domain.templates import Category, Quality, State, TemplateTold, language_code
from .shape import code, identifier, items, mapping, text

DETAIL_LENGTH = 1000

STATES: Mapping[str, State] = {
    "APPROVED": State.APPROVED,
    "REINSTATED": State.APPROVED,
    "UNARCHIVED": State.APPROVED,
    "PENDING": State.PENDING,
    "IN_APPEAL": State.PENDING,
    "REJECTED": State.REJECTED,
    "LIMIT_EXCEEDED": State.REJECTED,
    "PAUSED": State.PAUSED,
    "LOCKED": State.PAUSED,
    "DISABLED": State.DISABLED,
    "ARCHIVED": State.ARCHIVED,
    "PENDING_DELETION": State.REMOVED,
    "DELETED": State.REMOVED,
}
"""States by the provider's event; others, as FLAGGED, leave the state alone."""

QUALITIES = {each.value: each for each in Quality}
CATEGORIES = {each.value: each for each in Category}

GOOD_NEWS = frozenset(
    {
        "APPROVED",
        "VERIFIED_ACCOUNT",
        "ACCOUNT_RECONNECTED",
        "PARTNER_ADDED",
        "RESERVED",
        "REINSTATE",
        "UNFLAGGED",
        "UPGRADE",
        "ONBOARDING",
        "THROUGHPUT_UPGRADE",
    }
)
BAD_NEWS = frozenset(
    {
        "DISABLED_UPDATE",
        "ACCOUNT_RESTRICTION",
        "ACCOUNT_DELETED",
        "ACCOUNT_OFFBOARDED",
        "PARTNER_REMOVED",
        "PARTNER_APP_UNINSTALLED",
        "DISABLE",
    }
)


def told(field: str, value: Mapping[str, Any], address: Address, at: datetime) -> Part:
    """Return what a change of *field* says; a field we do not know is ignored."""
    read_template = _TEMPLATES.get(field)
    if read_template is not None:
        return read_template(value, address, at)
    read = _NOTICES.get(field)
    if read is None:
        return Ignored(f"field:{field[:64]}", address)
    what, event, detail = read(value)
    return Told(address, what, severity(event), detail[:DETAIL_LENGTH] or field, at)


def severity(event: str) -> str:
    """Return how bad the provider's *event* is."""
    event = event.upper()
    if event in BAD_NEWS:
        return "error"
    return "info" if event in GOOD_NEWS else "warning"


def account_error(error: Any, address: Address, at: datetime) -> Part:
    """Return the notice of an error that belongs to no message."""
    words = error_words(mapping(error))
    if not words:
        return Quarantined("error_without_words", address)
    return Told(address, "error", "error", words, at)


def error_words(error: Mapping[str, Any]) -> str:
    """Return an error's code and the provider's words for it."""
    number = code(error.get("code"))
    words = (
        text(mapping(error.get("error_data")).get("details"), 500)
        or text(error.get("message"), 500)
        or text(error.get("title"), 500)
    )
    return ": ".join(filter(None, (str(number) if number >= 0 else "", words)))


def _joined(*parts: Any) -> str:
    words = (text(part, 500) or identifier(part) for part in parts)
    return ": ".join(filter(None, words))


def _account(value: Mapping[str, Any]) -> tuple[str, str, str]:
    event = identifier(value.get("event"))
    restricted = [
        _joined(mapping(each).get("restriction_type"), mapping(each).get("expiration"))
        for each in items(value.get("restriction_info"))
    ]
    violation = mapping(value.get("violation_info")).get("violation_type")
    ban = mapping(value.get("ban_info"))
    detail = _joined(
        event,
        *restricted,
        violation,
        ban.get("waba_ban_state"),
        ban.get("waba_ban_date"),
    )
    broken = bool(restricted or violation or ban)
    return "policy" if broken else "account", event, detail


def _alert(value: Mapping[str, Any]) -> tuple[str, str, str]:
    info = mapping(value.get("alert_info")) or value
    grade = identifier(info.get("alert_severity")).upper()
    words = _joined(info.get("alert_type"), info.get("alert_description"))
    event = {"CRITICAL": "DISABLE", "INFORMATIONAL": "APPROVED", "INFO": "APPROVED"}
    return "account", event.get(grade, grade), words


def _review(value: Mapping[str, Any]) -> tuple[str, str, str]:
    decision = identifier(value.get("decision"))
    return "account", decision, decision


def _quality(value: Mapping[str, Any]) -> tuple[str, str, str]:
    event = identifier(value.get("event"))
    what = "quality" if "FLAG" in event.upper() else "limit"
    return what, event, _joined(event, value.get("current_limit"))


def _name(value: Mapping[str, Any]) -> tuple[str, str, str]:
    decision = identifier(value.get("decision"))
    reason = identifier(value.get("rejection_reason"))
    return (
        "account",
        decision,
        _joined(
            value.get("requested_verified_name"),
            decision,
            "" if reason.upper() == "NONE" else reason,
        ),
    )


def _username(value: Mapping[str, Any]) -> tuple[str, str, str]:
    status = identifier(value.get("status"))
    return "username", status, _joined(value.get("username"), status)


def _capability(value: Mapping[str, Any]) -> tuple[str, str, str]:
    parts = (
        f"{key}={identifier(each)}" for key, each in value.items() if identifier(each)
    )
    return "limit", "APPROVED", text(", ".join(parts))


def _security(value: Mapping[str, Any]) -> tuple[str, str, str]:
    event = identifier(value.get("event"))
    return "account", event, _joined(event, value.get("requester"))


_NOTICES: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, str, str]]] = {
    "account_update": _account,
    "account_alerts": _alert,
    "account_review_update": _review,
    "phone_number_quality_update": _quality,
    "phone_number_name_update": _name,
    "business_username_update": _username,
    "business_username_updates": _username,
    "business_capability_update": _capability,
    "security": _security,
}
"""Readers by field: what it is about, the event, and the words."""


def _template(
    value: Mapping[str, Any], address: Address, at: datetime, event: str, **news: Any
) -> Part:
    provider_id = identifier(value.get("message_template_id"))
    if not provider_id or not event:
        return Quarantined("template_without_id_or_event", address)
    found = TemplateTold(
        at=at,
        provider_id=provider_id,
        name=identifier(value.get("message_template_name")),
        language=language_code(identifier(value.get("message_template_language"))),
        **news,
    )
    return AboutTemplate(address, event[:64], found)


def _state(value: Mapping[str, Any], address: Address, at: datetime) -> Part:
    event = identifier(value.get("event")).upper()
    category = identifier(value.get("message_template_category")).lower()
    return _template(
        value,
        address,
        at,
        event,
        state=STATES.get(event),
        category=CATEGORIES.get(category),
        reason=_reason(value),
    )


def _reason(value: Mapping[str, Any]) -> str:
    """Return why, the provider's words before its code."""
    rejection, other = (
        mapping(value.get("rejection_info")),
        mapping(value.get("other_info")),
    )
    told_code = identifier(value.get("reason"))
    if told_code.upper() == "NONE":
        told_code = ""
    return text(
        _joined(rejection.get("reason"), rejection.get("recommendation"))
        or _joined(other.get("title"), other.get("description"))
        or told_code,
        DETAIL_LENGTH,
    )


def _category(value: Mapping[str, Any], address: Address, at: datetime) -> Part:
    category = CATEGORIES.get(identifier(value.get("new_category")).lower())
    if category is None:
        return Ignored("template_category_unknown", address)
    event = f"CATEGORY_{category.name}"
    return _template(value, address, at, event, category=category)


def _grade(value: Mapping[str, Any], address: Address, at: datetime) -> Part:
    quality = QUALITIES.get(identifier(value.get("new_quality_score")).lower())
    if quality is None:
        return Ignored("template_quality_unknown", address)
    event = f"QUALITY_{quality.name}"
    return _template(value, address, at, event, quality=quality)


def _components(value: Mapping[str, Any], address: Address, at: datetime) -> Part:
    body = text(value.get("message_template_element"), 4096)
    return _template(value, address, at, "COMPONENTS", body=body or None)


_TEMPLATES: Mapping[str, Callable[[Mapping[str, Any], Address, datetime], Part]] = {
    "message_template_status_update": _state,
    "template_category_update": _category,
    "message_template_quality_update": _grade,
    "message_template_components_update": _components,
}
