"""WhatsApp Cloud API: what is told of numbers, accounts and templates."""

from __future__ import annotations

from builders import NOON

from ingest.domain.inbound import Address
from ingest.domain.news import AboutTemplate, Told
from ingest.domain.templates import Category, Quality, State, TemplateTold

from .common import SECONDS, WHATSAPP

ACCOUNT = Address(waba_id="318200455667788")
NUMBER = Address(waba_id="318200455667788", phone="15550100200")


def told(what, severity, detail, address=ACCOUNT, when=SECONDS):
    return [Told(address, what, severity, detail, when)]


def template(event, **fields):
    news = TemplateTold(
        at=SECONDS,
        provider_id="889900112233445",
        name="order_update_v2",
        language="en_US",
        **fields,
    )
    return [AboutTemplate(ACCOUNT, event, news)]


NOTICES = {
    "account_update_restriction": told(
        "policy",
        "error",
        "ACCOUNT_RESTRICTION: RESTRICTED_BIZ_INITIATED_MESSAGING: 1795700400",
    ),
    "account_alert": told("account", "error", "OBA_APPROVED: Payment method needed"),
    "account_review": told("account", "info", "APPROVED"),
    "business_username_update": told(
        "username", "info", "oursupport: approved", NUMBER
    ),
    "phone_number_quality_update": told(
        "limit", "info", "THROUGHPUT_UPGRADE: TIER_UNLIMITED", NUMBER
    ),
    "phone_number_flagged": told("quality", "warning", "FLAGGED: TIER_10K", NUMBER),
    "phone_number_name_update": told(
        "account", "warning", "Our Support: REJECTED: NAME_NOT_CONSISTENT", NUMBER
    ),
    "capability_update": told(
        "limit",
        "info",
        "max_daily_conversation_per_phone=2000, max_phone_numbers_per_business=25",
    ),
    "security_update": told("account", "warning", "PIN_CHANGED: 61559938", NUMBER),
    "value_level_error": told(
        "error",
        "error",
        "130429: Cloud API message throughput has been reached.",
        WHATSAPP,
        # Nothing in the call says when.
        NOON,
    ),
}

TEMPLATES = {
    "template_approved": template(
        "APPROVED", state=State.APPROVED, category=Category.UTILITY
    ),
    "template_archived": template(
        "ARCHIVED", state=State.ARCHIVED, category=Category.UTILITY
    ),
    "template_disabled": template(
        "DISABLED", state=State.DISABLED, category=Category.MARKETING
    ),
    "template_rejected": template(
        "REJECTED",
        state=State.REJECTED,
        category=Category.MARKETING,
        reason=("Two variables are next to each other.: Put words between variables."),
    ),
    "template_paused": template(
        "PAUSED",
        state=State.PAUSED,
        category=Category.MARKETING,
        reason="FIRST_PAUSE: Many people blocked it.",
    ),
    # It may be paused soon: the quality says so, the state stays.
    "template_flagged": template("FLAGGED", category=Category.MARKETING),
    "template_pending_deletion": template(
        "PENDING_DELETION", state=State.REMOVED, category=Category.MARKETING
    ),
    "template_category_update": template(
        "CATEGORY_MARKETING", category=Category.MARKETING
    ),
    "template_quality_update": template("QUALITY_YELLOW", quality=Quality.YELLOW),
    "template_components_update": template(
        "COMPONENTS", body="Hi {{1}}, order {{2}} is on its way."
    ),
}

CASES = {
    f"whatsapp_cloud/{name}.json": parts
    for cases in (NOTICES, TEMPLATES)
    for name, parts in cases.items()
}
