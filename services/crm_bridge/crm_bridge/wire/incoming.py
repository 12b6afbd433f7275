"""
From protobuf to commands; what makes no sense is refused here.

Past this module nothing is checked again, because nothing malformed can exist.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from recado.conversations.v1.events_pb2 import ContactChanged
from recado.crm.v1 import contact_service_pb2 as messages
from recado.ingest.v1.channel_pb2 import Channel

from chassis.errors import Malformed

from ..domain.contact import Person, folded
from ..domain.errors import PageTokenInvalid
from ..domain.phones import is_e164
from ..use_cases.matching import MatchConversation
from ..use_cases.naming import NameProfile
from ..use_cases.people import ChangeContact

SOURCES = {
    Channel.KIND_WHATSAPP_CLOUD: "whatsapp",
    Channel.KIND_WHATSAPP_TWILIO: "whatsapp",
    Channel.KIND_MESSENGER: "messenger",
    Channel.KIND_INSTAGRAM: "instagram",
    Channel.KIND_WEBCHAT: "webchat",
}
"""A kind that is newer than we are is `other`, and its phones mere claims."""

QUERY_LENGTH = 200  # characters
PAGE_SIZE, LARGEST_PAGE = 30, 100

EDITABLE = ("name", "phone", "email", "owner_id", "city", "company", "notes")


def read_conversation_event(message: Any) -> MatchConversation | NameProfile:
    """
    Read what a conversation tells of its person.

    Raises:
        Malformed: See `read_conversation_opened`.
    """
    if isinstance(message, ContactChanged):
        return read_contact_changed(message)
    return read_conversation_opened(message)


def read_contact_changed(message: ContactChanged) -> NameProfile:
    """
    Raises:
        Malformed: The event, its account or conversation has no id.
    """
    conversation = message.conversation
    _require(
        ("metadata.event_id", message.metadata.event_id),
        ("metadata.account_id", message.metadata.account_id),
        ("conversation.conversation_id", conversation.conversation_id),
    )
    return NameProfile(
        account_id=message.metadata.account_id,
        conversation_id=conversation.conversation_id,
        contact_id=conversation.contact.contact_id,
        name=conversation.contact.name,
    )


def read_conversation_opened(message: Any) -> MatchConversation:
    """
    Read `ConversationOpened`, or `ConversationReopened`.

    Raises:
        Malformed: The event, its account, conversation, channel or person has
            no id.
    """
    conversation = message.conversation
    opened = "identity_keys" in message.DESCRIPTOR.fields_by_name
    told = message.identity_keys if opened else conversation.identity_keys
    _require(
        ("metadata.event_id", message.metadata.event_id),
        ("metadata.account_id", message.metadata.account_id),
        ("conversation.conversation_id", conversation.conversation_id),
        ("conversation.channel_id", conversation.channel_id),
        ("identity_keys", told),
    )
    keys = tuple(dict.fromkeys(filter(None, told)))
    if not keys:
        raise Malformed("identity_keys holds nothing but empty keys")
    source = SOURCES.get(conversation.channel_kind, "other")
    phone = _phone(conversation.contact.phone, keys)
    return MatchConversation(
        account_id=message.metadata.account_id,
        conversation_id=conversation.conversation_id,
        channel_id=conversation.channel_id,
        person=Person(
            keys=keys,
            name=conversation.contact.name,
            phone=phone,
            source=source,
            is_vouched=bool(phone) and source == "whatsapp",
        ),
        cause_id=message.metadata.event_id,
    )


def _require(*fields: tuple[str, Any]) -> None:
    for name, value in fields:
        if not value:
            raise Malformed(f"{name} is empty")


def _phone(phone: str, keys: tuple[str, ...]) -> str:
    """Return the first E.164 number told; empty when there is none."""
    told = (phone, *(key.removeprefix("phone:") for key in keys))
    return next((text for text in told if is_e164(text)), "")


def read_new_contact(request: messages.CreateContactRequest) -> dict[str, str]:
    """Return the text fields of the wanted contact; the rest is ours."""
    return {name: getattr(request.contact, name) for name in EDITABLE}


def read_change(request: messages.ChangeContactRequest) -> ChangeContact:
    """
    Return the change, with the fields that are present.

    Raises:
        Malformed: The contact has no id, or the version is negative.
    """
    if request.seen_version < 0:
        raise Malformed("seen_version is negative")
    return ChangeContact(
        contact_id=required(request, "contact_id"),
        changes={
            name: getattr(request, name) for name in EDITABLE if request.HasField(name)
        },
        seen_version=request.seen_version,
    )


def read_page(request: messages.ListContactsRequest) -> tuple[str, str, int]:
    """
    Return the text, the place to go on behind, and the size of a page.

    Raises:
        Malformed: The query is too long.
        PageTokenInvalid: The token is not one of ours.
    """
    if len(request.query) > QUERY_LENGTH:
        raise Malformed(f"query has more than {QUERY_LENGTH} characters")
    size = min(request.page_size, LARGEST_PAGE)
    token = request.page_token.encode()
    try:
        after = base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        raise PageTokenInvalid(
            "this page token is not one of ours; begin anew"
        ) from None
    return folded(request.query), after, size if size > 0 else PAGE_SIZE


def required(message: Any, name: str) -> str:
    """
    Return the text in field *name*.

    Raises:
        Malformed: It is empty.
    """
    text: str = getattr(message, name)
    if not text:
        raise Malformed(f"{name} is empty")
    return text
