"""Channels, their ledger and templates as JSON; see `wire`."""

from __future__ import annotations

from typing import Any

from recado.ingest.v1 import channel_pb2, channel_service_pb2, template_pb2

from . import shapes_channels as shapes
from .moments import time_of, write_time
from .wire import KINDS
from .wire_content import FILE_KINDS

VISIBILITIES: dict[int, Any] = {
    channel_pb2.Channel.VISIBILITY_PRIVATE: "private",
    channel_pb2.Channel.VISIBILITY_SHARED: "shared",
}

HEALTHS: dict[int, Any] = {
    channel_pb2.Channel.HEALTH_CONNECTED: "connected",
    channel_pb2.Channel.HEALTH_DISCONNECTED: "disconnected",
}

Template = template_pb2.Template
CATEGORIES: dict[int, str] = {
    Template.CATEGORY_MARKETING: "marketing",
    Template.CATEGORY_UTILITY: "utility",
    Template.CATEGORY_AUTHENTICATION: "authentication",
}
STATES: dict[int, str] = {
    Template.STATE_DRAFT: "draft",
    Template.STATE_PENDING: "pending",
    Template.STATE_APPROVED: "approved",
    Template.STATE_REJECTED: "rejected",
    Template.STATE_PAUSED: "paused",
    Template.STATE_DISABLED: "disabled",
    Template.STATE_ARCHIVED: "archived",
    Template.STATE_REMOVED: "removed",
}
QUALITIES: dict[int, str] = {
    Template.QUALITY_GREEN: "green",
    Template.QUALITY_YELLOW: "yellow",
    Template.QUALITY_RED: "red",
}


def write_channel(channel: channel_pb2.Channel, ingest_url: str) -> shapes.Channel:
    """Return a channel with the address that its provider calls."""
    return {
        "id": channel.channel_id,
        "kind": KINDS.get(channel.kind, "unknown"),
        "name": channel.name,
        "installer_id": channel.installer_id,
        "visibility": VISIBILITIES.get(channel.visibility, "private"),
        "provider_id": channel.provider_id,
        "health": HEALTHS.get(channel.health, "unknown"),
        "health_detail": channel.health_detail,
        "create_time": write_time(channel.create_time),
        "provider_facts": dict(channel.provider_facts),
        "webhook_path": channel.webhook_path,
        "webhook_url": f"{ingest_url}{channel.webhook_path}",
        "capabilities": _capabilities(channel.capabilities),
        "stopped": channel.stopped,
        "canary": _canary(channel.canary) if channel.HasField("canary") else None,
    }


def _capabilities(found: channel_pb2.Capabilities) -> shapes.Capabilities:
    return {
        "text_length": found.text_length,
        "text_in_bytes": found.text_in_bytes,
        "caption_length": found.caption_length,
        "media": [_rule(rule) for rule in found.media if rule.kind in FILE_KINDS],
        "replies": found.replies,
        "reactions": found.reactions,
        "locations": found.locations,
        "templates": found.templates,
        "window_hours": found.window_hours,
    }


def _rule(rule: channel_pb2.MediaRule) -> shapes.MediaRule:
    return {
        "kind": FILE_KINDS[rule.kind],
        "media_types": list(rule.media_types),
        "converted_media_types": list(rule.converted_media_types),
        "max_bytes": rule.max_bytes,
    }


def _canary(canary: channel_pb2.Canary) -> shapes.Canary:
    return {
        "check_time": write_time(canary.check_time),
        "good": canary.good,
        "milliseconds": canary.milliseconds,
        "detail": canary.detail,
    }


def write_notice(notice: channel_service_pb2.ChannelNotice) -> shapes.ChannelNotice:
    """Return what a provider told of a channel."""
    return {
        "id": notice.notice_id,
        "channel_id": notice.channel_id or None,
        "what": notice.what,
        "severity": notice.severity,
        "detail": notice.detail,
        "notice_time": write_time(notice.notice_time),
    }


def write_call(
    call: channel_service_pb2.ListProviderCallsResponse.ProviderCall,
) -> shapes.ProviderCall:
    """Return a provider's call and its fate."""
    return {
        "id": call.call_id,
        "channel_id": call.channel_id or None,
        "provider": call.provider,
        "fate": call.fate,
        "reason": call.reason,
        "receive_time": call.receive_time,
        "body_bytes": call.body_bytes,
        "counts": dict(call.counts),
        "replay_of": call.replay_of or None,
    }


def write_template(template: template_pb2.Template) -> shapes.Template:
    """Return a template."""
    header = template.header
    return {
        "id": template.template_id,
        "channel_id": template.channel_id,
        "name": template.name,
        "language": template.language,
        "category": CATEGORIES.get(template.category, "marketing"),
        "state": STATES.get(template.state, "pending"),
        "quality": QUALITIES.get(template.quality, "unknown"),
        "reason": template.reason,
        "header": (
            {
                "kind": header.kind,
                "text": header.text,
                "sample_attachment_id": header.sample_attachment_id,
            }
            if header.kind
            else None
        ),
        "body": template.body,
        "footer": template.footer,
        "buttons": [
            {"kind": button.kind, "text": button.text, "value": button.value}
            for button in template.buttons
        ],
        "variables": [
            {"name": each.name, "property": each.property, "example": each.example}
            for each in template.variables
        ],
        "provider_id": template.provider_id,
        "sync_time": time_of(template, "sync_time"),
        "update_time": time_of(template, "update_time"),
    }
