"""Between the domain and documents; the only module that knows their fields."""

from __future__ import annotations

from typing import Any

from ..domain.audience import Channel, User
from ..domain.conversation import Answer, Inbound, Reason
from ..domain.mail import Mail, State
from ..domain.notification import Notification
from ..domain.preferences import Preferences, Trigger, Way

Document = dict[str, Any]


def write_user(user: User) -> Document:
    """Return what is stored of a user."""
    return {
        "_id": user.user_id,
        "account_id": user.account_id,
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "active": user.active,
        "may_inbox": user.may_inbox,
    }


def read_user(found: Document) -> User:
    """Return the user in a document."""
    return User(
        account_id=found["account_id"],
        user_id=found["_id"],
        name=found["name"],
        email=found["email"],
        language=found["language"],
        active=found["active"],
        may_inbox=found["may_inbox"],
    )


def write_channel(channel: Channel) -> Document:
    """Return what is stored of a channel."""
    return {
        "_id": channel.channel_id,
        "account_id": channel.account_id,
        "shared": channel.shared,
        "installer_id": channel.installer_id,
    }


def read_channel(found: Document) -> Channel:
    """Return the channel in a document."""
    return Channel(
        account_id=found["account_id"],
        channel_id=found["_id"],
        shared=found["shared"],
        installer_id=found["installer_id"],
    )


def write_switches(preferences: Preferences) -> list[list[str]]:
    """Return the switches that are on, in a fixed order."""
    return sorted([t.value, w.value] for t, w in preferences.switches)


def read_switches(found: Document) -> Preferences:
    """Return the preferences in a document."""
    return Preferences(
        frozenset((Trigger(t), Way(w)) for t, w in found.get("switches", ()))
    )


def write_opening(message: Inbound) -> Document:
    """Return what is stored of a message that opened something, without its id."""
    return {
        "conversation_id": message.conversation_id,
        "channel_id": message.channel_id,
        "sequence": message.sequence,
        "contact_name": message.contact_name,
        "preview": message.preview,
        "cause_id": message.cause_id,
    }


def read_opening(found: Document) -> Inbound:
    """Return the message in a document."""
    return Inbound(
        account_id=found["account_id"],
        conversation_id=found["conversation_id"],
        channel_id=found["channel_id"],
        message_id=found["_id"],
        sequence=found["sequence"],
        assignee_id="",
        contact_name=found["contact_name"],
        preview=found["preview"],
        opening=True,
        cause_id=found["cause_id"],
    )


def write_answer(answer: Answer) -> Document:
    """Return what is stored of an answer set aside, without its id."""
    return {
        "conversation_id": answer.conversation_id,
        "message_id": answer.message_id,
        "assignee_id": answer.assignee_id,
        "actor_id": answer.actor_id,
        "reason": answer.reason.value,
        "version": answer.version,
    }


def read_answer(found: Document) -> Answer:
    """Return the answer in a document."""
    return Answer(
        answer_id=found["_id"],
        account_id=found["account_id"],
        conversation_id=found["conversation_id"],
        message_id=found["message_id"],
        assignee_id=found["assignee_id"],
        actor_id=found["actor_id"],
        reason=Reason(found["reason"]),
        version=found["version"],
    )


def write_notification(one: Notification) -> Document:
    """Return what is kept of a notification: who, what, when; no text."""
    return {
        "_id": one.notification_id,
        "account_id": one.account_id,
        "user_id": one.user_id,
        "trigger": one.trigger.value,
        "way": one.way.value,
        "conversation_id": one.conversation_id,
        "message_id": one.message_id,
        "create_time": one.at,
    }


def write_mail(one: Notification) -> Document:
    """Return the mail that brings a notification, due at once."""
    return {
        "_id": one.notification_id,
        "account_id": one.account_id,
        "user_id": one.user_id,
        "trigger": one.trigger.value,
        "conversation_id": one.conversation_id,
        "channel_id": one.channel_id,
        "contact_name": one.contact_name,
        "preview": one.preview,
        "state": State.PENDING.value,
        "attempts": 0,
        "create_time": one.at,
        "due_time": one.at,
    }


def read_mail(found: Document) -> Mail:
    """Return the mail in a document that is pending."""
    return Mail(
        mail_id=found["_id"],
        account_id=found["account_id"],
        user_id=found["user_id"],
        trigger=Trigger(found["trigger"]),
        conversation_id=found["conversation_id"],
        channel_id=found["channel_id"],
        contact_name=found["contact_name"],
        preview=found["preview"],
        create_time=found["create_time"],
        due_time=found["due_time"],
        attempts=found["attempts"],
    )
