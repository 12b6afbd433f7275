"""Every consumer reads what it subscribes to: of today, tomorrow and nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from golden import declared, event_types, of, parts
from google.protobuf.descriptor import FieldDescriptor
from subscribers import Subscriber

from chassis.errors import Malformed

# A number (5000) and a text (5001) that no contract of today has.
UNKNOWN_FIELDS = b"\xc0\xb8\x02\x2a" + b"\xca\xb8\x02\x08tomorrow"

UNKNOWN_NUMBER = 99

SUBSCRIBED = {
    "AssignmentChanged": {"gateway.live"},
    "AttachmentChanged": {"conversations.on_ingest_events"},
    "AttendantChanged": {"gateway.live"},
    "CampaignChanged": {"gateway.live"},
    "ChannelChanged": {
        "conversations.on_channel_events",
        "gateway.live",
        "ingest.http",
        "notifier.on_channel_events",
        "routing.on_channel_events",
    },
    "ChannelConnected": {
        "conversations.on_channel_events",
        "gateway.live",
        "ingest.http",
        "notifier.on_channel_events",
        "routing.on_channel_events",
    },
    "ChannelRemoved": {
        "conversations.on_channel_events",
        "gateway.live",
        "ingest.http",
    },
    "ConsentChanged": {"conversations.on_ingest_events"},
    "ContactChanged": {"crm_bridge.on_conversation_events", "gateway.live"},
    "ContactEdited": {"conversations.on_crm_events", "routing.on_crm_events"},
    "ContactMatched": {"conversations.on_crm_events", "routing.on_crm_events"},
    "ConversationAssigned": {
        "conversations.on_routing_events",
        "notifier.on_routing_events",
    },
    "ConversationClosed": {"gateway.live", "routing.on_conversation_events"},
    "ConversationOpened": {
        "crm_bridge.on_conversation_events",
        "gateway.live",
        "routing.on_conversation_events",
    },
    "ConversationReopened": {
        "crm_bridge.on_conversation_events",
        "gateway.live",
        "routing.on_conversation_events",
    },
    "ConversationUnassigned": {
        "conversations.on_routing_events",
        "notifier.on_routing_events",
    },
    "DeliveryChanged": {"conversations.on_ingest_events"},
    "IdentityChanged": {"conversations.on_ingest_events"},
    "MessageAdded": {"gateway.live", "notifier.on_conversation_events"},
    "MessageChanged": {"gateway.live"},
    "MessageEchoed": {"conversations.on_ingest_events"},
    "MessageQueued": {"gateway.live", "ingest.on_conversation_events"},
    "MessageReceived": {"conversations.on_ingest_events"},
    "MessageRevised": {"conversations.on_ingest_events"},
    "MessageStatusChanged": {"gateway.live"},
    "NotificationRaised": {"gateway.live"},
    "ProviderCallReceived": {"ingest.on_provider_calls"},
    "ReactionQueued": {"ingest.on_conversation_events"},
    "ReactionReceived": {"conversations.on_ingest_events"},
    "ReadMarkChanged": {"gateway.live"},
    "TemplateChanged": {"conversations.on_channel_events", "gateway.live"},
    "UserDeactivated": {"notifier.on_user_events", "routing.on_user_events"},
    "UserProfileChanged": {"notifier.on_user_events", "routing.on_user_events"},
    "UserRegistered": {"notifier.on_user_events", "routing.on_user_events"},
    "WebchatFrameAdded": {"ingest.http"},
    "WindowClosing": {"gateway.live"},
}


def names_of(message: Any) -> set[str]:
    """Return the ids of what an event may be about."""
    found = set()
    for part in parts(message):
        for name in ("conversation_id", "channel_id", "user_id", "contact_id"):
            found.add(getattr(part, name, ""))
    return found | {message.metadata.event_id} - {""}


def read(subscriber: Subscriber, message: Any) -> Any:
    """Return what a consumer makes of *message* as it comes from the wire."""
    return subscriber.read(type(message).FromString(message.SerializeToString()))


def test_who_subscribes_to_what(subscribers: list[Subscriber]) -> None:
    """The whole table: change it knowingly, since each line couples two services."""
    table: dict[str, set[str]] = {}
    for each in subscribers:
        table.setdefault(each.kind.DESCRIPTOR.name, set()).add(each.name)

    assert table == SUBSCRIBED


def test_nobody_subscribes_where_the_event_is_not_published(
    subscribers: list[Subscriber],
) -> None:
    """A queue bound to another exchange would stay empty for ever."""
    for each in subscribers:
        assert each.exchange == declared()[each.kind.DESCRIPTOR.name][0], each.name


def test_every_event_is_read_by_somebody(subscribers: list[Subscriber]) -> None:
    """An event that nobody reads is not published."""
    assert {each.kind for each in subscribers} == set(event_types().values())


def test_every_consumer_reads_the_events_of_today(
    subscribers: list[Subscriber],
) -> None:
    """Each handler makes something of each golden, about what it is about."""
    for each in subscribers:
        for golden in of(each.kind):
            made = read(each, golden.message)

            if golden.usual:
                assert any(name in str(made) for name in names_of(golden.message)), (
                    f"{each.name} made {made} of {golden.name}"
                )


def test_fields_of_tomorrow_change_nothing(subscribers: list[Subscriber]) -> None:
    """A producer may add fields anywhere before its consumers know of them."""
    for each in subscribers:
        for golden in of(each.kind):
            newer = type(golden.message)()
            newer.CopyFrom(golden.message)
            for part in list(parts(newer)):
                if part.DESCRIPTOR.file.package.startswith("recado."):
                    part.MergeFromString(UNKNOWN_FIELDS)

            assert read(each, newer) == read(each, golden.message), (
                f"{each.name}, {golden.name}"
            )


def test_values_of_tomorrow_are_read_or_refused(subscribers: list[Subscriber]) -> None:
    """An unknown number in an enum is no crash: a dead letter at worst."""
    for each in subscribers:
        for golden in of(each.kind):
            newer = type(golden.message)()
            newer.CopyFrom(golden.message)
            for part in list(parts(newer)):
                for field, _ in part.ListFields():
                    if field.type == FieldDescriptor.TYPE_ENUM:
                        setattr(part, field.name, UNKNOWN_NUMBER)
            try:
                read(each, newer)
            except Malformed:
                continue


def test_an_empty_event_is_refused_by_every_worker(
    subscribers: list[Subscriber],
) -> None:
    """What names nothing goes to the dead letters, and stops nobody."""
    for each in subscribers:
        if each.name in ("gateway.live", "ingest.http"):
            continue
        with pytest.raises(Malformed):
            read(each, each.kind())
