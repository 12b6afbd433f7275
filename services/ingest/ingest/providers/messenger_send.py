"""
Sends over Facebook Messenger.

Source: Meta, "Send API" (Messenger Platform), as of 2026-11-21.
"""

from __future__ import annotations

from ..domain.channels import Channel
from ..domain.delivery import Request, Send
from ..domain.parts import Feeling, Handed, Part
from .cloud_send import VERSION, authorization
from .graph_send import Body, content


def request(
    channel: Channel, send: Send, part: Part, handed: Handed | None
) -> Request | None:
    """
    Return the call that sends *part* of *send*; None when there is no address.

    Our id of the message comes back in its echo, which is how a send whose
    answer was lost is found again.
    """
    person = send.key("psid")
    if not person:
        return None
    body: Body = {"recipient": {"id": person}, **content(part, handed)}
    if not isinstance(part, Feeling):
        # An answer inside the window; outside there is nothing we may send.
        body["messaging_type"] = "RESPONSE"
        body["message"]["metadata"] = send.message_id
        if part.reply_to:
            body["reply_to"] = {"mid": part.reply_to}
    return Request(
        method="POST",
        url=f"{channel.api_base_url}/{VERSION}/{channel.provider_id}/messages",
        headers=authorization(channel),
        json=body,
    )
