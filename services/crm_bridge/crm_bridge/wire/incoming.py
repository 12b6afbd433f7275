"""
From protobuf to commands; what makes no sense is refused here.

Past this module nothing is checked again, because nothing malformed can exist.
"""

from __future__ import annotations

from typing import Any

from recado.crm.v1 import contact_service_pb2 as messages
from recado.ingest.v1.channel_pb2 import Channel

from chassis.errors import Malformed

from ..domain.contact import Person
from ..use_cases.matching import MatchConversation
from ..use_cases.people import ChangeContact

SOURCES = {
    Channel.KIND_WHATSAPP_CLOUD: "whatsapp",
    Channel.KIND_WHATSAPP_TWILIO: "whatsapp",
    Channel.KIND_MESSENGER: "messenger",
    Channel.KIND_INSTAGRAM: "instagram",
    Channel.KIND_WEBCHAT: "webchat",
}
"""A kind that is newer than we are counts as manual: it changes no decision."""

EDITABLE = ("name", "phone", "email", "owner_id", "city", "company", "notes")


def read_conversation_opened(message: Any) -> MatchConversation:
    """
    Raises:
        Malformed: The event, its account, conversation, channel or person has
            no id.
    """
    conversation = message.conversation
    for name, value in (
        ("metadata.event_id", message.metadata.event_id),
        ("metadata.account_id", message.metadata.account_id),
        ("conversation.conversation_id", conversation.conversation_id),
        ("conversation.channel_id", conversation.channel_id),
        ("identity_keys", message.identity_keys),
    ):
        if not value:
            raise Malformed(f"{name} is empty")
    return MatchConversation(
        account_id=message.metadata.account_id,
        conversation_id=conversation.conversation_id,
        channel_id=conversation.channel_id,
        person=Person(
            keys=tuple(message.identity_keys),
            name=conversation.contact.name,
            phone=conversation.contact.phone,
            source=SOURCES.get(conversation.channel_kind, "manual"),
        ),
        cause_id=message.metadata.event_id,
    )


def read_new_contact(request: messages.CreateContactRequest) -> dict[str, str]:
    """Return the text fields of the wanted contact; the rest is ours."""
    return {name: getattr(request.contact, name) for name in EDITABLE}


def read_change(request: messages.ChangeContactRequest) -> ChangeContact:
    """Return the change, with the fields that are present."""
    return ChangeContact(
        contact_id=request.contact_id,
        changes={
            name: getattr(request, name) for name in EDITABLE if request.HasField(name)
        },
        seen_version=request.seen_version,
    )
