"""
Sends over Instagram, for both ways of logging in.

With Instagram's own login the account is the sender, at graph.instagram.com;
with Facebook's it is the page the account is linked to.
Source: Meta, "Instagram messaging", "Send messages", as of 2026-11-21.
"""

from __future__ import annotations

from ..domain.channels import Channel
from ..domain.delivery import Request, Send
from ..domain.parts import Feeling, Handed, Part
from .cloud_send import VERSION, authorization
from .graph_send import Body, content

HEARTS = frozenset({"❤", "❤️"})
"""Through a page the heart has a name; Instagram's own login takes any emoji."""


def request(
    channel: Channel, send: Send, part: Part, handed: Handed | None
) -> Request | None:
    """
    Return the call that sends *part* of *send*; None when there is no address.

    Our id of the message rides along; where the echo does not bring it back,
    the echo's own id tells which message it is.
    """
    person = send.key("igsid")
    if not person:
        return None
    body: Body = {"recipient": {"id": person}, **content(part, handed)}
    if not isinstance(part, Feeling):
        body["message"]["metadata"] = send.message_id
        if part.reply_to:
            body["reply_to"] = {"mid": part.reply_to}
    page = channel.facts.get("page_id", "")
    if page and isinstance(part, Feeling) and part.emoji in HEARTS:
        body["payload"]["reaction"] = "love"
    return Request(
        method="POST",
        url=f"{channel.api_base_url}/{VERSION}/{page or channel.provider_id}/messages",
        headers=authorization(channel),
        json=body,
    )
