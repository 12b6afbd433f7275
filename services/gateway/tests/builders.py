"""What tests are made of; every argument has a dull default."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from recado.conversations.v1 import conversation_pb2, events_pb2, message_pb2
from recado.ingest.v1 import channel_pb2

from chassis.testing import NOON
from gateway.domain.people import ADMINISTRATOR, Account, Roll, User
from gateway.settings import Settings

KEY = "test-key"
PASSWORD = "correct horse battery"

PASSWORD_HASH = (
    "$argon2id$v=19$m=8,t=1,p=1$Dkz6P8YLH1jN7qzIjgZlZA"
    "$17OfqXrUH2PwJfVgDYV+qcYCdCLFncaBCQwnFArZ6K4"
)
"""Of PASSWORD, with the least memory and time, so that tests need not wait."""

Channel = channel_pb2.Channel
Conversation = conversation_pb2.Conversation
Message = message_pb2.Message


def config(**given):
    """Settings without a single real address."""
    nowhere = "127.0.0.1:1"
    values = {
        "amqp_url": "amqp://nowhere",
        "mongo_url": "mongodb://nowhere",
        "identity_key": KEY,
        "ingest_target": nowhere,
        "conversations_target": nowhere,
        "routing_target": nowhere,
        "crm_bridge_target": nowhere,
        "notifier_target": nowhere,
        "public_url": "http://recado.test",
        **given,
    }
    return Settings(**values)


def user(name="ana", **given):
    """A user whose id is `us_<name>`."""
    values = {
        "user_id": f"us_{name}",
        "account_id": "ac_1",
        "name": name.title(),
        "email": f"{name}@example.com",
        "password_hash": PASSWORD_HASH,
        "create_time": NOON,
        **given,
    }
    return User(**values)


def roll(*users, account_id="ac_1"):
    """An account with an administrator and *users*."""
    made = Roll.fresh(Account(account_id, "Acme"))
    for each in (user("admin", group=ADMINISTRATOR), *users):
        made.register(replace(each, account_id=account_id))
    made.events.clear()
    return made


def channel(channel_id="ch_1", account_id="ac_1", **given):
    """A shared WhatsApp channel."""
    values = {
        "kind": Channel.KIND_WHATSAPP_CLOUD,
        "name": f"Channel {channel_id}",
        "installer_id": "us_admin",
        "visibility": Channel.VISIBILITY_SHARED,
        "health": Channel.HEALTH_CONNECTED,
        "webhook_path": "/webhooks/meta/app",
        **given,
    }
    made = Channel(channel_id=channel_id, account_id=account_id, **values)
    made.create_time.FromDatetime(NOON)
    return made


def conversation(conversation_id="cv_1", channel_id="ch_1", account_id="ac_1", **given):
    """An open conversation that nobody has."""
    values = {
        "channel_kind": Channel.KIND_WHATSAPP_CLOUD,
        "contact": Conversation.Contact(name="João", phone="+5511999990000"),
        "state": Conversation.STATE_OPEN,
        "sequence": 1,
        "inbound_count": 1,
        "last_inbound_sequence": 1,
        **given,
    }
    made = Conversation(
        conversation_id=conversation_id,
        channel_id=channel_id,
        account_id=account_id,
        **values,
    )
    for field in ("activity_time", "create_time"):
        getattr(made, field).FromDatetime(NOON)
    return made


def message(message_id="ms_1", conversation_id="cv_1", at: datetime = NOON, **given):
    """A text from the person."""
    values = {
        "sequence": 1,
        "direction": Message.DIRECTION_INBOUND,
        "kind": "text",
        "text": "Oi",
        **given,
    }
    made = Message(message_id=message_id, conversation_id=conversation_id, **values)
    made.create_time.FromDatetime(at)
    return made


def added(
    position, *, account_id="ac_1", channel_id="ch_1", conversation_id="cv_1", text="Oi"
):
    """The event of one more inbound message, at a position of the feed."""
    event = events_pb2.MessageAdded(
        conversation=conversation(
            conversation_id, channel_id, account_id, sequence=position
        ),
        message=message(
            f"ms_{position}", conversation_id, sequence=position, text=text
        ),
    )
    event.metadata.account_id = account_id
    event.metadata.event_id = f"ev_{position}"
    event.mark.position = position
    event.mark.sequence = position
    return event


def assigned(position, *, version, assignee_id="us_ana", conversation_id="cv_1"):
    """The event of an assignment that lists show from now on."""
    event = events_pb2.AssignmentChanged(
        conversation=conversation(
            conversation_id, assignee_id=assignee_id, assignment_version=version
        )
    )
    event.metadata.account_id = "ac_1"
    event.mark.position = position
    event.mark.sequence = position
    return event
