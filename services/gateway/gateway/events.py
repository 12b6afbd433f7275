"""From facts of the domain to the messages that other services read."""

from __future__ import annotations

from recado.gateway.v1 import events_pb2 as messages

from chassis.envelope import Outgoing, stamp

from .domain import events
from .domain.people import Roll, User

MESSAGES = {
    events.UserRegistered: ("user_registered", messages.UserRegistered),
    events.UserProfileChanged: ("user_profile_changed", messages.UserProfileChanged),
    events.UserDeactivated: ("user_deactivated", messages.UserDeactivated),
}


def outgoing(roll: Roll) -> list[Outgoing]:
    """Return the events that *roll* recorded, oldest first."""
    made = []
    for fact in roll.events:
        routing_key, kind = MESSAGES[type(fact)]
        message = kind(user=write_user(fact.user, fact.permissions))
        stamp(
            message,
            account_id=roll.account.account_id,
            causation_id=fact.user.request_id,
        )
        made.append(Outgoing(routing_key, message, subject=fact.user.user_id))
    return made


def write_user(user: User, permissions: frozenset[str]) -> messages.User:
    """Return the user as the other services need to know one."""
    return messages.User(
        user_id=user.user_id,
        name=user.name,
        email=user.email,
        language=user.language,
        permissions=sorted(permissions),
        is_attendant=user.is_attendant,
        active=user.active,
        time_zone=user.time_zone,
    )
