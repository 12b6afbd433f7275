"""Deliveries and campaigns as JSON; see `wire`."""

from __future__ import annotations

from recado.conversations.v1 import campaign_pb2
from recado.ingest.v1 import delivery_service_pb2
from recado.ingest.v1.events_pb2 import DeliveryChanged

from . import shapes_sending as shapes
from .moments import time_of, write_time

STATUSES: dict[int, str] = {
    DeliveryChanged.STATUS_UNSPECIFIED: "queued",
    DeliveryChanged.STATUS_SENT: "sent",
    DeliveryChanged.STATUS_DELIVERED: "delivered",
    DeliveryChanged.STATUS_READ: "read",
    DeliveryChanged.STATUS_FAILED: "failed",
    DeliveryChanged.STATUS_UNKNOWN: "unknown",
}

Campaign = campaign_pb2.Campaign
CAMPAIGN_STATES: dict[int, str] = {
    Campaign.STATE_READY: "ready",
    Campaign.STATE_RUNNING: "running",
    Campaign.STATE_PAUSED: "paused",
    Campaign.STATE_STOPPED: "stopped",
    Campaign.STATE_FINISHED: "finished",
}


def write_delivery(
    found: delivery_service_pb2.GetDeliveryResponse,
) -> shapes.Delivery:
    """Return the story of a message on its way out."""
    return {
        "status": STATUSES.get(found.status, "unknown"),
        "steps": [
            {
                "what": step.what,
                "step_time": time_of(step, "step_time"),
                "attempt": step.attempt,
                "reason": step.reason,
                "detail": step.detail,
                "retry_time": time_of(step, "retry_time"),
            }
            for step in found.steps
        ],
    }


def write_campaign(campaign: campaign_pb2.Campaign) -> shapes.Campaign:
    """Return a campaign."""
    counts = campaign.counts
    return {
        "id": campaign.campaign_id,
        "name": campaign.name,
        "channel_id": campaign.channel_id,
        "template_id": campaign.template_id,
        "state": CAMPAIGN_STATES.get(campaign.state, "paused"),
        "reason": campaign.reason,
        "counts": {
            "total": counts.total,
            "planned": counts.planned,
            "skipped": counts.skipped,
            "queued": counts.queued,
            "sent": counts.sent,
            "delivered": counts.delivered,
            "read": counts.read,
            "failed": counts.failed,
            "replied": counts.replied,
        },
        "batch_size": campaign.batch_size,
        "batch_seconds": campaign.batch_seconds,
        "daily_limit": campaign.daily_limit,
        "creator_id": campaign.creator_id,
        "purpose": campaign.purpose,
        "create_time": write_time(campaign.create_time),
        "end_time": time_of(campaign, "end_time"),
        "next_time": time_of(campaign, "next_time"),
    }


def write_recipient(found: campaign_pb2.CampaignRecipient) -> shapes.Recipient:
    """Return one person of a campaign's list."""
    return {
        "line": found.line,
        "given_phone": found.given_phone,
        "phone": found.phone,
        "name": found.name,
        "variables": dict(found.variables),
        "opt_in": found.opt_in,
        "state": found.state,
        "reason": found.reason,
        "message_id": found.message_id or None,
        "replied": found.replied,
    }
