"""Builders: every argument has a dull default, so a test names what matters."""

from __future__ import annotations

from recado.conversations.v1 import events_pb2 as conversations
from recado.ingest.v1.channel_pb2 import Channel

from chassis.envelope import stamp
from chassis.identity import Identity
from chassis.testing import NOON
from crm_bridge.domain.contact import Contact, Person
from crm_bridge.domain.phones import line_of
from crm_bridge.use_cases.matching import MatchConversation

ACCOUNT, CHANNEL = "ac_1", "ch_1"
MARIA = "+5511999990000"


def person(phone=MARIA, *, name="Maria", keys=None, source="whatsapp", vouched=None):
    return Person(
        keys=(f"phone:{phone}",) if keys is None else tuple(keys),
        name=name,
        phone=phone,
        source=source,
        is_vouched=source == "whatsapp" if vouched is None else vouched,
    )


def contact(contact_id="ct_1", *, phone="", at=NOON, holds=True, **facts):
    line = line_of(phone)
    return Contact(
        account_id=facts.pop("account_id", ACCOUNT),
        contact_id=contact_id,
        name=facts.pop("name", "Maria"),
        create_time=at,
        phone=phone,
        line=line,
        holds_line=holds and bool(line),
        **facts,
    )


def match(conversation_id="cv_1", *, who=None, account_id=ACCOUNT, channel_id=CHANNEL):
    return MatchConversation(
        account_id=account_id,
        conversation_id=conversation_id,
        channel_id=channel_id,
        person=who or person(),
        cause_id="ev_1",
    )


def who(*permissions, sees=(CHANNEL,), account_id=ACCOUNT):
    return Identity(account_id, "us_1", frozenset(permissions), frozenset(sees))


AGENT = who("inbox", "contacts.edit")


def opened(conversation_id="cv_1", *, phone=MARIA, event_id="ev_1", keys=None, **facts):
    keys = [f"phone:{phone}"] if keys is None else keys
    message = conversations.ConversationOpened(identity_keys=keys)
    message.conversation.conversation_id = conversation_id
    message.conversation.channel_id = facts.get("channel_id", CHANNEL)
    message.conversation.channel_kind = facts.get("kind", Channel.KIND_WHATSAPP_CLOUD)
    message.conversation.contact.name = facts.get("name", "Maria")
    message.conversation.contact.phone = phone
    account_id = facts.get("account_id", ACCOUNT)
    return stamp(message, account_id=account_id, at=NOON, event_id=event_id)


def shown(conversation_id="cv_1", *, contact_id="", name="Marta", event_id="ev_1"):
    """A conversation tells by what name it shows its person."""
    message = conversations.ContactChanged()
    message.conversation.conversation_id = conversation_id
    message.conversation.channel_id = CHANNEL
    message.conversation.contact.contact_id = contact_id
    message.conversation.contact.name = name
    return stamp(message, account_id=ACCOUNT, at=NOON, event_id=event_id)
