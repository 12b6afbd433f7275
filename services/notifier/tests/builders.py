"""Builders: every argument has a dull default, so a test names what matters."""

from __future__ import annotations

from recado.conversations.v1 import events_pb2 as conversations
from recado.conversations.v1.message_pb2 import Message
from recado.gateway.v1 import events_pb2 as gateway
from recado.ingest.v1 import events_pb2 as ingest
from recado.ingest.v1.channel_pb2 import Channel as ChannelMessage
from recado.routing.v1 import events_pb2 as routing

from chassis.envelope import stamp
from chassis.identity import Identity
from chassis.testing import NOON
from notifier.domain.audience import Channel, User
from notifier.domain.conversation import Answer, Inbound, Reason
from notifier.domain.mail import Mail
from notifier.domain.notification import Notification
from notifier.domain.preferences import Preferences, Trigger, Way

ACCOUNT, SHARED, PRIVATE = "ac_1", "ch_shared", "ch_private"
ANA, BIA, CAIO = "ana", "bia", "caio"

EVERYTHING = Preferences(frozenset((t, w) for t in Trigger for w in Way))
NOTHING = Preferences(frozenset())


def prefer(*names):
    """`prefer("mine.desktop", "assigned.email")`: these on, all else off."""
    pairs = (name.split(".") for name in names)
    return Preferences(frozenset((Trigger(t), Way(w)) for t, w in pairs))


def user(user_id=ANA, **facts):
    return User(
        account_id=facts.pop("account_id", ACCOUNT),
        user_id=user_id,
        name=facts.pop("name", user_id.title()),
        email=facts.pop("email", f"{user_id}@example.com"),
        language=facts.pop("language", "en"),
        active=facts.pop("active", True),
        may_inbox=facts.pop("may_inbox", True),
        **facts,
    )


def channel(channel_id=SHARED, *, shared=True, installer_id="", account_id=ACCOUNT):
    return Channel(account_id, channel_id, shared, installer_id)


def inbound(message_id="ms_1", **facts):
    return Inbound(
        account_id=facts.pop("account_id", ACCOUNT),
        conversation_id=facts.pop("conversation_id", "cv_1"),
        channel_id=facts.pop("channel_id", SHARED),
        message_id=message_id,
        sequence=facts.pop("sequence", 2),
        assignee_id=facts.pop("assignee_id", ""),
        contact_name=facts.pop("contact_name", "Maria"),
        preview=facts.pop("preview", "Oi"),
        opening=facts.pop("opening", False),
        cause_id=facts.pop("cause_id", f"ev_{message_id}"),
        **facts,
    )


def opening(message_id="ms_1", **facts):
    return inbound(message_id, opening=True, **facts)


def answer(reason=Reason.GIVEN, *, to="", message_id="ms_1", actor="", **facts):
    return Answer(
        answer_id=facts.pop("answer_id", "ev_answer"),
        account_id=facts.pop("account_id", ACCOUNT),
        conversation_id=facts.pop("conversation_id", "cv_1"),
        message_id=message_id,
        assignee_id=to,
        actor_id=actor,
        reason=reason,
        version=facts.pop("version", 1),
        **facts,
    )


def notification(notification_id="nt_1", **facts):
    return Notification(
        notification_id=notification_id,
        account_id=facts.pop("account_id", ACCOUNT),
        user_id=facts.pop("user_id", ANA),
        trigger=facts.pop("trigger", Trigger.MINE),
        way=facts.pop("way", Way.DESKTOP),
        conversation_id="cv_1",
        channel_id=facts.pop("channel_id", SHARED),
        message_id="ms_1",
        contact_name="Maria",
        preview="Oi",
        at=facts.pop("at", NOON),
        cause_id="ev_1",
        **facts,
    )


def mail(mail_id="nt_1", **facts):
    return Mail(
        mail_id=mail_id,
        account_id=ACCOUNT,
        user_id=facts.pop("user_id", ANA),
        trigger=facts.pop("trigger", Trigger.MINE),
        conversation_id=facts.pop("conversation_id", "cv_1"),
        channel_id=facts.pop("channel_id", SHARED),
        contact_name=facts.pop("contact_name", "Maria"),
        preview=facts.pop("preview", "Oi"),
        create_time=facts.pop("create_time", NOON),
        due_time=facts.pop("due_time", NOON),
        attempts=facts.pop("attempts", 1),
        **facts,
    )


def who(user_id=ANA, account_id=ACCOUNT):
    return Identity(account_id, user_id, frozenset({"inbox"}), frozenset({SHARED}))


# Events as they come from the bus.


def message_added(message_id="ms_1", *, opening=False, assignee_id="", **facts):
    event = conversations.MessageAdded(opening=opening)
    event.conversation.conversation_id = facts.get("conversation_id", "cv_1")
    event.conversation.channel_id = facts.get("channel_id", SHARED)
    event.conversation.assignee_id = assignee_id
    event.conversation.contact.name = facts.get("name", "Maria")
    event.message.message_id = message_id
    event.message.direction = facts.get("direction", Message.DIRECTION_INBOUND)
    event.message.kind = facts.get("kind", "text")
    event.message.text = facts.get("text", "Oi")
    event.message.sequence = facts.get("sequence", 2)
    return stamp(event, account_id=ACCOUNT, at=NOON, event_id=f"ev_{message_id}")


def assigned(to=ANA, *, reason="method", message_id="", actor="", version=1, **facts):
    event = routing.ConversationAssigned(
        reason=reason, message_id=message_id, actor_id=actor
    )
    event.assignment.assignee_id = to
    return _answered(event, version, **facts)


def unassigned(*, reason="method", message_id="", actor="", version=1, **facts):
    event = routing.ConversationUnassigned(
        reason=reason, message_id=message_id, actor_id=actor
    )
    return _answered(event, version, **facts)


def _answered(event, version, *, conversation_id="cv_1", event_id="ev_answer"):
    event.assignment.conversation_id = conversation_id
    event.assignment.version = version
    return stamp(event, account_id=ACCOUNT, at=NOON, event_id=event_id)


def user_event(user_id=ANA, *, kind=gateway.UserRegistered, at=NOON, **facts):
    event = kind()
    event.user.user_id = user_id
    event.user.name = facts.get("name", user_id.title())
    event.user.email = facts.get("email", f"{user_id}@example.com")
    event.user.language = facts.get("language", "en")
    event.user.permissions.extend(facts.get("permissions", ["inbox"]))
    event.user.active = facts.get("active", True)
    return stamp(event, account_id=ACCOUNT, at=at)


def channel_event(channel_id=SHARED, *, kind=ingest.ChannelConnected, at=NOON, **facts):
    event = kind()
    event.channel.channel_id = channel_id
    event.channel.visibility = facts.get("visibility", ChannelMessage.VISIBILITY_SHARED)
    event.channel.installer_id = facts.get("installer_id", "")
    return stamp(event, account_id=ACCOUNT, at=at)
