"""Events of other services as they come over the bus."""

from __future__ import annotations

from builders import ACCOUNT, NOON, SHARED
from recado.conversations.v1 import events_pb2 as conversations
from recado.crm.v1 import events_pb2 as crm
from recado.gateway.v1 import events_pb2 as gateway
from recado.ingest.v1 import channel_pb2
from recado.ingest.v1 import events_pb2 as ingest

from chassis.envelope import stamp


def stamped(message, event_id="ev_1"):
    return stamp(message, account_id=ACCOUNT, at=NOON, event_id=event_id)


def conversation_event(kind="ConversationOpened", *, sequence=1, **facts):
    message = getattr(conversations, kind)(**facts)
    message.mark.sequence = sequence
    message.conversation.conversation_id = "cv_1"
    message.conversation.channel_id = SHARED
    message.conversation.last_message.message_id = "ms_1"
    return stamped(message)


def user_event(kind="UserRegistered", *, permissions=("inbox",), **facts):
    user = {"user_id": "ana", "name": "Ana", "active": True, "is_attendant": True}
    message = getattr(gateway, kind)()
    message.user.CopyFrom(gateway.User(**{**user, **facts}, permissions=permissions))
    return stamped(message)


def channel_event(kind="ChannelConnected", *, visibility="VISIBILITY_SHARED"):
    channel = channel_pb2.Channel(
        channel_id=SHARED,
        installer_id="root",
        visibility=channel_pb2.Channel.Visibility.Value(visibility),
    )
    return stamped(getattr(ingest, kind)(channel=channel))


def contact_matched(*, owner="ana"):
    message = crm.ContactMatched(conversation_id="cv_1")
    message.contact.contact_id = "ct_1"
    message.contact.owner_id = owner
    message.contact.version = 2
    return stamped(message)


def contact_edited(*conversation_ids):
    message = crm.ContactEdited(conversation_ids=conversation_ids)
    message.contact.contact_id = "ct_1"
    return stamped(message)
