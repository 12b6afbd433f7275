"""
What WhatsApp Cloud's webhooks tell about templates.

Source: reference of WhatsApp Cloud, section 11, checked 2026-11-21.
"""

from __future__ import annotations

import time
from typing import Any

from simulator.model import Template


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
        value["rejection_info"] = {
            "reason": "The text does not follow the guidelines.",
            "recommendation": "Change the text and hand it in again.",
        }
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
