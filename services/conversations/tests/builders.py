"""Builders: every argument has a dull default, so a test names what matters."""

from __future__ import annotations

import itertools
from datetime import timedelta

from recado.crm.v1 import events_pb2 as crm
from recado.ingest.v1 import channel_pb2
from recado.ingest.v1 import events_pb2 as ingest
from recado.routing.v1 import events_pb2 as routing

from chassis.testing import NOON
from conversations.domain.message import Delivery, Status
from conversations.ports import ListQuery, Notice
from conversations.use_cases.attending import (
    CloseConversation,
    MarkConversation,
    ReopenConversation,
)
from conversations.use_cases.delivering import RecordDelivery
from conversations.use_cases.drafting import Draft
from conversations.use_cases.sending import SendMessage
from conversations.use_cases.viewer import Viewer
from conversations.wire.events_in import (
    read_crm_event,
    read_delivery_changed,
    read_message_received,
    read_routing_event,
)

ACCOUNT, CHANNEL, PHONE = "ac_1", "ch_1", "+5511999990000"
KINDS = channel_pb2.Channel.Kind
EVENT_IDS = itertools.count(1)


def stamped(message, account_id=ACCOUNT, at=NOON):
    message.metadata.event_id = f"ev_{next(EVENT_IDS)}"
    message.metadata.account_id = account_id
    message.metadata.occur_time.FromDatetime(at)
    return message


def message_received(
    provider_message_id="wamid.1",
    *,
    phone=PHONE,
    keys=None,
    channel_id=CHANNEL,
    kind="WHATSAPP_CLOUD",
    account_id=ACCOUNT,
    text="Bom dia",
    name="João",
    at=NOON,
    **fields,
):
    message = ingest.MessageReceived(
        channel_id=channel_id,
        channel_kind=KINDS.Value(f"KIND_{kind}"),
        provider_message_id=provider_message_id,
        kind="text",
        text=text,
        **fields,
    )
    message.sender.keys.extend(keys or [f"phone:{phone}"])
    message.sender.display_name = name
    message.sender.phone = phone
    message.provider_time.FromDatetime(at)
    return stamped(message, account_id, at)


def delivery_changed(
    status="SENT",
    *,
    message_id="",
    provider_message_id="out.1",
    channel_id=CHANNEL,
    at=NOON,
    reason="",
    detail="",
):
    message = ingest.DeliveryChanged(
        channel_id=channel_id,
        message_id=message_id,
        provider_message_id=provider_message_id,
        status=ingest.DeliveryChanged.Status.Value(f"STATUS_{status}"),
        error_reason=reason,
        error_detail=detail,
    )
    message.provider_time.FromDatetime(at)
    return stamped(message, at=at)


def assigned_event(conversation_id, assignee_id="us_ana", *, version=1, **fields):
    kind = (
        routing.ConversationAssigned if assignee_id else routing.ConversationUnassigned
    )
    message = stamped(kind(**fields))
    message.assignment.conversation_id = conversation_id
    message.assignment.assignee_id = assignee_id
    message.assignment.version = version
    return message


def contact_matched(conversation_id, *, name="João Silva", version=1, at=NOON):
    message = stamped(crm.ContactMatched(conversation_id=conversation_id), at=at)
    message.contact.contact_id = "ct_1"
    message.contact.name = name
    message.contact.phone = PHONE
    message.contact.version = version
    return message


def inbound(*args, **fields):
    return read_message_received(message_received(*args, **fields))


def delivery(*args, **fields):
    return read_delivery_changed(delivery_changed(*args, **fields))


def assigned(*args, **fields):
    return read_routing_event(assigned_event(*args, **fields))


def matched(*args, **fields):
    return read_crm_event(contact_matched(*args, **fields))[0]


def notice(status=Status.SENT, *, provider_message_id="out.1", message_id="", at=NOON):
    return Notice(
        CHANNEL, message_id, Delivery(status, at, provider_message_id), "ev_9"
    )


def record(status=Status.SENT, **fields):
    return RecordDelivery(ACCOUNT, notice(status, **fields))


def viewer(user_id="us_ana", *, channels=(CHANNEL,), account_id=ACCOUNT):
    return Viewer(account_id, user_id, frozenset(channels))


def query(section="", *, user_id="us_ana", channels=(CHANNEL,), **fields):
    return ListQuery(
        user_id=user_id, channel_ids=frozenset(channels), section=section, **fields
    )


def send(conversation_id, text="Olá", *, request_id="rq_1", seen=-1, who=None):
    draft = text if isinstance(text, Draft) else Draft(text)
    return SendMessage(who or viewer(), conversation_id, request_id, draft, seen)


def close(conversation_id, who=None):
    return CloseConversation(who or viewer(), conversation_id, "rq_close")


def reopen(conversation_id, who=None):
    return ReopenConversation(who or viewer(), conversation_id, "rq_reopen")


def mark(conversation_id, *, count=0, unread=False, who=None):
    return MarkConversation(who or viewer(), conversation_id, count, unread)


def after(**span):
    return NOON + timedelta(**span)
