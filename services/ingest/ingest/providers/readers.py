"""Which reader takes which call."""

from __future__ import annotations

from ..domain.inbound import Call, Quarantined
from ..domain.news import Part
from . import twilio, webchat, whatsapp_cloud


def read(call: Call) -> list[Part]:
    """Return the parts of *call*, at least one; nothing in it raises."""
    match call.provider:
        case "meta":
            return whatsapp_cloud.read(call.body, call.receive_time)
        case "twilio":
            return twilio.read(call.body, call.target, call.query, call.receive_time)
        case "webchat":
            return webchat.read(
                call.body, call.target, call.visitor_id, call.receive_time
            )
    return [Quarantined("provider_unknown")]
