"""From the domain to protobuf; cannot fail."""

from __future__ import annotations

from recado.notifier.v1 import events_pb2, preference_pb2

from chassis.envelope import Outgoing, stamp

from ..domain.notification import Notification
from ..domain.preferences import Preferences, Trigger, Way


def write_raised(one: Notification) -> Outgoing:
    """Return the event that shows a notification on the desktop."""
    event = events_pb2.NotificationRaised(
        user_id=one.user_id,
        trigger=one.trigger.value,
        conversation_id=one.conversation_id,
        message_id=one.message_id,
        contact_name=one.contact_name,
        preview=one.preview,
        notification_id=one.notification_id,
    )
    stamp(event, account_id=one.account_id, at=one.at, causation_id=one.cause_id)
    return Outgoing("notification_raised", event, subject=one.conversation_id)


def write_preferences(preferences: Preferences) -> preference_pb2.Preferences:
    """Return the eight switches as callers see them."""
    return preference_pb2.Preferences(
        **{
            trigger.value: preference_pb2.Preferences.Ways(
                **{way.value: way in preferences.ways(trigger) for way in Way}
            )
            for trigger in Trigger
        }
    )
