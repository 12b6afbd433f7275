"""What is known of a person and a user for the variables of a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from recado.conversations.v1.conversation_pb2 import Conversation
from recado.crm.v1.contact_pb2 import Contact
from recado.ingest.v1.template_pb2 import Template

from .domain.people import User

PROPERTIES: Mapping[str, Callable[[Conversation, Any, User], str]] = {
    "contact.name": lambda c, p, _: _name(c, p),
    "contact.first_name": lambda c, p, _: _name(c, p).partition(" ")[0],
    "contact.phone": lambda c, p, _: (p.phone if p else "") or c.contact.phone,
    "contact.email": lambda _, p, __: p.email if p else "",
    "contact.city": lambda _, p, __: p.city if p else "",
    "contact.company": lambda _, p, __: p.company if p else "",
    "agent.name": lambda _, __, user: user.name,
    "agent.first_name": lambda _, __, user: user.name.partition(" ")[0],
}
"""What a template's variable can be tied to."""


def filled(
    template: Template, conversation: Conversation, contact: Contact | None, user: User
) -> dict[str, str]:
    """Return a value for each variable; empty where nothing is known (TPL-5)."""
    values = {}
    for variable in template.variables:
        read = PROPERTIES.get(variable.property)
        values[variable.name] = read(conversation, contact, user) if read else ""
    return values


def _name(conversation: Conversation, contact: Contact | None) -> str:
    """Return the person's name; a number or a handle in its place is none."""
    name = (contact.name if contact else "") or conversation.contact.name
    stand_ins = (conversation.contact.phone, conversation.contact.handle)
    return "" if name in stand_ins or not any(c.isalpha() for c in name) else name
