"""
What WhatsApp Cloud's webhooks tell about templates.

Source: reference of WhatsApp Cloud, section 11, checked 2026-11-21.
"""

from __future__ import annotations

import time
from typing import Any

from simulator.model import Template

# What the reviewers say beside a reason, and what they recommend.
REJECTIONS = {
    "INVALID_FORMAT": (
        "Two variables are next to each other.",
        "Put words between variables.",
    ),
    "PROMOTIONAL": (
        "The text promotes more than its category allows.",
        "Hand it in as marketing, in calmer words.",
    ),
    "ABUSIVE_CONTENT": (
        "The text may offend or threaten people.",
        "Leave out what offends.",
    ),
    "SCAM": ("The text looks like a fraud.", "Say who writes and why."),
}
UNNAMED = ("The text does not follow the guidelines.", "Change it and try again.")


def template_status(template: Template) -> dict[str, Any]:
    """Write what a template's new status is told with."""
    reason = template.reason or "NONE"
    value = {
        "event": template.status,
        **_template(template),
        "reason": reason,
        "message_template_category": template.category,
    }
    if template.status == "REJECTED":
        why, advice = REJECTIONS.get(reason, UNNAMED)
        value["rejection_info"] = {"reason": why, "recommendation": advice}
    if template.status == "PAUSED":
        value["other_info"] = {
            "title": "FIRST_PAUSE",
            "description": "Paused for 3 hours: people reported it.",
        }
    if template.status == "DISABLED":
        value["disable_info"] = {"disable_date": int(time.time())}
    return value


def _template(template: Template) -> dict[str, Any]:
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }


def template_quality(template: Template, before: str) -> dict[str, Any]:
    """Write what a template's new quality is told with."""
    return {
        "previous_quality_score": before,
        "new_quality_score": template.quality,
        **_template(template),
    }


def template_category(template: Template, before: str) -> dict[str, Any]:
    """Write what a template's new category is told with."""
    return {
        **_template(template),
        "previous_category": before,
        "new_category": template.category,
    }
