"""What people want to know of a message on its way out."""

from __future__ import annotations

from chassis.identity import Identity

from ..domain.errors import DeliveryUnknown
from ..domain.story import Story
from ..ports import Channels, Sends
from .channels import list_channels


def get_story(
    message_id: str, *, caller: Identity, sends: Sends, channels: Channels
) -> Story:
    """
    Return what happened to a message.

    Raises:
        DeliveryUnknown: There is none on a channel that the caller may see.
    """
    story = sends.story(message_id) if message_id else None
    if story is not None:
        seen = list_channels(caller=caller, channels=channels)
        if story.channel_id in {channel.channel_id for channel in seen}:
            return story
    raise DeliveryUnknown("nothing is known of this message", message_id=message_id)
